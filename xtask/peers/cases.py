"""The cases: what is done, by whom, and what must come out."""

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from measure import Failed, Measured, Server, process

HERE = Path(__file__).parent
# Facts of the case that is run with --large.
FACTS_LARGE = 100_000_000
MEMORY_LARGE_BYTES_MAX = 1_000_000_000


@dataclass
class Comparison:
    """Our measurement beside those of the peers that did the same."""

    work: str
    way: str
    ours: Measured
    peers: dict[str, Measured] = field(default_factory=dict)
    ratio_max: float | None = None
    seconds_max: float | None = None
    mib_max: float | None = None
    problem: str | None = None

    def rows(self) -> list[list[str]]:
        ours = [self.work, self.way, seconds(self.ours.median), mib(self.ours.peak_mib)]
        rows = []
        for limit, value, text in [
            (self.seconds_max, self.ours.median, lambda it: f"at most {seconds(it)}"),
            (self.mib_max, self.ours.peak_mib, lambda it: f"at most {mib(it)}"),
        ]:
            if limit is not None:
                rows.append([*ours, "", "", "", "", text(limit), "met" if value <= limit else "NOT MET"])
        fastest = min(self.peers, key=lambda name: self.peers[name].median, default=None)
        for name, peer in sorted(self.peers.items(), key=lambda it: it[1].median):
            ratio = self.ours.median / peer.median
            row = [*ours, name, seconds(peer.median), mib(peer.peak_mib), f"{ratio:.2f}", "", ""]
            if name == fastest and self.ratio_max is not None:
                row[-2:] = [f"at most {self.ratio_max:g}", "met" if ratio <= self.ratio_max else "NOT MET"]
            rows.append(row)
        return rows or [[*ours, "", "", "", "", "", ""]]

    def as_json(self) -> dict:
        return {
            "work": self.work,
            "way": self.way,
            "ours": self.ours.as_json(),
            "peers": {name: peer.as_json() for name, peer in self.peers.items()},
            "ratios": {name: round(self.ours.median / peer.median, 4) for name, peer in self.peers.items()},
            "ratio_max": self.ratio_max,
            "seconds_max": self.seconds_max,
            "mib_max": self.mib_max,
            "problem": self.problem,
        }


def seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def mib(value: float) -> str:
    return f"{value:.0f} MiB"


class Bench:
    """The files, our program and the peers."""

    def __init__(self, options: argparse.Namespace):
        self.program, self.repeats, self.only = options.program, options.repeats, options.only
        self.folder = options.work / f"{options.events}-{options.customers}"
        self.options = options
        self.peers_done: dict[tuple[str, str], tuple[Measured, Measured]] = {}

    def wants(self, name: str) -> bool:
        return not self.only or any(word in name for word in self.only)

    def make_files(self, folder: Path, events: int, customers: int) -> None:
        subprocess.run([sys.executable, HERE / "files.py", folder, str(events), str(customers)], check=True)

    def peer(self, case: str, tool: str) -> tuple[Measured, Measured]:
        """A peer's work, timed inside a process that is up and as a whole process; measured once per run of this."""
        if (case, tool) not in self.peers_done:
            say(f"{case}: {tool}")
            command = [sys.executable, HERE / "peer.py", case, tool, self.folder]
            whole = process([*command, "0"], self.repeats)
            inside = process([*command, str(self.repeats)], 0)
            told = json.loads(inside.answer)
            answer = Measured(told["seconds"], inside.peak_mib, told["answer"])
            self.peers_done[case, tool] = answer, Measured(whole.seconds, whole.peak_mib, told["answer"])
        return self.peers_done[case, tool]

    def report(self, data: Path, *words: str) -> list:
        return [self.program, "report", *words, "--data", data, "--json"]

    def import_events(self, folder: Path, data: Path, *words: str) -> list:
        columns = ["--as", "events", "--id", "customer_id", "--at", "ts", "--amount", "amount"]
        return [self.program, "import", folder / "events.csv", *columns, "--data", data, *words]

    def ledger(self) -> Path:
        """A data folder with the events, imported once."""
        data = self.folder / "events-data"
        if not (data / "ledger").is_dir():
            say("filling a ledger with the events")
            shutil.rmtree(data, ignore_errors=True)
            subprocess.run(self.import_events(self.folder, data), check=True, stdout=subprocess.DEVNULL)
        return data


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def run_all(options: argparse.Namespace) -> tuple[list[Comparison], list[str]]:
    bench = Bench(options)
    names = {
        "cohorts-standing": cohorts_standing,
        "cohorts-built": cohorts_built,
        "cohorts-file": cohorts_file,
        "import": import_csv,
        "leaving": leaving,
    }
    if options.large:
        names["large"] = large
    wanted = {name: case for name, case in names.items() if bench.wants(name)}
    if wanted:
        bench.make_files(bench.folder, options.events, options.customers)
    comparisons, failures = [], []
    for name, case in wanted.items():
        say(f"{name}: ours")
        try:
            comparisons.extend(case(bench))
        except Failed as failure:
            # The others are still worth knowing.
            failures.append(f"{name}: {failure}")
    return comparisons, failures


def cohort_peers(bench: Bench) -> tuple[dict[str, Measured], dict[str, Measured]]:
    both = {tool: bench.peer("cohorts", tool) for tool in ["duckdb", "polars", "pandas"]}
    return {tool: it[0] for tool, it in both.items()}, {tool: it[1] for tool, it in both.items()}


def same_cohorts(ours: dict, peers: dict[str, Measured]) -> str | None:
    """Every cell we give is the peers' cell. Ours leave out the month that is not over."""
    cells = {(row["from"], row["age"]): row["customers"] for row in ours["rows"] if row["finished"]}
    if not cells:
        return "our report has no cells"
    for tool, peer in peers.items():
        theirs = {(cohort, age): n for cohort, age, n in peer.answer}
        for cell, n in cells.items():
            if theirs.get(cell, 0) != n:
                return f"cohort {cell[0]} at age {cell[1]} has {n} customers here and {theirs.get(cell, 0)} in {tool}"
    return None


def cohorts_standing(bench: Bench) -> list[Comparison]:
    data = bench.ledger()
    whole = process(bench.report(data, "cohorts"), bench.repeats)
    warm = Measured()
    with Server(bench.program, data) as server:
        # Before all events begin, a day that differs each time: the same work, and no answer that is known already.
        for turn in range(bench.repeats + 1):
            took, warm.answer = server.ask(f"/api/v1/reports/cohorts?from=1999-01-{turn + 1:02}")
            if turn > 0:
                warm.seconds.append(took)
        warm.peak_mib = server.peak_mib()
    inside, processes = cohort_peers(bench)
    work = "cohorts, derived state stands"
    return [
        Comparison(work, "answer", warm, inside, ratio_max=0.1, problem=same_cohorts(warm.answer, inside)),
        Comparison(work, "process", whole, processes, problem=same_cohorts(json.loads(whole.answer), processes)),
    ]


def cohorts_built(bench: Bench) -> list[Comparison]:
    data = bench.ledger()
    forget = lambda: shutil.rmtree(data / "derived", ignore_errors=True)
    whole = process(bench.report(data, "cohorts"), bench.repeats, before=forget)
    first = Measured()
    for _ in range(bench.repeats):
        forget()
        with Server(bench.program, data) as server:
            took, first.answer = server.ask("/api/v1/reports/cohorts")
            first.seconds.append(took)
            first.peak_mib = max(first.peak_mib, server.peak_mib())
    inside, processes = cohort_peers(bench)
    work = "cohorts, derived state built"
    return [
        Comparison(work, "answer", first, inside, ratio_max=0.5, problem=same_cohorts(first.answer, inside)),
        Comparison(work, "process", whole, processes, problem=same_cohorts(json.loads(whole.answer), processes)),
    ]


def cohorts_file(bench: Bench) -> list[Comparison]:
    file = bench.folder / "events.parquet"
    command = [bench.program, "report", "cohorts", "--file", file, "--id", "customer_id", "--at", "ts", "--json"]
    whole = process(command, bench.repeats)
    inside, processes = cohort_peers(bench)
    work, problem = "cohorts of a Parquet file", same_cohorts(json.loads(whole.answer), processes)
    return [
        Comparison(work, "process", whole, processes, ratio_max=1.0, problem=problem),
        # The harder reading: our start counts, and theirs does not.
        Comparison(work, "process : answer", whole, inside, problem=problem),
    ]


def import_csv(bench: Bench) -> list[Comparison]:
    data = bench.folder / "import-data"
    forget = lambda: shutil.rmtree(data, ignore_errors=True)
    whole = process(bench.import_events(bench.folder, data, "--json"), bench.repeats, before=forget)
    forget()
    _, duckdb = bench.peer("import", "duckdb")
    told = json.loads(whole.answer)
    problem = None if told["read"] == duckdb.answer else f"{told['read']} rows were read, and {duckdb.answer} by DuckDB"
    peers = {"duckdb": duckdb}
    return [Comparison("a CSV file into the ledger", "process", whole, peers, ratio_max=1.0, problem=problem)]


def leaving(bench: Bench) -> list[Comparison]:
    data = bench.folder / "customers-data"
    if not (data / "ledger").is_dir():
        columns = "--as customers --id customer_id --tenure tenure --left left_us=Yes --price price --trait contract".split()
        command = [bench.program, "import", bench.folder / "customers.csv", *columns, "--data", data]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    reports = ["churn", "survival"]
    wholes = [process(bench.report(data, report, "--by", "contract"), bench.repeats) for report in reports]
    whole = Measured([sum(turn) for turn in zip(*(it.seconds for it in wholes))], max(it.peak_mib for it in wholes))
    warm = Measured()
    with Server(bench.program, data) as server:
        for turn in range(bench.repeats + 1):
            # The same work each time, and no answer that is known already.
            churn, answer = server.ask(f"/api/v1/reports/churn?by=contract&from=1999-01-{turn + 1:02}")
            survival, _ = server.ask(f"/api/v1/reports/survival?by=contract&horizon={48 + turn}")
            if turn > 0:
                warm.seconds.append(churn + survival)
        warm.peak_mib = server.peak_mib()
    inside, processes = bench.peer("leaving", "lifelines")
    ours = json.loads(wholes[0].answer)
    found = sorted([row["group"]["contract"], row["at_risk"], row["departures"]] for row in ours["rows"] if row.get("group"))
    problem = None if found == inside.answer else f"at risk and left are {found} here and {inside.answer} there"
    name, work = "lifelines + duckdb", "churn and survival by contract"
    return [
        Comparison(work, "answer", warm, {name: inside}, seconds_max=0.3, problem=problem),
        Comparison(work, "process", whole, {name: processes}, seconds_max=1.0, problem=problem),
    ]


def large(bench: Bench) -> list[Comparison]:
    folder = bench.options.work / "large"
    bench.make_files(folder, FACTS_LARGE, 0)
    data = folder / "data"
    limit = ["--memory-limit", "1GB"]
    forget = lambda: shutil.rmtree(data, ignore_errors=True)
    stored = process(bench.import_events(folder, data, *limit), 0, before=forget)
    counted = process([*bench.report(data, "cohorts"), *limit], 0)
    most = MEMORY_LARGE_BYTES_MAX / (1 << 20)
    facts = f"{FACTS_LARGE:,} facts"
    return [
        Comparison(f"{facts} into the ledger", "process", stored, mib_max=most),
        Comparison(f"cohorts of {facts}", "process", counted, mib_max=most),
    ]
