"""The same work done by Vaarwel and by its peers, side by side: `cargo xtask peers`.

Every measurement is a run of its own, on the same machine, the same files and the same number of threads, one after
another, with nothing else running. Two ways are told apart:

  answer   what a question takes in a process that is already up: ours over HTTP, a peer's after its imports
  process  what a command takes from start to end, the start of the process included

No answer is taken from a cache of answers: the warm server gets a question it has not had before, each time.
"""

import argparse
import json
import os
import platform
import sys
from pathlib import Path

import cases
from page import cpu, machine, memory_mib, show, write

THREADS = 2
PEERS = ["duckdb", "polars", "pandas", "pyarrow", "lifelines"]


def main() -> int:
    options = parse()
    cpus = sorted(os.sched_getaffinity(0))[:THREADS]
    # Everything that is started inherits this, and each program sees a machine of so many cores.
    os.sched_setaffinity(0, cpus)
    print(f"Measuring on {len(cpus)} cores, the median of {options.repeats} runs.", flush=True)
    comparisons, failures = cases.run_all(options)
    if not comparisons and not failures:
        print("no case has such a name", file=sys.stderr)
        return 1
    table = [row for comparison in comparisons for row in comparison.rows()]
    print()
    headings = ["work", "way", "ours", "peak", "peer", "peer's", "peak", "ours / peer", "bar", ""]
    show(headings, table)
    results = options.work / "results.json"
    results.write_text(json.dumps(as_json(comparisons, options, len(cpus)), indent=2) + "\n")
    if options.write:
        write("figures", f"{machine(len(cpus))} {sizes(options)} {peers_in_words()}", headings, table)
    print(f"\nThe ratio to the fastest peer is the one that counts. All runs: {results}")
    wrong = {comparison.work: comparison.problem for comparison in comparisons if comparison.problem}
    for text in [*failures, *(f"{work}: {problem}" for work, problem in wrong.items())]:
        print(text)
    return 1 if wrong or failures else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cargo xtask peers")
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--events", type=whole, default=10_000_000)
    parser.add_argument("--customers", type=whole, default=1_000_000)
    parser.add_argument("--repeats", type=whole, default=5)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def whole(text: str) -> int:
    number = int(float(text.replace("_", "").replace(",", "")))
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1")
    return number


def sizes(options: argparse.Namespace) -> str:
    return f"{options.events:,} events, {options.customers:,} customers, median of {options.repeats}."


def peers_in_words() -> str:
    return "Peers: " + ", ".join(f"{name} {version(name)}" for name in PEERS) + "."


def as_json(comparisons: list, options: argparse.Namespace, threads: int) -> dict:
    return {
        "machine": {"cpu": cpu(), "threads": threads, "memory_mib": memory_mib(), "system": platform.platform()},
        "sizes": {"events": options.events, "customers": options.customers, "repeats": options.repeats},
        "peers": {name: version(name) for name in PEERS},
        "comparisons": [comparison.as_json() for comparison in comparisons],
    }


def version(name: str) -> str:
    from importlib.metadata import version as installed

    return installed(name)


if __name__ == "__main__":
    sys.exit(main())
