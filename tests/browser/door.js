// The public pages by themselves, started for a test.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

const DOOR = process.env.VAARWEL_TEST_DOOR;

const started = [];
export async function closeDoor() {
  for (const child of started.splice(0)) child.kill();
}

function freePort() {
  return new Promise((answer) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => answer(port));
    });
  });
}

// Starts the pages with their made-up customers; `sites` may show the flow `framed` in a frame.
export async function openDoor() {
  if (!DOOR) throw new Error("VAARWEL_TEST_DOOR is not set; run these tests with `cargo xtask test browser`");
  const port = await freePort();
  const child = spawn(DOOR, [String(port)], { stdio: ["ignore", "inherit", "inherit"] });
  started.push(child);
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      if ((await fetch(`${address}/leave`)).ok) return address;
    } catch {
      // Not there yet.
    }
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error("the public pages did not answer");
}

// A customer of the made-up company.
export const BRAM = { number: "1001", mail: "bram@voorbeeld.example" };
export const NOOR = { number: "1002", mail: "noor@voorbeeld.example" };

export async function fill(page, { number, mail }) {
  await page.fill("#number", number);
  await page.fill("#mail", mail);
}
