// Somebody with a file: from the link of the first start to a picture of who leaves.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { isAccessible, stands } from "./checks.js";
import { PASSWORD, browser, close, folder, run, serve, visitor } from "./house.js";
import { rooms } from "./rooms.js";

// Forty bicycles: those by the month are brought back four times as often as those by the year.
function file(to) {
  const row = (i) => {
    const plan = i % 2 ? "per maand" : "per jaar";
    const left = i % 2 ? i % 5 < 2 : i % 20 < 2;
    return `F${1000 + i};${plan};${3 + (i % 30)};${left ? "ja" : "nee"};"${15 + (i % 7)},50"`;
  };
  writeFileSync(to, ["klant;abonnement;maanden;vertrokken;prijs", ...Array.from({ length: 400 }, (_, i) => row(i))].join("\r\n"));
}

after(close);

test("a newcomer signs in, brings a file and sees who leaves", async (t) => {
  const data = folder();
  const { address, link } = await serve(["serve", "--data", data], { awaitsLink: true });
  const launched = await browser();
  const { page, complaints } = await visitor(launched, address, { viewport: { width: 1280, height: 900 } });

  await t.test("the link of the first start makes an owner, once", async () => {
    await page.goto(link);
    await isAccessible(page, "/first-start");
    await page.fill("#company_name", "Fietsplan");
    await page.fill("#name", "Noor");
    await page.fill("#email", "noor@fietsplan.example");
    await page.fill("#password", PASSWORD);
    await page.click("main form button");
    assert.equal(new URL(page.url()).pathname.startsWith("/first-start"), false, "the owner is in");
    const again = await page.request.get(link);
    assert.ok(!(await again.text()).includes('name="password"'), "the link makes no second owner");
  });

  await t.test("an empty house tells what to do next", async () => {
    await page.goto(address);
    assert.equal(await page.locator('main a[href="/import"]').count() > 0, true, "the way to the import is shown");
    await isAccessible(page, "/");
  });

  await t.test("every empty room says what will stand there", async () => {
    const all = await rooms(page, address);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      for (const path of all) {
        await stands(page, address, path, await page.getAttribute("html", "lang"));
        await isAccessible(page, path);
      }
    }
  });

  await t.test("a file is proposed, looked at and taken in", async () => {
    const csv = join(folder(), "klanten.csv");
    file(csv);
    await page.goto(`${address}/import`);
    await page.setInputFiles('input[type="file"]', csv);
    await page.click("main form:has(#file) button");
    await isAccessible(page, "the proposal");
    assert.match(await page.locator("main").innerText(), /F1000/, "rows of the file are shown");
    await page.click('button[name="do"][value="import"]');
    await page.waitForSelector("dl.figures");
    assert.match(await page.locator("dl.figures").innerText(), /\b400\b/, "all rows are counted");
    await isAccessible(page, "the result");
  });

  await t.test("the picture is there", async () => {
    await page.goto(`${address}/churn?by=plan`);
    const text = await page.locator("main").innerText();
    assert.match(text, /per maand/);
    assert.match(text, /per jaar/);
    const told = JSON.parse(run(["report", "churn", "--data", data, "--json"]));
    assert.ok(told.rows.length > 0, "and the command line knows it too");
  });

  assert.deepEqual(complaints, []);
});
