// Takes the picture of the README: `node picture.js FILE`.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { COMPANY, browser, close, serve, signIn, visitor } from "./house.js";

try {
  const launched = await browser();
  const { address } = await serve(["serve", "--data", COMPANY]);
  const storageState = await signIn(launched, address, COMPANY, "en");
  const { page } = await visitor(launched, address, { storageState, viewport: { width: 1280, height: 1000 } });
  await page.goto(address);
  mkdirSync(dirname(process.argv[2]), { recursive: true });
  await page.screenshot({ path: process.argv[2] });
} finally {
  await close();
}
