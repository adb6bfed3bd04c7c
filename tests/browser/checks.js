// What is asked of every page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// WCAG 2.2 AA holds what the versions before it ask.
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// The page answers, speaks the language, has one heading of the first level, and does not stick out on the right.
export async function stands(page, address, path, language, status = 200) {
  const response = await page.goto(address + path);
  assert.equal(response.status(), status, `${path} answers`);
  assert.equal(await page.getAttribute("html", "lang"), language, `${path} speaks`);
  const headings = await page.locator("h1").allTextContents();
  assert.equal(headings.length, 1, `${path} has one h1, not ${headings.length}`);
  assert.notEqual(headings[0].trim(), "", `the h1 of ${path} says something`);
  const text = await page.locator("body").innerText();
  const raw = text.match(/\b(nav|layout|churn|reasons|survival|cohorts|customers|import|settings|overview|field|answers|ladder|work|surveys|improvements)-[a-z]+(-[a-z]+)*\b(?=\s|$)/gm);
  const keys = (raw ?? []).filter((word) => word.split("-").length > 2);
  assert.deepEqual(keys, [], `${path} shows texts and not their keys`);
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${path} is ${wide} wide where ${seen} are seen: ${await sticksOut(page)}`);
}

// The elements that stick out, the outermost first.
async function sticksOut(page) {
  const found = await page.evaluate(() => {
    const clipped = (it) => it.parentElement?.closest("*") && getComputedStyle(it.parentElement).overflowX !== "visible";
    return [...document.body.querySelectorAll("*")]
      .filter((it) => it.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !clipped(it))
      .slice(0, 3)
      .map((it) => `<${it.tagName.toLowerCase()} class="${it.getAttribute("class") ?? ""}">`);
  });
  return found.join(", ");
}

// Nothing that WCAG 2.2 AA forbids and a machine can see.
export async function isAccessible(page, path) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags) => {
    const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return found.violations.map((it) => `${it.id}: ${it.help}\n    ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join("\n    ")}`);
  }, WCAG);
  assert.deepEqual(violations, [], `${path} can be used by everybody`);
}
