// Pictures of the public pages, for docs/images: `cargo xtask picture leave`.

import { join } from "node:path";
import { BRAM, NOOR, closeDoor, fill, openDoor } from "./door.js";
import { browser, close, visitor } from "./house.js";

const folder = process.argv[2];
const launched = await browser();
const address = await openDoor();
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

for (const [name, viewport] of Object.entries(sizes)) {
  for (const language of ["nl", "en"]) {
    const { context, page } = await visitor(launched, address, { viewport });
    // Each page once per language: where a form is filled in as on a phone, what is read as on a desk.
    const shoot = async (what) => {
      const isHere = (["check", "how", "card"].includes(what) ? "desktop" : "phone") === name;
      if (isHere) await page.screenshot({ path: join(folder, `leave-${what}-${language}.png`), fullPage: true });
    };
    await page.goto(`${address}/leave/fietsplan?lang=${language}`);
    await shoot("ask");
    await fill(page, NOOR);
    await page.click("button.plain[value=look]");
    await shoot("check");
    await page.goto(`${address}/leave/fietsplan?lang=${language}`);
    await fill(page, { number: "1", mail: "x@y.example" });
    await page.click(".pair button[value=confirm]");
    await shoot("unknown");
    await page.goto(`${address}/leave/fietsplan?lang=${language}`);
    await fill(page, BRAM);
    await page.click(".pair button[value=confirm]");
    await shoot("receipt");
    for (const what of ["how", "card"]) {
      await page.goto(`${address}/leave/fietsplan/${what}?lang=${language}`);
      await shoot(what);
    }
    await context.close();
  }
}
await closeDoor();
await close();
