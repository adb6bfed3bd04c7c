// The link that the demo prints.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { COMPANY, browser, close, serve, visitor } from "./house.js";

after(close);

test("the link that is printed signs in once, and leads to every page", async () => {
  const { address, link } = await serve(["demo", "--data", COMPANY], { awaitsLink: true });
  const launched = await browser();
  const { page } = await visitor(launched, address);
  await page.goto(link);
  await page.click("main form button");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.goto(address);
  const shown = () => page.locator("header nav a").evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  // Each part of the work shows its own rooms.
  const links = new Set(await shown());
  for (const path of links) {
    assert.equal((await page.goto(address + path)).status(), 200, path);
    for (const link of await shown()) links.add(link);
  }
  assert.ok(links.size >= 11, `${[...links]}`);

  const second = await visitor(launched, address);
  await second.page.goto(link);
  await second.page.click("main form button");
  assert.match(second.page.url(), /\/sign-in\/link/, "a link that was used signs nobody in");
});
