// Every page of the console, in both languages, with and without JavaScript, narrow and wide, light and dark.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isAccessible, stands } from "./checks.js";
import { COMPANY, LANGUAGES, browser, close, run, serve, signIn, visitor } from "./house.js";

const PAGES = [
  "/", "/churn", "/churn?by=plan", "/cohorts", "/survival", "/survival?by=plan", "/reasons", "/silent", "/precursors", "/value", "/value?by=plan&margin=0.6&discount=0.08&cost-to-win=60",
  "/loyalty", "/activities", "/activities/new", "/measure", "/import", "/customers",
  "/desk", "/desk?list=closed", "/desk/new", "/desk/new?q=a", "/flows", "/flows/fietsplan", "/goodbyes", "/goodbyes?days=30",
  "/answers", "/answers?for=handle&rung=1", "/answers/themes", "/ladder", "/work", "/work?view=list", "/work?view=mine", "/work/improvements",
  "/surveys", "/surveys/a-new-one",
  "/settings/own", "/settings/company", "/settings/definition", "/settings/reasons", "/settings/members", "/settings/keys",
];
const WIDTHS = [390, 1280];
const SCHEMES = ["light", "dark"];

describe("the console", () => {
  after(close);
  let launched, address, states, pages;

  before(async () => {
    launched = await browser();
    ({ address } = await serve(["serve", "--data", COMPANY]));
    states = {};
    for (const language of LANGUAGES) states[language] = await signIn(launched, address, COMPANY, language);
    const someone = run(["sql", "select customer from spells order by customer limit 1", "--data", COMPANY, "--csv"]).split("\n")[1];
    pages = [...PAGES, `/customers/${encodeURIComponent(someone.trim())}`];
  });

  const ways = LANGUAGES.flatMap((language) => WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ language, width, scheme }))));
  for (const { language, width, scheme } of ways) {
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
