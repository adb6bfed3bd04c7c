// Pictures of the rooms of the console in which leaving is handled, for docs/images: `cargo xtask picture rooms`.

import { join } from "node:path";
import { COMPANY, browser, close, serve, signIn, visitor } from "./house.js";

const folder = process.argv[2];
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

try {
  const launched = await browser();
  const { address } = await serve(["serve", "--data", COMPANY]);
  for (const language of ["nl", "en"]) {
    const storageState = await signIn(launched, address, COMPANY, language);
    for (const [size, viewport] of Object.entries(sizes)) {
      const { context, page } = await visitor(launched, address, { storageState, viewport });
      const shoot = (what) => page.screenshot({ path: join(folder, `${what}-${size}-${language}.png`) });
      for (const [what, path] of [["desk", "/desk"], ["flow", "/flows/fietsplan"], ["goodbyes", "/goodbyes"]]) {
        await page.goto(address + path);
        await shoot(what);
      }
      // The first case of the list, as whoever sits at the desk opens it.
      await page.goto(`${address}/desk`);
      const first = await page.locator("main a[href^='/desk/0']").first().getAttribute("href");
      await page.goto(address + first);
      await shoot("case");
      await context.close();
    }
  }
} finally {
  await close();
}
