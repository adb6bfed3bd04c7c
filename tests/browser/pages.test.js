// Every page of the console, in both languages, with and without JavaScript, narrow and wide, light and dark.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isAccessible, stands } from "./checks.js";
import { COMPANY, LANGUAGES, browser, close, serve, signIn, visitor } from "./house.js";
import { everyPage } from "./rooms.js";

const WIDTHS = [390, 768, 1280];
// Each scheme is seen at two widths.
const WAYS = LANGUAGES.flatMap((language) =>
  [[390, "dark"], [768, "light"], [1280, "light"], [1280, "dark"]].map(([width, scheme]) => ({ language, width, scheme })));

describe("the console", () => {
  after(close);
  let launched, address, states, pages;

  before(async () => {
    launched = await browser();
    ({ address } = await serve(["serve", "--data", COMPANY]));
    states = {};
    for (const language of LANGUAGES) states[language] = await signIn(launched, address, COMPANY, language);
    const { context, page } = await visitor(launched, address, { storageState: states.en });
    pages = await everyPage(page, address);
    await context.close();
  });

  for (const { language, width, scheme } of WAYS) {
    test(`stands in ${language}, ${width} wide, ${scheme}`, async (t) => {
      const options = { storageState: states[language], viewport: { width, height: 900 }, colorScheme: scheme };
      const { context, page, complaints } = await visitor(launched, address, options);
      for (const path of pages) {
        await t.test(path, async () => {
          await stands(page, address, path, language);
          await isAccessible(page, path);
          assert.deepEqual(complaints.splice(0), [], `${path} leaves nothing to complain about`);
        });
      }
      await context.close();
    });
  }

  for (const width of WIDTHS) {
    test(`says the same without JavaScript, ${width} wide`, async () => {
      const options = { storageState: states.nl, viewport: { width, height: 900 } };
      const bare = await visitor(launched, address, { ...options, javaScriptEnabled: false });
      const full = await visitor(launched, address, options);
      for (const path of pages) {
        await stands(bare.page, address, path, "nl");
        await full.page.goto(address + path);
        const main = ({ page }) => page.locator("main").innerText();
        assert.equal(await main(bare), await main(full), `${path} says the same`);
      }
      assert.deepEqual(bare.complaints, []);
      await bare.context.close();
      await full.context.close();
    });
  }

  test("can be walked with the keyboard alone", async () => {
    const { context, page } = await visitor(launched, address, { storageState: states.en, viewport: { width: 1280, height: 900 } });
    await page.goto(address);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.tagName);
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "#main", "the first stop skips the navigation");
    const links = await page.locator("header nav a").evaluateAll((all) => all.map((it) => it.getAttribute("href")));
    assert.ok(links.length >= 6, `the navigation has ${links.length} links`);
    const reached = [];
    for (let step = 0; step < links.length + 2; step += 1) {
      await page.keyboard.press("Tab");
      reached.push(await focused());
    }
    assert.deepEqual(links.filter((link) => !reached.includes(link)), [], "every page is reached");
    await page.locator(`header nav a[href="/churn"]`).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/churn");
    const outline = await page.evaluate(() => {
      document.querySelector("header nav a").focus();
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== "none" || style.boxShadow !== "none";
    });
    assert.ok(outline, "what has the focus can be seen");
    await context.close();
  });

  for (const language of LANGUAGES) {
    test(`says in ${language} that there is no such page, and what a question may ask`, async () => {
      const options = { storageState: states[language], viewport: { width: 390, height: 900 } };
      const { context, page } = await visitor(launched, address, options);
      for (const [path, status] of [["/nowhere", 404], ["/customers/nobody", 404], ["/churn?by=nothing", 422]]) {
        await stands(page, address, path, language, status);
        await isAccessible(page, path);
        assert.ok(await page.locator("header nav a").count() > 0, `${path} shows the way on`);
      }
      await context.close();
    });
  }

  test("has what a person does for a case on the left, and the card beside it", async () => {
    const { context, page } = await visitor(launched, address, { storageState: states.nl, viewport: { width: 1280, height: 900 } });
    await page.goto(address + pages.find((it) => /^\/desk\/\w{26}$/.test(it)));
    const [contact, card] = [await page.locator("#contact").boundingBox(), await page.locator("#script").boundingBox()];
    assert.ok(contact.x < card.x, `contacts begin at ${contact.x}, the card at ${card.x}`);
    await context.close();
  });

  test("prints a case without anything to fill in or to press", async () => {
    const { context, page } = await visitor(launched, address, { storageState: states.nl, viewport: { width: 700, height: 900 } });
    const path = pages.find((it) => /^\/desk\/\w{26}$/.test(it));
    assert.ok(path, "a case is among the pages");
    await page.goto(address + path);
    await page.emulateMedia({ media: "print" });
    const pressed = await page.locator("main :is(form, button, input, select, textarea):visible").count();
    assert.equal(pressed, 0, "paper has no fields and no buttons");
    for (const kept of ["h1", ".figures", ".time", "pre.letter"]) {
      assert.ok(await page.locator(`main ${kept}`).first().isVisible(), `${kept} is printed`);
    }
    await context.close();
  });

  for (const language of LANGUAGES) {
    test(`shows the whole matrix of the ladder on a phone in ${language}`, async () => {
      const options = { storageState: states[language], viewport: { width: 390, height: 900 } };
      const { context, page } = await visitor(launched, address, options);
      await page.goto(`${address}/ladder`);
      const [wide, seen] = await page.locator(".scroll:has(> .moves)").evaluate((it) => [it.scrollWidth, it.clientWidth]);
      assert.ok(wide <= seen, `the matrix is ${wide} wide where ${seen} are seen`);
      await context.close();
    });
  }

  test("refuses who is not signed in, and brings them back after signing in", async () => {
    const { context, page } = await visitor(launched, address);
    await page.goto(`${address}/churn`);
    assert.match(page.url(), /\/sign-in/);
    await isAccessible(page, "/sign-in");
    const answer = await context.request.get(`${address}/api/v1/reports/churn`);
    assert.equal(answer.status(), 401);
    assert.match(answer.headers()["content-type"], /application\/problem\+json/);
    await context.close();
  });
});
