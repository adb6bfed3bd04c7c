"""What the peers say about the same tables: (peer, method, data, quantity) and the values."""

import subprocess
import warnings
from pathlib import Path

import pandas as pd

import chances
import moves
import purchases
import survival
import trials

PARTS = [survival, chances, purchases, trials, moves]


def ask_all(work: Path, tables: list[tuple[str, str]], panels: Path | None):
    """Every answer of every peer."""
    warnings.simplefilter("ignore")
    here = Path(__file__).parent
    yield from lines(["Rscript", "--vanilla", here / "theirs.R", work])
    if panels:
        yield from lines([panels, here / "panels.py", work])
    for part in PARTS:
        for kind, name in tables:
            data = pd.read_csv(work / f"{kind}.{name}.csv")
            for ask in part.KINDS.get(kind, []):
                try:
                    for by, method, what, values in ask(data):
                        yield by, method, name, what, settled(values)
                except Exception as error:
                    yield "Python", f"{part.__name__}.{ask.__name__}", name, "all that follows", error
        for ask in part.NUMBERS:
            for by, method, name, what, values in ask():
                yield by, method, name, what, settled(values)


def settled(values):
    """The values, or why a peer has none."""
    try:
        return [float(it) for it in (values() if callable(values) else values)]
    except Exception as error:
        return error


def lines(command: list):
    """What a program of its own says, one quantity per line."""
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for line in said.splitlines():
        by, method, name, what, values = line.rstrip().split("\t")[:5]
        if values.startswith("ERROR"):
            yield by, method, name, what, ValueError(values.removeprefix("ERROR "))
        else:
            yield by, method, name, what, [float(it.replace("NA", "nan")) for it in values.split(",")]
