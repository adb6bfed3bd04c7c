"""The mathematics beside that of others: `cargo xtask peers --mathematics`.

Two ways are told apart: `work` is the fit alone, in a process that is up and has its columns; `process` is a command from
start to end, which reads a CSV file. With one core only the fastest peer is asked again, and whole processes too.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from measure import Failed, Measured, process  # noqa: E402
from page import cpu, machine, memory_mib, show, write  # noqa: E402

HEADINGS = ["work", "cores", "way", "ours", "peak", "peer", "peer's", "peak", "times as fast", "bar", "", "quality"]
R = ["survival", "cmprsk"]
TIMES = ["--duration", "time", "--event", "event"]
# Answers are compared to see that all did the same work; `cargo xtask peers --check` compares them to 1e-8.
RELATIVE_MAX = 1e-4


@dataclass
class Case:
    work: str
    method: str
    table: str
    columns: int
    peers: list[str]
    # How many times as fast as the fastest peer ours must be.
    bar: float | None = None
    # What `vaarwel stats` is asked when whole processes are measured, apart from the file.
    words: list[str] = field(default_factory=list)
    trees: int = 100
    mib_max: float | None = None


COVARIATES = ["--covariates", ",".join(f"x{place}" for place in range(1, 11))]
CASES = [
    Case("Kaplan-Meier, 1e6 continuous", "kaplan-meier", "continuous", 2, ["lifelines", "sksurv", "survival"], 8,
         ["kaplan-meier", *TIMES, "--at", "12", "--steps", "100"]),
    Case("Kaplan-Meier, 1e6 whole months", "kaplan-meier", "months", 3, ["lifelines", "sksurv", "survival"], 5,
         ["kaplan-meier", *TIMES, "--at", "12"]),
    Case("log-rank, 1e6 whole months", "log-rank", "months", 3, ["lifelines", "survival"], None,
         ["log-rank", *TIMES, "--by", "group"]),
    Case("Cox, Efron, 1e5 x 10 continuous", "cox", "cox_continuous", 12, ["lifelines", "sksurv", "survival"], 8,
         ["cox", *TIMES, *COVARIATES]),
    Case("Cox, Efron, 1e5 x 10 whole months", "cox", "cox_months", 12, ["lifelines", "sksurv", "survival"], 5,
         ["cox", *TIMES, *COVARIATES]),
    Case("Cox, Efron, 1e6 x 20 continuous", "cox", "cox_large", 22, ["survival"], mib_max=1e9 / 2**20),
    Case("Aalen-Johansen with errors, 1e5 whole months", "aalen-johansen", "reasons_months", 2,
         ["sksurv", "survival", "cmprsk"], 5, ["cumulative-incidence", "--duration", "time", "--cause", "cause", "--at", "12"]),
    Case("Aalen-Johansen with errors, 1e5 continuous", "aalen-johansen", "reasons_continuous", 2, ["cmprsk"], 5),
    Case("BG/NBD, 1e5", "bg-nbd", "buyers", 3, ["lifetimes"], 15,
         ["bg-nbd", "--frequency", "frequency", "--recency", "recency", "--age", "age"]),
    Case("Gamma-Gamma, 1e5", "gamma-gamma", "amounts", 2, ["lifetimes"]),
    Case("concordance, 1e5 continuous", "concordance", "scored", 3, ["lifelines", "survival"]),
    Case("concordance, 1e6 continuous", "concordance", "scored_large", 3, ["survival"]),
    Case("Qini, 1e6", "qini", "ranked", 3, ["sklift", "causalml"]),
    Case("uplift forest, 5e4 x 10, 10 trees", "forest", "trial", 13, ["causalml"], 30, trees=10),
    Case("uplift forest, 2e4 x 10, 100 trees", "forest", "trial_small", 13, ["econml"], 20),
    Case("boosted trees, 1e5 x 10, 100 trees", "boost", "leavers", 11, ["sklearn", "lightgbm"]),
]


@dataclass
class Row:
    case: Case
    cores: int
    way: str
    ours: Measured
    name: str
    peer: Measured
    is_fastest: bool

    def cells(self) -> list[str]:
        ratio = self.peer.median / self.ours.median
        bar, verdict = "", ""
        if self.case.bar and self.is_fastest and self.way == "work" and self.cores > 1:
            holds = ratio >= self.case.bar and quality(self.ours, "qini") >= quality(self.peer, "qini")
            bar, verdict = f"{self.case.bar:g}", "met" if holds else "NOT MET"
        return [self.case.work, str(self.cores), self.way, *figures(self.ours), self.name, *figures(self.peer),
                f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}", bar, verdict, qualities(self.ours, self.peer)]


def main() -> int:
    options = parse()
    cores = sorted(os.sched_getaffinity(0))[:2]
    cases = [case for case in CASES if not options.only or any(word in case.work for word in options.only)]
    os.sched_setaffinity(0, cores)
    subprocess.run([options.python, HERE / "tables.py", options.work, str(options.share)], check=True)
    load = os.getloadavg()[0]
    print(f"Measuring on {len(cores)} cores, the median of {options.repeats} runs; {load:.1f} processes are waiting or running.")
    rows, more, problems = [], [], []
    for case in cases:
        try:
            rows += compared(case, options, cores, problems)
        except Failed as failure:
            problems.append(f"{case.work}: {failure}")
    more += memory(rows) + growth(rows)
    table = [row.cells() for row in rows] + more
    print()
    show(HEADINGS, table)
    seconds = {f"{row.case.work}; {row.cores}; {row.way}; {row.name}": [row.ours.as_json(), row.peer.as_json()] for row in rows}
    found = {"machine": [cpu(), len(cores), memory_mib()], "load": load, "share": options.share, "ours and theirs": seconds}
    (options.work / "results.json").write_text(json.dumps(found, indent=2) + "\n")
    print(f"\nThe ratio to the fastest peer is the one that counts. All runs: {options.work / 'results.json'}")
    print("\n".join(problems))
    if options.write:
        peers = ", ".join(sorted({row.peer.answer["peer"] for row in rows if row.way == "work"}))
        caption = f"{machine(len(cores))} Median of {options.repeats}; load before the first run: {load:.1f}. Peers: {peers}."
        write("mathematics", caption, HEADINGS, table)
    return 1 if problems or not rows else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cargo xtask peers --mathematics")
    parser.add_argument("--program", type=Path, required=True, help="`vaarwel`, or the example `stats`")
    parser.add_argument("--speed", type=Path, required=True, help="the example `speed`")
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--share", type=float, default=1.0, help="smaller tables, to try this")
    parser.add_argument("--only", action="append", default=[], help="only work whose name holds this")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.share != 1.0 and options.write:
        parser.error("--write needs the whole tables")
    if options.share != 1.0:
        options.work = options.work / f"share-{options.share:g}"
    return options


def compared(case: Case, options: argparse.Namespace, cores: list[int], problems: list[str]) -> list[Row]:
    """All peers on all cores; on one core, and as whole processes, the fastest of them."""
    def one(cores: list[int], way: str, names: list[str]) -> list[Row]:
        os.sched_setaffinity(0, cores)
        for word in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"]:
            os.environ[word] = str(len(cores))
        print(f"{case.work}, {way}, cores: {len(cores)}", flush=True)
        ask = inside if way == "work" else outside
        ours = ask(case, options, "")
        peers = {}
        for name in names:
            try:
                peers[name] = ask(case, options, name)
            except Failed as failure:
                problems.append(f"{case.work}, {name}: {failure}")
        fastest = min(peers, key=lambda name: peers[name].median, default="")
        return [Row(case, len(cores), way, ours, name, peer, name == fastest) for name, peer in peers.items()]

    rows = one(cores, "work", case.peers)
    problems += [f"{case.work}: {row.name} has {row.peer.answer['answer']}, we {row.ours.answer['answer']}"
                 for row in rows if is_apart(row)]
    fastest = [row.name for row in rows if row.is_fastest]
    if len(cores) > 1:
        rows += one(cores[:1], "work", fastest)
    if case.words:
        rows += one(cores, "process", fastest)
    return rows


def command(case: Case, options: argparse.Namespace, name: str, file: Path, repeats: int) -> list:
    what = [file, case.columns, repeats]
    if not name:
        return [options.speed, case.method, *what, case.trees]
    if name in R:
        return ["Rscript", "--vanilla", HERE / "theirs.R", case.method, name, *what]
    return [options.python, HERE / "theirs.py", case.method, name, *what, case.trees]


def inside(case: Case, options: argparse.Namespace, name: str) -> Measured:
    """The seconds that the work says of itself, and the peak of the process around it."""
    run = process(command(case, options, name, options.work / f"{case.table}.f64", options.repeats), 0)
    answer = json.loads(run.answer.strip().splitlines()[-1])
    return Measured(answer["seconds"], run.peak_mib, answer)


def outside(case: Case, options: argparse.Namespace, name: str) -> Measured:
    file = options.work / f"{case.table}.csv"
    if name:
        return process(command(case, options, name, file, 0), options.repeats)
    word, *more = case.words
    stats = ["stats"] if options.program.name.startswith("vaarwel") else []
    return process([options.program, *stats, word, file, *more, "--json"], options.repeats)


def is_apart(row: Row) -> bool:
    pairs = zip(row.ours.answer["answer"], row.peer.answer["answer"])
    return any(abs(one - other) > RELATIVE_MAX * max(abs(one), abs(other), 0.01) for one, other in pairs)


def memory(rows: list[Row]) -> list[list[str]]:
    """The rows of work that must stay below a size."""
    found = [row for row in rows if row.case.mib_max and row.cores > 1]
    return [[row.case.work, str(row.cores), row.way, *figures(row.ours), "", "", "", "", "under 1 GB",
             "met" if row.ours.peak_mib <= row.case.mib_max else "NOT MET", ""] for row in found]


def growth(rows: list[Row]) -> list[list[str]]:
    """Ten times the customers must take little more than ten times as long."""
    found = {row.case.table: row for row in rows if row.case.method == "concordance" and row.cores > 1}
    if len(found) < 2:
        return []
    large = found["scored_large"]
    ratio = large.ours.median / found["scored"].ours.median
    return [[large.case.work, str(large.cores), large.way, *figures(large.ours), "", "", "", "",
             "at most 20 x 1e5", "met" if ratio <= 20 else "NOT MET", f"{ratio:.1f} x"]]


def figures(measured: Measured) -> list[str]:
    seconds = measured.median
    return [f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.2f} s", f"{measured.peak_mib:.0f} MiB"]


def quality(measured: Measured, word: str) -> float:
    return (measured.answer.get("quality") or {}).get(word, 0.0) if isinstance(measured.answer, dict) else 0.0


def qualities(ours: Measured, theirs: Measured) -> str:
    words = {"qini": "Qini", "auc": "AUC", "coverage": "intervals that hold"}
    shown = lambda value: f"{value:.3f}" if value else "none"
    return ", ".join(f"{text} {shown(quality(ours, word))} : {shown(quality(theirs, word))}"
                     for word, text in words.items() if quality(ours, word))


if __name__ == "__main__":
    sys.exit(main())
