// What every test needs: the program under test, a browser, somebody who is signed in, and an ear for complaints.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

// What tells where the program, the browser and the simulated company are; `cargo xtask test browser` sets it.
const wanted = (name) => process.env[name] ?? fail(`${name} is not set; run these tests with \`cargo xtask test browser\``);
export const PROGRAM = wanted("VAARWEL_TEST_PROGRAM");
export const COMPANY = wanted("VAARWEL_TEST_COMPANY");
const CHROMIUM = wanted("VAARWEL_TEST_CHROMIUM");

// Chromium's sandbox refuses to run as root; the rest keeps it from asking the outside for anything.
const CHROMIUM_FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export const LANGUAGES = ["nl", "en"];
export const PASSWORD = "een lang maar simpel wachtwoord";

// Runs the program to its end and gives what it wrote.
export function run(args, input = "") {
  return execFileSync(PROGRAM, args, { input, encoding: "utf8", maxBuffer: 64 << 20, stdio: ["pipe", "pipe", "pipe"] });
}

// What was started, the last first. A file of tests passes `close` to `after`.
const started = [];
export async function close() {
  for (const end of started.splice(0)) await end();
}

// An empty folder.
export function folder() {
  const made = mkdtempSync(join(tmpdir(), "vaarwel-browser-"));
  started.unshift(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

// Starts the program on a free port; gives its address, and the link it prints where one is awaited.
export function serve(args, { awaitsLink = false } = {}) {
  const child = spawn(PROGRAM, [...args, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  started.unshift(() => child.kill());
  return new Promise((answer, refuse) => {
    let said = "";
    // It goes on reading: a program whose lines nobody reads any more stops.
    createInterface({ input: child.stdout }).on("line", (line) => {
      said += `${line}\n`;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      const link = said.match(/http:\/\/\S+secret=\S+/)?.[0];
      if (address && (link || !awaitsLink)) answer({ address, link });
    });
    child.on("exit", () => refuse(new Error(`the program stopped before it said where it listens:\n${said}`)));
  });
}

export async function browser() {
  const launched = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
  started.unshift(() => launched.close());
  return launched;
}

// A page with its complaints: what the console says, what the policy blocks, what is asked of others, what fails.
export async function visitor(launched, address, options = {}) {
  const context = await launched.newContext({ locale: "nl-NL", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) complaints.push(`asked ${request.url()}`);
  });
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  return { context, page, complaints };
}

// Adds a member to the company and gives what a browser must keep to be signed in as them.
export async function signIn(launched, address, data, language) {
  const email = `${language}-${process.pid}@fietsplan.example`;
  run(["member", "add", "--data", data, "--email", email, "--role", "owner", "--language", language, "--name", "Noor", "--password-stdin"], `${PASSWORD}\n`);
  const { context, page } = await visitor(launched, address);
  await page.goto(`${address}/sign-in`);
  await page.fill("#email", email);
  await page.fill("#password", PASSWORD);
  await page.click("main form button");
  const state = await context.storageState();
  await context.close();
  return state;
}

function fail(message) {
  throw new Error(message);
}
