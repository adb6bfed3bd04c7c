// The same question has the same answer: on the page, over the API, on the command line.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { COMPANY, LANGUAGES, browser, close, run, serve, signIn, visitor } from "./house.js";

const QUESTIONS = {
  churn: ["", "?by=plan", "?period=quarter&from=2025-01-01"],
  cohorts: ["", "?period=quarter"],
  survival: ["", "?by=plan"],
  reasons: ["", "?by=plan"],
  silent: ["", "?quiet=45"],
  precursors: [""],
  value: ["", "?margin=0.6&discount=0.08&cost-to-win=60"],
  loyalty: [""],
};

describe("the same question has the same answer", () => {
  after(close);
  let launched, address, key, states;

  before(async () => {
    launched = await browser();
    ({ address } = await serve(["serve", "--data", COMPANY]));
    key = run(["key", "create", "--data", COMPANY, "--scope", "read", "--quiet"]).trim();
    states = {};
    for (const language of LANGUAGES) states[language] = await signIn(launched, address, COMPANY, language);
  });

  const api = async (name, query) => {
    const answer = await fetch(`${address}/api/v1/reports/${name}${query}`, { headers: { Authorization: `Bearer ${key}` } });
    assert.equal(answer.status, 200, `${name}${query} over the API`);
    return answer.json();
  };

  for (const [name, queries] of Object.entries(QUESTIONS)) {
    for (const query of queries) {
      test(`${name}${query}: command line, API and page`, async () => {
        const options = [...new URLSearchParams(query)].flatMap(([word, value]) => [`--${word}`, value]);
        const typed = JSON.parse(run(["report", name, ...options, "--data", COMPANY, "--json"]));
        const asked = await api(name, query);
        assert.deepEqual(asked, typed, "the API says what the command line says");

        const { context, page } = await visitor(launched, address, { storageState: states.nl });
        const taken = await context.request.get(`${address}/${name}.json${query}`);
        assert.deepEqual(await taken.json(), typed, "what the page gives to take along is the same");
        await context.close();
      });
    }
  }

  for (const language of LANGUAGES) {
    test(`every key figure of the pages is a number of the report, in ${language}`, async () => {
      const { context, page } = await visitor(launched, address, { storageState: states[language] });
      let figures = 0;
      for (const name of Object.keys(QUESTIONS)) {
        const known = numbers(await api(name, ""));
        await page.goto(`${address}/${name}`);
        for (const text of await page.locator(".figures dd.value").allInnerTexts()) {
          const figure = read(text, language);
          if (figure === undefined) continue;
          figures += 1;
          const near = (value) => value.toFixed(figure.digits) === figure.value.toFixed(figure.digits);
          // Shares are shown in per cent, money in euros, and sometimes the share of the others.
          const found = known.some((value) => [value, value * 100, value / 100, (1 - value) * 100].some(near));
          assert.ok(found, `${name} shows \`${text}\`, which its report does not hold`);
        }
      }
      assert.ok(figures > 3, `only ${figures} key figures were found`);
      await context.close();
    });
  }
});

// All numbers of a report, wherever they stand.
function numbers(it) {
  if (typeof it === "number") return [it, Math.abs(it)];
  if (it === null || typeof it !== "object") return [];
  return Object.values(it).flatMap(numbers);
}

// The number at the beginning of a text, and how many digits it shows behind the mark.
function read(text, language) {
  const [apart, mark] = language === "nl" ? [".", ","] : [",", "."];
  const found = text.replace("\u2212", "-").match(/-?\d[\d.,]*/)?.[0];
  if (!found) return undefined;
  const plain = found.split(apart).join("").replace(mark, ".").replace(/\.$/, "");
  return { value: Number(plain), digits: plain.split(".")[1]?.length ?? 0 };
}
