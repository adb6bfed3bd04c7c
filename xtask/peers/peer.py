"""What a peer does for a case: `peer.py CASE TOOL FOLDER REPEATS` prints seconds and the answer as JSON.

The seconds are those of the question alone, after the imports and one run that is not counted.
"""

import json
import os
import sys
import time
from pathlib import Path

# As many as the program beside which this is measured sees.
THREADS = len(os.sched_getaffinity(0))

COHORTS_SQL = """
with first as (select customer_id, date_trunc('month', min(ts)) as cohort from events group by 1),
     active as (select distinct e.customer_id, cohort, datediff('month', cohort, date_trunc('month', e.ts)) as age
                from events e join first using (customer_id))
select strftime(cohort, '%Y-%m-%d'), age, count(*) from active group by 1, 2
"""


def cohorts_duckdb(folder: Path):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"set threads = {THREADS}")

    def ask():
        connection.execute(f"create or replace view events as select * from '{folder / 'events.parquet'}'")
        return [[str(cohort), int(age), int(n)] for cohort, age, n in connection.execute(COHORTS_SQL).fetchall()]

    return ask


def cohorts_polars(folder: Path):
    import polars as pl

    def ask():
        month = pl.col("ts").dt.truncate("1mo").alias("month")
        months = pl.scan_parquet(folder / "events.parquet").select("customer_id", month).unique()
        first = months.group_by("customer_id").agg(pl.col("month").min().alias("cohort"))
        counted = months.join(first, on="customer_id").group_by("cohort", "month").agg(pl.len().alias("n")).collect()
        ages = lambda cohort, month: (month.year - cohort.year) * 12 + month.month - cohort.month
        return [[str(cohort)[:10], ages(cohort, month), n] for cohort, month, n in counted.iter_rows()]

    return ask


def cohorts_pandas(folder: Path):
    import pandas as pd

    def ask():
        events = pd.read_parquet(folder / "events.parquet", columns=["customer_id", "ts"])
        events["month"] = pd.to_datetime(events.ts).dt.to_period("M").astype("int64")
        months = events[["customer_id", "month"]].drop_duplicates()
        months["cohort"] = months.groupby("customer_id").month.transform("min")
        counted = months.groupby(["cohort", "month"]).size()
        name = lambda cohort: f"{1970 + cohort // 12}-{cohort % 12 + 1:02}-01"
        return [[name(cohort), int(month - cohort), int(n)] for (cohort, month), n in counted.items()]

    return ask


def import_duckdb(folder: Path):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"set threads = {THREADS}")
    out = folder / "sorted.parquet"

    def ask():
        connection.execute(
            f"copy (select * from read_csv('{folder / 'events.csv'}') order by customer_id, ts) "
            f"to '{out}' (format parquet)"
        )
        return connection.execute(f"select count(*) from '{out}'").fetchone()[0]

    return ask


def leaving_lifelines(folder: Path):
    import duckdb
    import pandas as pd
    from lifelines import KaplanMeierFitter
    from lifelines.statistics import pairwise_logrank_test

    connection = duckdb.connect()
    connection.execute(f"set threads = {THREADS}")
    file = folder / "customers.parquet"

    def ask():
        rates = connection.execute(
            f"select contract, count(*), sum((left_us = 'Yes')::int), sum(price), sum(price) filter (left_us = 'Yes') "
            f"from '{file}' group by 1 order by 1"
        ).fetchall()
        customers = pd.read_parquet(file, columns=["contract", "tenure", "left_us"])
        left = customers.left_us == "Yes"
        for _, group in customers.groupby("contract"):
            curve = KaplanMeierFitter().fit(group.tenure, left[group.index])
            curve.median_survival_time_, curve.confidence_interval_
        pairwise_logrank_test(customers.tenure, customers.contract, left)
        return [[contract, int(n), int(gone)] for contract, n, gone, _, _ in rates]

    return ask


def main() -> None:
    case, tool, folder, repeats = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    ask = globals()[f"{case}_{tool}"](folder)
    seconds = []
    # A run for a whole process (no repeats) does the work once; what is timed inside is done once beforehand.
    for turn in range(repeats + 1):
        began = time.perf_counter()
        answer = ask()
        if turn > 0:
            seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": seconds, "answer": answer}))


if __name__ == "__main__":
    main()
