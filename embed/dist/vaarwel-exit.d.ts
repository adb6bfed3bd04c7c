export type Farewell = "farewell.started" | "farewell.checked" | "farewell.completed" | "farewell.withdrawn" | "farewell.stayed" | "farewell.closed" | "farewell.fallback";
export interface FarewellDetail {
    flow: string;
}
export declare class VaarwelExit extends HTMLElement {
    #private;
    connectedCallback(): void;
    disconnectedCallback(): void;
    open(): void;
}
