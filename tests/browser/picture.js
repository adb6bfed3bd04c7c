// Takes the picture of the README: `node picture.js FILE`.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { COMPANY, browser, serve, signIn, visitor } from "./house.js";

const ends = [];
const after = (end) => ends.unshift(end);
try {
  const launched = await browser(after);
  const { address } = await serve(["serve", "--data", COMPANY], after, 1);
  const storageState = await signIn(launched, address, COMPANY, "en");
  const { page } = await visitor(launched, address, { storageState, viewport: { width: 1280, height: 1000 } });
  await page.goto(address);
  mkdirSync(dirname(process.argv[2]), { recursive: true });
  await page.screenshot({ path: process.argv[2] });
} finally {
  for (const end of ends) await end();
}
