"""Every number beside the same number of a peer, worked out now on the same tables: `cargo xtask peers --check`."""

import argparse
import math
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

import data
from ours import Ours
from reasons import REASONS
from theirs import ask_all

# Numbers agree when they differ by less than this share of the larger one …
RELATIVE_MAX = 1e-8
# … or, where a number is 0 but for rounding, by less than this.
ABSOLUTE_MAX = 1e-12
HEADINGS = ["method", "data", "peer", "quantity", "numbers", "theirs", "ours", "difference", "verdict"]


@dataclass
class Row:
    """One quantity of one peer beside ours; of several numbers the two that are furthest apart."""

    method: str
    data: str
    peer: str
    quantity: str
    numbers: int = 0
    theirs: float | None = None
    ours: float | None = None
    # The largest difference, as a share of the larger number and as it is.
    difference: float = 0.0
    distance: float = 0.0
    # How many numbers one of the two has and the other has not.
    one_sided: int = 0
    problem: str = ""

    @property
    def reason(self) -> str:
        """Why these may differ, where that is known and the difference is no larger than it explains."""
        for reason in REASONS:
            if reason.explains(self):
                return reason.text
        return ""

    @property
    def verdict(self) -> str:
        if not self.problem and not self.one_sided and self.difference <= RELATIVE_MAX:
            return "same"
        beside = f"({self.one_sided} only one has)" if self.one_sided else ""
        found = " ".join(text for text in [beside, self.problem] if text)
        return f"explained: {self.reason} {beside}".rstrip() if self.reason else f"DIFFERS {found}".rstrip()

    def cells(self) -> list[str]:
        shown = ["" if it is None else f"{it:.12g}" for it in (self.theirs, self.ours)]
        difference = "" if self.problem else f"{self.difference:.1e}"
        return [self.method, self.data, self.peer, self.quantity, str(self.numbers), *shown, difference, self.verdict]


def main() -> int:
    parser = argparse.ArgumentParser(prog="cargo xtask peers --check")
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--panels", type=Path, help="a Python that has `differences`")
    parser.add_argument("--only", action="append", default=[], help="only methods whose name holds this word")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    tables = data.write_all(options.work, options.shared)
    ours = Ours(options.program, options.work)
    # Both sides judge each row by the half that it was not in, so the peers are told which half that was.
    for name in (name for kind, name in tables if kind == "drawn"):
        file = options.work / f"drawn.{name}.csv"
        pd.read_csv(file).assign(half=ours.effects(name, "t", "y")[1]).to_csv(file, index=False)
    rows = []
    for peer, method, name, quantity, theirs in ask_all(options.work, tables, options.panels):
        if not options.only or any(word in method for word in options.only):
            rows.append(compared(ours, Row(method, name, peer, quantity), theirs))
    rows.sort(key=lambda row: (row.method, row.data, row.quantity, row.peer))
    show([HEADINGS, *(row.cells() for row in rows)])
    wrong = [row for row in rows if row.verdict.startswith("DIFFERS")]
    same = sum(row.verdict == "same" for row in rows)
    explained, numbers = len(rows) - same - len(wrong), sum(row.numbers for row in rows)
    print(f"\n{len(rows)} rows of {numbers:,} numbers: {same} the same to {RELATIVE_MAX:g}, {explained} explained, "
          f"{len(wrong)} not.")
    return 1 if wrong or not rows else 0


def compared(ours: Ours, row: Row, theirs: list[float] | Exception) -> Row:
    if isinstance(theirs, Exception):
        row.problem = f"the peer has no answer: {short(theirs)}"
        return row
    row.numbers = len(theirs)
    try:
        mine = ours.answer(row.method, row.data, row.quantity)
    except Exception as error:
        row.problem = f"we have no answer: {short(error)}"
        return row
    if len(mine) != len(theirs):
        row.problem = f"we have {len(mine)} numbers"
        return row
    pairs = [(one, other) for one, other in zip(theirs, mine) if math.isfinite(one) and math.isfinite(other)]
    row.one_sided = sum(math.isfinite(one) != math.isfinite(other) for one, other in zip(theirs, mine))
    if pairs:
        row.theirs, row.ours = max(pairs, key=lambda pair: apart(*pair))
        row.difference = apart(row.theirs, row.ours)
        row.distance = max(abs(one - other) for one, other in pairs)
    return row


def apart(theirs: float, ours: float) -> float:
    """How far two numbers are apart, as a share of the larger one."""
    distance = abs(theirs - ours)
    return 0.0 if distance <= ABSOLUTE_MAX else distance / max(abs(theirs), abs(ours))


def short(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__} {lines[0]}"[:100]


def show(rows: list[list[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS) - 1)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[-1]]))


if __name__ == "__main__":
    sys.exit(main())
