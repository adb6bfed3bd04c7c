// An activity from the register to its end, as somebody who has to account for it: register, draw, export, bring in what
// came of it, read the verdict, write it down, stop. In both languages.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { isAccessible, stands } from "./checks.js";
import { LANGUAGES, browser, close, folder, run, serve, signIn, visitor } from "./house.js";

const SAYS = {
  nl: { unknown: "weet nog niemand", drawn: "krijgen het", helps: "helpt", kept: "Behouden klanten", give: "Geef ", why: "Het budget is op" },
  en: { unknown: "nobody knows yet", drawn: "get it", helps: "helps", kept: "Customers kept", give: "Give ", why: "The money is gone" },
};
const CUSTOMERS = 3000;

// Numbers that look drawn and are the same in every run.
function share(row, salt) {
  let x = Math.imul(row ^ (salt * 0x9e3779b9), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

const satisfaction = (row) => 1 + Math.floor(share(row, 1) * 5);

describe("measuring", () => {
  after(close);
  let launched, address, states;

  before(async () => {
    launched = await browser();
    const data = folder();
    run(["demo", "--customers", "200", "--data", join(data, "company"), "--make-only"]);
    ({ address } = await serve(["serve", "--data", join(data, "company")]));
    states = {};
    for (const language of LANGUAGES) states[language] = await signIn(launched, address, join(data, "company"), language);
  });

  for (const language of LANGUAGES) {
    test(`an activity goes from the register to its end, in ${language}`, async () => {
      const files = folder();
      const says = SAYS[language];
      const viewport = language === "nl" ? { width: 390, height: 900 } : { width: 1280, height: 900 };
      const options = { storageState: states[language], viewport, acceptDownloads: true };
      const { context, page, complaints } = await visitor(launched, address, options);

      // Register.
      await stands(page, address, "/activities/new", language);
      await isAccessible(page, "/activities/new");
      const name = `Welkomstgesprek ${language}`;
      await page.fill("#name", name);
      await page.fill("#treatment", "Tien minuten aan de telefoon");
      await page.fill("#cost_each", "4,50");
      await page.fill("#holdout", "50");
      await page.click("main form button.main");
      const activity = new URL(page.url()).pathname;
      assert.match(await page.locator("h1").innerText(), new RegExp(says.unknown));
      await isAccessible(page, "an activity");
      await stands(page, address, activity, language);

      // Before the start: too few to know.
      await page.fill('input[name="customers"]', "300");
      await page.fill('input[name="base"]', "10");
      await page.click("section:has(#before) form button");
      assert.equal(await page.locator("section:has(#before) .notice.grave").count(), 1, "it says that this cannot be known");

      // Draw.
      const customers = join(files, "customers.csv");
      writeFileSync(customers, ["customer", ...Array.from({ length: CUSTOMERS }, (_, row) => `K${row}`)].join("\n"));
      await page.setInputFiles("#draw-file", customers);
      await page.click("form:has(#draw-file) button");
      await isAccessible(page, "a draw");
      await page.click("form:has(#holdout) button.main");
      assert.match(await page.locator("h1").innerText(), new RegExp(says.drawn));

      // Export.
      const [download] = await Promise.all([page.waitForEvent("download"), page.click('a[href*="arms.csv"]')]);
      const arms = join(files, "arms.csv");
      await download.saveAs(arms);
      const drawn = readFileSync(arms, "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
      assert.equal(drawn.length, CUSTOMERS);

      // What came of it: the dissatisfied stay because of the call.
      const outcomes = join(files, `uitkomst-${language}.csv`);
      const line = ([customer, , treated], row) => {
        const chance = 0.3 - (treated === "1" && satisfaction(row) <= 3 ? 0.2 : 0);
        return `${customer},${satisfaction(row)},${Math.floor(share(row, 3) * 60)},${treated},${share(row, 2) < chance ? 1 : 0}`;
      };
      writeFileSync(outcomes, ["customer,satisfaction,tenure,treated,left", ...drawn.map(line)].join("\n"));
      await stands(page, address, "/measure", language);
      await page.setInputFiles("#file", outcomes);
      await page.click("main form:has(#file) button");
      await isAccessible(page, "the columns of a file");
      assert.equal(await page.inputValue("#c3"), "drawn", "the columns are proposed");
      assert.equal(await page.inputValue("#c4"), "outcome");
      await page.fill('input[name="cost3"]', "4,50");
      await page.click("main form button.main");

      // The verdict.
      assert.match(await page.locator("h1").innerText(), new RegExp(`treated ${says.helps}`));
      assert.match(await page.locator("main").innerText(), new RegExp(says.kept));
      await isAccessible(page, "a verdict");
      await stands(page, address, new URL(page.url()).pathname + new URL(page.url()).search, language);

      // For whom.
      await page.click('a[href*="/whom?"]');
      // Worth enough for whichever half chance draws: with 60 euros about one draw in thirty leaves it unsure.
      await page.fill('input[name="worth"]', "600");
      await page.click("form.filter button");
      assert.match(await page.locator("h1").innerText(), new RegExp(says.give));
      await isAccessible(page, "for whom");
      await stands(page, address, new URL(page.url()).pathname + new URL(page.url()).search, language);
      await page.goBack();
      await page.goBack();

      // Write it down, and look at the register.
      await page.selectOption('select[name="activity"]', { label: name });
      await page.click('form[action$="/keep"] button');
      assert.equal(new URL(page.url()).pathname, activity);
      assert.match(await page.locator("h1").innerText(), new RegExp(says.helps));
      await isAccessible(page, "a measured activity");
      await page.goto(`${address}/activities`);
      assert.match(await page.locator("main").innerText(), new RegExp(name));

      // Stop.
      await page.goto(address + activity);
      await page.fill("#why", says.why);
      await page.click("form:has(#why) button");
      await page.goto(address + activity);
      assert.match(await page.locator("main").innerText(), new RegExp(says.why));
      assert.equal(await page.locator("#draw-file").count(), 0, "nobody is drawn for it any more");
      // A download ends the navigation that began it, and who clicks on ends what still loads.
      assert.deepEqual(complaints.filter((it) => !it.endsWith("net::ERR_ABORTED")), []);
      await context.close();
    });
  }
});
