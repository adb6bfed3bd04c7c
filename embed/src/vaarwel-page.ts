// Runs on the leave pages only where they stand in a frame on a site the flow names. Tells that site what happened, never
// who it was.

const { outcome, flow, origins } = document.body.dataset;
const around = location.ancestorOrigins?.[0];

function tell(what: string): void {
  if (window.parent === window) return;
  for (const origin of (origins ?? "").split(" ")) {
    if (origin && (around === undefined || around === origin)) {
      window.parent.postMessage({ vaarwel: 1, outcome: what, flow: flow ?? "" }, origin);
    }
  }
}

if (outcome) tell(outcome);
// The key that closes a dialog is heard here and not by the page around.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tell("escape");
});

export {};
