// Every page there is, read from the pages themselves: a room that is added to the navigation is visited from then on.

import assert from "node:assert/strict";

// Pages the navigation does not name: questions, forms, and other ways to look.
const MORE = [
  "/churn?by=plan", "/survival?by=plan", "/value?by=plan&margin=0.6&discount=0.08&cost-to-win=60",
  "/activities/new", "/activities?show=loyalty", "/activities?show=stopped", "/measure",
  "/desk?list=closed", "/desk/new", "/desk/new?q=a", "/flows/fietsplan", "/goodbyes?days=30", "/customers?standing=here",
  "/answers?for=handle&rung=1", "/answers/themes", "/work?view=list", "/work?view=mine", "/work/improvements", "/surveys/a-new-one",
];

// Pages about one thing: where it is listed, and what leads to it.
const ONE = [
  ["/activities", 'main tbody a[href^="/activities/"]'], ["/customers", "main tbody a"], ["/desk", "main tbody a"],
  ["/import", "main .rows a"], ["/surveys", "main .rows b a"], ["/work?view=list", "main tbody a"],
];

const addresses = (page, selector) => page.locator(selector).evaluateAll((all) => all.map((it) => it.getAttribute("href")));

// The rooms of the navigation, of somebody who may enter them all.
export async function rooms(page, address) {
  const found = new Set();
  const add = (all) => all.forEach((it) => found.add(it));
  await page.goto(address);
  const parts = await addresses(page, "header nav .tabs:not(.rooms) a");
  assert.ok(parts.length >= 6, `the navigation has ${parts.length} parts`);
  add(parts);
  for (const part of parts) {
    await page.goto(address + part);
    add(await addresses(page, "header nav .rooms a"));
    if (part.startsWith("/settings")) add(await addresses(page, "main nav .tabs a"));
  }
  return [...found].filter((it) => it !== "/settings");
}

// Every page of a company that has something of everything.
export async function everyPage(page, address) {
  const all = [...await rooms(page, address), ...MORE];
  for (const [list, selector] of ONE) {
    await page.goto(address + list);
    const [first] = await addresses(page, selector);
    assert.ok(first, `${list} leads to one of what it lists`);
    all.push(first);
  }
  return all;
}
