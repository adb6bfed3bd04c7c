// Pictures for docs/stories: public experiments measured in the console. `cargo xtask picture stories`.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browser, close, folder, run, serve, signIn, visitor } from "./house.js";

const [, , pictures, data] = process.argv;

// Advice on a cheaper plan to 54,000 of 64,000 customers, with the shares that were published: 10.0 % left with it, 6.4 %
// without. The customers themselves were never published; each row here is one of their counts.
function rebuilt() {
  const rows = (n, left, advised) => Array.from({ length: n }, (_, at) => `${advised},${at < left ? 1 : 0}`);
  const all = [...rows(54_000, 5_400, 1), ...rows(10_000, 640, 0)];
  const file = join(folder(), "advice.csv");
  writeFileSync(file, ["customer,advised,left", ...all.map((row, at) => `${at + 1},${row}`)].join("\n"));
  return file;
}

const STORIES = [
  {
    name: "hillstrom",
    file: () => join(data, "hillstrom/hillstrom_data.csv"),
    roles: { visit: "outcome", segment: "drawn", spend: "nothing" },
    fields: { arms: { segment: "Mens E-Mail, Womens E-Mail" }, against: { segment: "No E-Mail" }, cost: { segment: "0.10" } },
    good: true,
    whom: { activity: "segment=Mens E-Mail/No E-Mail", cost: "0.10", worth: "2" },
    finds: /2 of 2 activities help|Van 2 maatregelen helpen er 2/,
  },
  {
    name: "cookie-cats-backfires",
    file: () => join(data, "cookie_cats/cookie_cats.csv"),
    roles: { retention_7: "outcome", version: "drawn", sum_gamerounds: "nothing", retention_1: "nothing" },
    fields: { arms: { version: "gate_40" }, against: { version: "gate_30" }, split: { version: "" } },
    good: true,
    finds: /backfires|werkt averechts/,
  },
  {
    name: "cookie-cats-alarm",
    file: () => join(data, "cookie_cats/cookie_cats.csv"),
    roles: { retention_7: "outcome", version: "drawn", sum_gamerounds: "nothing", retention_1: "nothing" },
    fields: { arms: { version: "gate_40" }, against: { version: "gate_30" }, split: { version: "0.5" } },
    good: true,
    finds: /./,
  },
  {
    name: "advice",
    file: rebuilt,
    roles: { left: "outcome", advised: "drawn", customer: "customer" },
    fields: { cost: { advised: "3" } },
    finds: /backfires|werkt averechts/,
  },
];

async function show(page, address, story, language) {
  await page.goto(`${address}/measure`);
  await page.setInputFiles("#file", story.file());
  await page.click("main form:has(#file) button");
  const labels = await page.locator(".columns label[for]").evaluateAll((all) => all.map((it) => [it.textContent, it.htmlFor]));
  const at = Object.fromEntries(labels.map(([name, id]) => [name, id.slice(1)]));
  for (const [column, role] of Object.entries(story.roles)) await page.selectOption(`#c${at[column]}`, role);
  for (const [field, values] of Object.entries(story.fields)) {
    for (const [column, value] of Object.entries(values)) {
      const input = page.locator(`input[name="${field}${at[column]}"]`);
      if (await input.count()) await input.fill(value);
    }
  }
  await page.setChecked("#good", story.good ?? false);
  await page.click("main form button.main");
  assert.match(await page.locator("h1").innerText(), story.finds, story.name);
  await page.screenshot({ path: join(pictures, `${story.name}-${language}.png`), fullPage: true });
  if (story.whom) {
    await page.click('a[href*="/whom?"]');
    await page.selectOption('select[name="activity"]', story.whom.activity);
    await page.fill('input[name="cost"]', story.whom.cost);
    await page.fill('input[name="worth"]', story.whom.worth);
    await page.click("form.filter button");
    await page.screenshot({ path: join(pictures, `${story.name}-whom-${language}.png`), fullPage: true });
  }
}

try {
  mkdirSync(pictures, { recursive: true });
  const launched = await browser();
  const company = join(folder(), "company");
  run(["demo", "--customers", "200", "--data", company, "--make-only"]);
  const { address } = await serve(["serve", "--data", company]);
  for (const [language, width] of [["en", 1280], ["nl", 390]]) {
    const storageState = await signIn(launched, address, company, language);
    const { page } = await visitor(launched, address, { storageState, viewport: { width, height: 1000 } });
    for (const story of STORIES) await show(page, address, story, language);
  }
} finally {
  await close();
}
