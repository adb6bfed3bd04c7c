const { outcome, flow, origins } = document.body.dataset;
const around = location.ancestorOrigins?.[0];
if (outcome && window.parent !== window) {
    for (const origin of (origins ?? "").split(" ")) {
        if (origin && (around === undefined || around === origin)) {
            window.parent.postMessage({ vaarwel: 1, outcome, flow: flow ?? "" }, origin);
        }
    }
}
export {};
