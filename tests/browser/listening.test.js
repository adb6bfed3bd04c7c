// Listening, from the first answer to the work that is opened again: in both languages, wide and narrow, with and without
// JavaScript.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isAccessible } from "./checks.js";
import { LANGUAGES, browser, close, folder, run, serve, signIn, visitor } from "./house.js";

const SAYS = {
  nl: { words: "Al twee weken geen antwoord op mijn mail.", reopened: "Heropend" },
  en: { words: "No answer to my mail for two weeks.", reopened: "Opened again" },
};
const SURVEY = `survey = "short"
version = 1
title.nl = "Hoe gaat het?"
title.en = "How is it going?"
purposes = ["handle", "improve"]

[[question]]
id = "whole"
kind = "faces"
aspect = "service"
ladder = true
ask.nl = "Hoe tevreden ben je?"
ask.en = "How content are you?"

[[question]]
id = "words"
kind = "words"
ask.nl = "Wat kan beter?"
ask.en = "What could be better?"
`;

describe("listening", () => {
  after(close);
  let launched, address, data;

  before(async () => {
    launched = await browser();
    data = folder();
    run(["member", "add", "--data", data, "--email", "first@fietsplan.example", "--role", "owner", "--language", "nl", "--name", "Eerste", "--password-stdin"], "een lang maar simpel wachtwoord\n");
    ({ address } = await serve(["serve", "--data", data]));
  });

  const ways = LANGUAGES.flatMap((language) => [390, 1280].map((width) => ({ language, width, script: width === 1280 })));
  for (const { language, width, script } of ways) {
    test(`an answer becomes work in ${language}, ${width} wide, ${script ? "with" : "without"} JavaScript`, async () => {
      const said = SAYS[language];
      const customer = `K-${language}-${width}`;
      const state = await state_of(language);
      const options = { storageState: state, viewport: { width, height: 900 }, javaScriptEnabled: script };
      const { context, page, complaints } = await visitor(launched, address, options);
      const looks = async (path) => {
        const [wide, seen] = await sizes(page, script);
        assert.ok(wide <= seen, `${path} is ${wide} wide where ${seen} are seen`);
        if (script) await isAccessible(page, path);
      };
      // A survey is published, once.
      await page.goto(`${address}/surveys/short`);
      if ((await page.locator("#versions ~ p").count()) > 0) {
        await page.fill("#body", SURVEY);
        await page.click("button[value=publish]");
        await looks("/surveys/short");
      }
      // Somebody at the desk makes a link, and the customer answers on the public page.
      await page.goto(`${address}/surveys/short`);
      await page.fill("#customer", customer);
      await page.click("form[action$='/links'] button[value=link]");
      assert.equal(await page.locator("svg.qr").count(), 1);
      await looks("a link");
      const link = await page.locator(".made a").getAttribute("href");
      // An answer touched in a message: opened it counts for nobody, and a hand that moves sends it. Without script a button does.
      await page.goto(`${address}/surveys/short`);
      await page.fill("#customer", `${customer}-mail`);
      await page.click("form[action$='/links'] button[value=link]");
      const mailed = await page.locator(".made a").getAttribute("href");
      const reader = await visitor(launched, address, { viewport: { width, height: 900 }, javaScriptEnabled: script });
      await reader.page.goto(`${address}${mailed}/4?lang=${language}`);
      const noted = reader.page.locator("#taken");
      assert.equal(await noted.textContent(), "");
      if (script) {
        await isAccessible(reader.page, "a touched answer");
        await reader.page.mouse.move(40, 40);
        await reader.page.locator(".send").waitFor({ state: "hidden" });
        assert.notEqual(await noted.textContent(), "");
      } else {
        await reader.page.click(".send");
      }
      await reader.page.goto(`${address}${mailed}?lang=${language}`);
      assert.ok(await reader.page.locator("input[value='4']").isChecked(), "what was touched is kept");
      assert.deepEqual(reader.complaints.filter((it) => !it.endsWith("net::ERR_ABORTED")), []);
      await reader.context.close();
      const other = await visitor(launched, address, { viewport: { width, height: 900 }, javaScriptEnabled: script });
      await other.page.goto(`${address}${link}?lang=${language}`);
      await other.page.click(`button[value="1"]`);
      await other.page.fill("textarea", said.words);
      await other.page.locator("form#ask .bar button").last().click();
      assert.deepEqual(other.complaints.filter((it) => !it.endsWith("net::ERR_ABORTED")), []);
      await other.context.close();
      // A screen on the spot: one tap, the other questions, and ready for the next.
      await page.goto(`${address}/surveys/short`);
      await page.fill("#place", `Balie ${customer}`);
      await page.click("form[action$='/kiosks'] button");
      await looks("a screen that was made");
      const screen = await page.locator(".made a").getAttribute("href");
      const passer = await visitor(launched, address, { viewport: { width, height: 900 }, javaScriptEnabled: script });
      await passer.page.goto(`${address}${screen}?lang=${language}`);
      const [wide, seen] = await sizes(passer.page, script);
      assert.ok(wide <= seen, `a screen is ${wide} wide where ${seen} are seen`);
      if (script) await isAccessible(passer.page, "a screen on the spot");
      await passer.page.click(`button[value="5"]`);
      assert.ok(new URL(passer.page.url()).searchParams.get("thanks"), "one question, one tap, thanks");
      await passer.page.click("a.btn");
      assert.equal(await passer.page.locator("button.pick").count(), 5, "ready for the next");
      await passer.context.close();
      // It is read at once, and becomes work.
      await page.goto(`${address}/answers`);
      assert.ok((await page.locator("main").innerText()).includes(said.words), "the answer is read at once");
      await looks("/answers");
      await page.goto(`${address}/ladder`);
      await looks("/ladder");
      await page.goto(`${address}/work`);
      await page.click("form[action='/work/look'] button");
      await looks("/work");
      await page.goto(`${address}/work?view=list`);
      await page.locator("tr", { hasText: customer }).locator("a").click();
      await looks("a point");
      // Closed without an action it stays open; then it is closed, and an unhappy answer opens it again.
      await page.fill("#cause", "Niemand las de mail.");
      await page.click("form[action$='/close'] button");
      assert.equal(await page.locator("[role=alert]").count(), 1);
      assert.equal(await page.inputValue("#cause"), "Niemand las de mail.");
      await page.fill("#action", "Elke dag leest iemand de mail.");
      await page.click("form[action$='/close'] button");
      await looks("a closed point");
      await page.click("button[name=helped][value=no]");
      assert.ok((await page.locator("ol.time").innerText()).includes(said.reopened), "an unhappy answer opens it again");
      // A refused form answers 422, and a browser says so in its console; who clicks on ends what still loads.
      assert.deepEqual(complaints.filter((it) => !it.includes("422") && !it.endsWith("net::ERR_ABORTED")), []);
      await context.close();
    });
  }

  const states = {};
  async function state_of(language) {
    states[language] ??= await signIn(launched, address, data, language);
    return states[language];
  }
});

async function sizes(page, script) {
  if (!script) return [0, 0];
  return page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
}
