// The public pages: both languages, with and without JavaScript, phone and desktop, by keyboard, at twice the size.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { isAccessible, stands } from "./checks.js";
import { BRAM, NOOR, closeDoor, fill, openDoor } from "./door.js";
import { LANGUAGES, browser, close, visitor } from "./house.js";

const PAGES = ["/leave", "/leave/fietsplan", "/leave/fietsplan?kind=withdrawal", "/leave/practice", "/leave/fietsplan/stay", "/leave/fietsplan/how", "/leave/fietsplan/card", "/leave/nothing-there"];
const WIDTHS = [360, 1280];
const PAGE_BYTES_MAX = 50_000;

const inLanguage = (path, language) => `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;

describe("the pages of leaving", () => {
  let launched, address;
  before(async () => {
    launched = await browser();
    address = await openDoor();
  });
  after(async () => {
    await closeDoor();
    await close();
  });

  for (const language of LANGUAGES) {
    for (const width of WIDTHS) {
      for (const scheme of ["light", "dark"]) {
        test(`stand in ${language}, ${width} wide, ${scheme}`, async () => {
          const { context, page, complaints } = await visitor(launched, address, { viewport: { width, height: 900 }, colorScheme: scheme });
          for (const path of PAGES) {
            await stands(page, address, inLanguage(path, language), language);
            await isAccessible(page, path);
          }
          await page.goto(address + inLanguage("/leave/fietsplan", language));
          await page.click("button[value=confirm]");
          await isAccessible(page, "what is missing");
          await fill(page, NOOR);
          await page.click("button.plain[value=look]");
          await isAccessible(page, "the second screen");
          await fill(await again(page, address, language), { number: "9", mail: "x@y.example" });
          await page.click(".pair button[value=confirm]");
          await isAccessible(page, "nobody was found");
          await page.click("button[value=anyway]");
          await isAccessible(page, "the receipt");
          const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
          assert.ok(wide <= seen, `the receipt is ${wide} wide where ${seen} are seen`);
          // A refused form answers 422, and a browser says so in its console.
          assert.deepEqual(complaints.filter((it) => !it.includes("422")), []);
          await context.close();
        });
      }
    }
  }

  test("say the same without JavaScript, and do the same", async () => {
    const { context, page } = await visitor(launched, address, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
    await page.goto(`${address}/leave/fietsplan?lang=nl`);
    await fill(page, BRAM);
    await page.click(".pair button[value=confirm]");
    assert.match(await page.locator("h1").innerText(), /Je hebt opgezegd, Bram/);
    await page.check("#r-service");
    assert.ok(await page.locator("#m-service\\.slow").isVisible(), "what says more comes with the answer");
    await page.check("#m-service\\.slow");
    await page.click("form[action$='/answers'] button");
    assert.match(await page.locator("#heard-title").innerText(), /Je antwoord is bewaard/);
    await page.click("form[action$='/undo'] button");
    assert.match(await page.locator("h1").innerText(), /teruggedraaid/);
    await context.close();
  });

  test("can be walked by keyboard alone, in reading order, and Enter ends nothing by mistake", async () => {
    const { context, page } = await visitor(launched, address, { viewport: { width: 1280, height: 900 } });
    await page.goto(`${address}/leave/fietsplan?lang=nl`);
    await page.focus("#number");
    await page.keyboard.type(BRAM.number);
    await page.keyboard.press("Tab");
    await page.keyboard.type(BRAM.mail);
    const places = [];
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press("Tab");
      const place = await page.evaluate(() => {
        const it = document.activeElement;
        const { top, height } = it.getBoundingClientRect();
        const style = getComputedStyle(it);
        return { top: top + scrollY, height, value: it.value ?? it.textContent, outline: style.outlineStyle !== "none" || it.tagName === "BODY" };
      });
      if (place.height === 0 || places.length > 0 && place.top === 0) break;
      assert.ok(place.outline, `what has the focus is seen: ${place.value}`);
      places.push(place);
    }
    const tops = places.map((place) => place.top);
    assert.deepEqual(tops, [...tops].sort((a, b) => a - b), "the focus goes down the page");
    await page.focus("#mail");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/leave\/fietsplan$/);
    assert.match(await page.locator("h1").innerText(), /Dit stopt er/, "Enter shows what ends; it ends nothing");
    await page.focus(".pair button");
    await page.keyboard.press("Enter");
    await page.waitForURL(/receipt/);
    await context.close();
  });

  test("give leaving and staying one size, one weight, one color, and enough contrast", async () => {
    for (const width of WIDTHS) {
      const { context, page } = await visitor(launched, address, { viewport: { width, height: 900 } });
      await page.goto(`${address}/leave/fietsplan?lang=nl`);
      const [leave, stay] = await page.locator(".pair > *").evaluateAll((both) =>
        both.map((it) => {
          const { width, height, left, top } = it.getBoundingClientRect();
          const style = getComputedStyle(it);
          return { width, height, left, top, font: style.fontSize + style.fontWeight, color: style.color + style.backgroundColor + style.borderColor, text: it.textContent };
        }),
      );
      assert.deepEqual([stay.width, stay.height, stay.font, stay.color], [leave.width, leave.height, leave.font, leave.color]);
      assert.ok(leave.left <= stay.left && leave.top <= stay.top, "leaving comes first");
      assert.ok(leave.height >= 44, "a thumb finds it");
      assert.match(leave.text, /beëindigen/);
      await context.close();
    }
  });

  test("hold at twice the size and on the narrowest phone", async () => {
    // 1280 CSS pixels at 200 % are 640; 320 is what WCAG 1.4.10 asks.
    for (const width of [640, 320]) {
      const { context, page } = await visitor(launched, address, { viewport: { width, height: 512 } });
      for (const path of PAGES) await stands(page, address, inLanguage(path, "nl"), "nl");
      await context.close();
    }
  });

  test("weigh little, ask nobody else, and are there within a second on a slow phone", async () => {
    const { context, page, complaints } = await visitor(launched, address, { viewport: { width: 360, height: 800 } });
    const phone = await context.newCDPSession(page);
    await phone.send("Network.enable");
    await phone.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 });
    await phone.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    let bytes = 0;
    page.on("response", async (response) => {
      bytes += (await response.body().catch(() => "")).length;
    });
    await page.goto(`${address}/leave/fietsplan?lang=nl`, { waitUntil: "networkidle" });
    const paint = await page.evaluate(() => new Promise((answer) => {
      new PerformanceObserver((list) => answer(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
    }));
    assert.ok(bytes > 0 && bytes < PAGE_BYTES_MAX, `${bytes} bytes`);
    assert.ok(paint < 1_000, `the largest part was painted after ${Math.round(paint)} ms`);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("print the card for staff on one sheet", async () => {
    const { context, page } = await visitor(launched, address);
    for (const flow of ["fietsplan", "practice"]) {
      for (const language of LANGUAGES) {
        await page.goto(address + inLanguage(`/leave/${flow}/card`, language));
        const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
        assert.equal(pdf.match(/\/Type\s*\/Page[^s]/g)?.length, 1, `${flow}, ${language}`);
      }
    }
    await context.close();
  });

  test("show in the open what became of a withdrawal that came too late", async () => {
    const { context, page } = await visitor(launched, address, { viewport: { width: 390, height: 844 } });
    await page.goto(`${address}/leave/fietsplan?lang=nl&kind=withdrawal`);
    assert.match(await page.locator("main").innerText(), /Ben je op tijd, dan stopt de overeenkomst vandaag/);
    // Noor has two contracts; she withdraws from one of them, as a phone writes her number.
    await fill(page, { ...NOOR, number: ` ${NOOR.number.toLowerCase()} ` });
    await page.click(".pair button[value=confirm]");
    await page.locator("fieldset .choice").first().click();
    await page.click(".pair button[value=confirm]");
    assert.match(await page.locator("h1").innerText(), /telt als gewone opzegging/);
    const [lead, next] = [page.locator("main p").first(), page.locator("#next")];
    assert.match(await lead.innerText(), /Je bedenktijd liep uiterlijk tot en met .*vraag het ons dan na op/s);
    assert.ok((await lead.boundingBox()).y < (await next.boundingBox()).y, "it stands above what comes next");
    await page.click("form[action$='/undo'] button");
    await context.close();
  });

  test("fold a pause away, for who wants one", async () => {
    const { context, page } = await visitor(launched, address, { javaScriptEnabled: false });
    await page.goto(`${address}/leave/fietsplan?lang=nl`);
    await fill(page, BRAM);
    await page.click(".pair button[value=confirm]");
    assert.equal(await page.locator("#months").isVisible(), false, "nobody is pressed to pause");
    await page.locator("details:has(#months) > summary").click();
    assert.ok(await page.locator("#months").isVisible(), "who wants to pause can");
    await page.click("form[action$='/undo'] button");
    await context.close();
  });

  test("keep what was typed when the language changes", async () => {
    const { context, page } = await visitor(launched, address);
    await page.goto(`${address}/leave/fietsplan?lang=nl`);
    await fill(page, BRAM);
    await page.click("header button[value=en]");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.deepEqual([await page.inputValue("#number"), await page.inputValue("#mail")], [BRAM.number, BRAM.mail]);
    await context.close();
  });
});

async function again(page, address, language) {
  await page.goto(address + inLanguage("/leave/fietsplan", language));
  return page;
}

describe("the element on another site", () => {
  let launched, address, site, server;
  before(async () => {
    launched = await browser();
    address = await openDoor();
    server = createServer((request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.setHeader("content-security-policy", `default-src 'self'; script-src ${address}; frame-src ${address}; require-trusted-types-for 'script'`);
      const flow = new URL(request.url, "http://x").searchParams.get("flow");
      response.end(`<!doctype html><html lang="nl"><title>Site</title><script type="module" src="${address}/embed/vaarwel-exit.js"></script><h1>Site</h1><vaarwel-exit><a href="${address}/leave/${flow}">Abonnement beëindigen</a></vaarwel-exit>`);
    });
    // The port that the flow `framed` of the door names.
    await new Promise((ready) => server.listen(7399, "127.0.0.1", ready));
    site = "http://127.0.0.1:7399";
  });
  after(async () => {
    server.close();
    await closeDoor();
    await close();
  });

  const told = (page) =>
    page.evaluate(() => {
      globalThis.told = [];
      for (const name of ["started", "checked", "completed", "stayed", "closed", "fallback"]) {
        document.addEventListener(`farewell.${name}`, () => globalThis.told.push(name));
      }
    });

  test("opens the pages in a dialog, tells what happened, and gives the focus back", async () => {
    const context = await launched.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${site}/?flow=framed`);
    await told(page);
    await page.click("vaarwel-exit a");
    const frame = page.frameLocator("vaarwel-exit iframe");
    await frame.locator("#number").fill(BRAM.number);
    await frame.locator("#mail").fill(BRAM.mail);
    await frame.locator(".pair button[value=confirm]").click();
    await frame.locator("ol.time").waitFor();
    await page.waitForFunction(() => globalThis.told.includes("completed"));
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => globalThis.told.includes("closed"));
    assert.deepEqual(await page.evaluate(() => globalThis.told), ["started", "completed", "closed"]);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "A");
    await context.close();
  });

  test("is followed as a plain link when the pages may not stand in a frame, and without script", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const context = await launched.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(`${site}/?flow=fietsplan`);
      await page.click("vaarwel-exit a");
      await page.waitForURL(`${address}/leave/fietsplan`, { timeout: 15_000 });
      assert.equal(await page.locator("#number").count(), 1);
      await context.close();
    }
  });
});
