const EVENTS = {
    asked: "farewell.started",
    checked: "farewell.checked",
    confirmed: "farewell.completed",
    undone: "farewell.withdrawn",
    stayed: "farewell.stayed",
};
const STYLE = `
:host{display:inline-block}
dialog{border:0;padding:0;width:min(var(--vaarwel-width,44rem),100vw);height:min(var(--vaarwel-height,60rem),96vh);max-width:none;max-height:none;border-radius:var(--vaarwel-radius,4px);background:var(--vaarwel-surface,#f5f6f4);color:var(--vaarwel-ink,#14222c);overflow:hidden}
dialog[open]{display:grid;grid-template-rows:auto 1fr}
dialog::backdrop{background:var(--vaarwel-backdrop,rgb(20 34 44/.6))}
iframe{border:0;width:100%;height:100%;display:block;color-scheme:normal}
button{justify-self:end;font:var(--vaarwel-font,600 1rem/1.25 sans-serif);min-height:2.75rem;padding:.25rem 1.25rem;border:0;background:none;color:inherit;cursor:pointer}
:focus-visible{outline:3px solid var(--vaarwel-focus,#1b4a86);outline-offset:-3px}
@media (prefers-color-scheme:dark){dialog{background:var(--vaarwel-surface,#0f171c);color:var(--vaarwel-ink,#e9eef0)}:focus-visible{outline-color:var(--vaarwel-focus,#8ebcf0)}}
`;
const PATIENCE_MS = 6000;
export class VaarwelExit extends HTMLElement {
    #dialog;
    #frame;
    #waiting;
    connectedCallback() {
        try {
            if (!this.querySelector("a[href]") && this.getAttribute("href"))
                this.append(this.#link());
            this.addEventListener("click", this.#click);
            window.addEventListener("message", this.#hear);
        }
        catch {
        }
    }
    disconnectedCallback() {
        this.removeEventListener("click", this.#click);
        window.removeEventListener("message", this.#hear);
        clearTimeout(this.#waiting);
    }
    open() {
        const address = this.#address();
        if (!address)
            return;
        try {
            this.#show(address);
        }
        catch {
            this.#follow(address);
        }
    }
    #link() {
        const link = document.createElement("a");
        link.href = this.getAttribute("href") ?? "";
        link.textContent = this.getAttribute("label") ?? (this.#isDutch() ? "Opzeggen" : "Cancel subscription");
        return link;
    }
    #isDutch(address) {
        const named = address?.searchParams.get("lang") ?? this.closest("[lang]")?.getAttribute("lang");
        return (named || navigator.language).toLowerCase().startsWith("nl");
    }
    #address() {
        const link = this.querySelector("a[href]");
        if (!link)
            return undefined;
        const address = new URL(link.href, document.baseURI);
        return /^https?:$/.test(address.protocol) ? address : undefined;
    }
    #click = (event) => {
        const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
        const onLink = event.target instanceof Element && event.target.closest("a[href]");
        if (!plain || !onLink || event.defaultPrevented || this.getAttribute("mode") === "tab")
            return;
        const address = this.#address();
        if (!address || typeof HTMLDialogElement !== "function")
            return;
        event.preventDefault();
        this.open();
    };
    #show(address) {
        const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        root.adoptedStyleSheets = [sheet];
        const make = (tag, part) => {
            const made = document.createElement(tag);
            made.setAttribute("part", part);
            return made;
        };
        const [dialog, close, frame] = [make("dialog", "dialog"), make("button", "close"), make("iframe", "frame")];
        frame.referrerPolicy = "no-referrer";
        dialog.append(close, frame);
        root.replaceChildren(document.createElement("slot"), dialog);
        const link = this.querySelector("a")?.textContent?.trim() ?? "";
        close.textContent = this.#isDutch(address) ? "Sluiten" : "Close";
        close.addEventListener("click", () => dialog.close());
        dialog.setAttribute("aria-label", link);
        frame.title = link;
        dialog.addEventListener("close", () => {
            clearTimeout(this.#waiting);
            frame.remove();
            this.#tell("farewell.closed", "");
        });
        const framed = new URL(address);
        framed.searchParams.set("embed", "1");
        if (!framed.searchParams.has("lang"))
            framed.searchParams.set("lang", this.#isDutch() ? "nl" : "en");
        frame.src = framed.href;
        this.#dialog = dialog;
        this.#frame = frame;
        clearTimeout(this.#waiting);
        this.#waiting = setTimeout(() => this.#follow(address), PATIENCE_MS);
        dialog.showModal();
    }
    #follow(address) {
        this.#tell("farewell.fallback", "");
        if (this.#dialog?.open)
            this.#dialog.close();
        location.assign(address.href);
    }
    #hear = (event) => {
        const frame = this.#frame;
        if (!frame || event.source !== frame.contentWindow || event.origin !== this.#address()?.origin)
            return;
        const { vaarwel, outcome, flow } = (event.data ?? {});
        if (vaarwel !== 1 || typeof outcome !== "string")
            return;
        clearTimeout(this.#waiting);
        const name = EVENTS[outcome];
        if (name)
            this.#tell(name, typeof flow === "string" ? flow : "");
        if (outcome === "stayed" || outcome === "escape")
            this.#dialog?.close();
    };
    #tell(name, flow) {
        this.dispatchEvent(new CustomEvent(name, { detail: { flow }, bubbles: true, composed: true }));
    }
}
if (typeof customElements !== "undefined" && !customElements.get("vaarwel-exit")) {
    customElements.define("vaarwel-exit", VaarwelExit);
}
