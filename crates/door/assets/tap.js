// Whoever touched an answer in a message and then gives a sign of life on the page it opened has answered: there is nothing
// more to press. Programs that look into mail open links, and some run scripts, but they move no hand. Without this file the
// button sends.
const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown"];
const form = document.getElementById("ask");
const taken = document.getElementById("taken");

async function send(event) {
  if (!event.isTrusted) return;
  for (const sign of SIGNS) removeEventListener(sign, send, true);
  const chosen = form.querySelector("input:checked");
  if (!chosen) return;
  // A form of its own: the questions below it may still be sent under the name the page has.
  const page = form.elements.form.value;
  const name = (page[0] === "A" ? "B" : "A") + page.slice(1);
  const said = new URLSearchParams({ form: name, speak: form.elements.speak.value, [chosen.name]: chosen.value });
  const kept = await fetch(form.action, { method: "POST", body: said, redirect: "manual", keepalive: true }).catch(() => null);
  // Where it was not kept, the button stays.
  if (kept?.type !== "opaqueredirect") return;
  form.querySelector(".send").hidden = true;
  taken.textContent = taken.dataset.said;
}

for (const sign of SIGNS) addEventListener(sign, send, { capture: true, passive: true });
