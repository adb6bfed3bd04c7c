const { outcome, flow, origins } = document.body.dataset;
const around = location.ancestorOrigins?.[0];
function tell(what) {
    if (window.parent === window)
        return;
    for (const origin of (origins ?? "").split(" ")) {
        if (origin && (around === undefined || around === origin)) {
            window.parent.postMessage({ vaarwel: 1, outcome: what, flow: flow ?? "" }, origin);
        }
    }
}
if (outcome)
    tell(outcome);
document.addEventListener("keydown", (event) => {
    if (event.key === "Escape")
        tell("escape");
});
export {};
