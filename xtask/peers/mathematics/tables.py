"""The tables that everybody works on, as columns of numbers one after another: `tables.py FOLDER SHARE`.

Each is also written as CSV where whole programs are measured; SHARE below 1 makes smaller ones, to try the harness.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd


def exponential(random, n: int, x: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Durations of 24 months on average, watched for up to five years, and whether they ended with leaving."""
    risk = 0 if x is None else x @ np.linspace(-0.5, 0.5, x.shape[1])
    left_at, watched = random.exponential(24 / np.exp(risk), n), random.uniform(0, 60, n)
    return np.minimum(left_at, watched), (left_at <= watched).astype(float)


def months(time: np.ndarray) -> np.ndarray:
    return np.ceil(time).clip(1, 72)


def survival(n: int, is_whole: bool, covariates: int = 0, has_group: bool = False) -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)
    x = random.normal(size=(n, covariates))
    time, event = exponential(random, n, x if covariates else None)
    table = {"time": months(time) if is_whole else time, "event": event}
    if has_group:
        table["group"] = random.integers(0, 2, n).astype(float)
    return table | columns(x)


def columns(x: np.ndarray) -> dict[str, np.ndarray]:
    return {f"x{place + 1}": x[:, place] for place in range(x.shape[1])}


def reasons(n: int, is_whole: bool) -> dict[str, np.ndarray]:
    random = np.random.default_rng(8)
    time = random.exponential(24, n)
    return {"time": months(time) if is_whole else time, "cause": random.integers(0, 4, n).astype(float)}


def buyers(n: int) -> dict[str, np.ndarray]:
    """Customers who buy at a rate of their own and may stop after each purchase, with the parameters of CDNOW."""
    random = np.random.default_rng(3)
    age, rate, stops = random.uniform(27, 39, n), random.gamma(0.243, 1 / 4.414, n), random.beta(0.793, 2.426, n)
    frequency, recency, at, here = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, bool)
    while here.any():
        at = at + np.where(here, random.exponential(1 / np.maximum(rate, 1e-300)), 0)
        here &= at <= age
        frequency[here] += 1
        recency[here] = at[here]
        here &= random.random(n) >= stops
    return {"frequency": frequency, "recency": recency, "age": age}


def amounts(n: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(4)
    frequency = random.geometric(0.3, n).astype(float)
    scale = random.gamma(3.74, 1 / 15.44, n)
    return {"frequency": frequency, "value": random.gamma(6.25 * frequency, 1 / (scale * frequency))}


def scored(n: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(9)
    time, event = exponential(random, n)
    return {"time": time, "event": event, "score": random.normal(size=n) - time / 24}


def trial(n: int, covariates: int = 10, judged: int = 10) -> dict[str, np.ndarray]:
    """A drawn treatment that helps some and hurts others: n to learn from, then so many times n for judging."""
    random, rows = np.random.default_rng(5), (1 + judged) * n
    x, treated = random.normal(size=(rows, covariates)), random.integers(0, 2, rows)
    effect = 0.1 * (x[:, 0] > 0) - 0.05 * (x[:, 1] > 1)
    chance = np.clip(0.2 + 0.05 * x[:, 2] + treated * effect, 0, 1)
    truth = np.clip(0.2 + 0.05 * x[:, 2] + effect, 0, 1) - np.clip(0.2 + 0.05 * x[:, 2], 0, 1)
    y = (random.random(rows) < chance).astype(float)
    return {"treated": treated.astype(float), "y": y, "effect": truth} | columns(x)


def ranked(n: int) -> dict[str, np.ndarray]:
    made, random = trial(n // 2, judged=1), np.random.default_rng(6)
    return {"score": made["effect"] + 0.1 * random.normal(size=len(made["y"])), "treated": made["treated"], "y": made["y"]}


def leavers(n: int, covariates: int = 10) -> dict[str, np.ndarray]:
    """Who leaves, by traits that act together; twice n, of which the second half is for judging."""
    random = np.random.default_rng(10)
    x = random.normal(size=(2 * n, covariates))
    odds = -1 + x[:, 0] - 0.5 * (x[:, 1] > 0) * x[:, 2] + 0.3 * np.abs(x[:, 3])
    return {"y": (random.random(2 * n) < 1 / (1 + np.exp(-odds))).astype(float)} | columns(x)


# Name, size, how it is made, and whether whole programs read it.
TABLES = {
    "continuous": (1_000_000, lambda n: survival(n, False), True),
    "months": (1_000_000, lambda n: survival(n, True, has_group=True), True),
    "cox_continuous": (100_000, lambda n: survival(n, False, 10), True),
    "cox_months": (100_000, lambda n: survival(n, True, 10), True),
    "cox_large": (1_000_000, lambda n: survival(n, False, 20), False),
    "reasons_months": (100_000, lambda n: reasons(n, True), True),
    "reasons_continuous": (100_000, lambda n: reasons(n, False), False),
    "buyers": (100_000, buyers, True),
    "amounts": (100_000, amounts, False),
    "scored": (100_000, scored, False),
    "scored_large": (1_000_000, scored, False),
    "ranked": (1_000_000, ranked, False),
    "trial": (50_000, trial, False),
    "trial_small": (20_000, trial, False),
    "leavers": (100_000, leavers, False),
}


def main() -> None:
    folder, share = Path(sys.argv[1]), float(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (n, make, has_csv) in TABLES.items():
        file = folder / f"{name}.f64"
        if file.exists() and (not has_csv or file.with_suffix(".csv").exists()):
            continue
        print(f"Making {name}.", flush=True)
        table = make(max(int(n * share), 2000))
        if has_csv:
            pd.DataFrame(table).to_csv(file.with_suffix(".csv"), index=False)
        file.with_suffix(".making").write_bytes(np.concatenate(list(table.values())).astype("<f8").tobytes())
        file.with_suffix(".making").rename(file)


if __name__ == "__main__":
    main()
