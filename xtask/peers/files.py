"""The files that everybody reads, made once by DuckDB: `files.py FOLDER EVENTS CUSTOMERS [LARGE]`."""

import sys
from pathlib import Path

import duckdb

# Half a million customers per ten million events, over a thousand days, some of them gone early.
EVENTS_SQL = """
select (hash(i) % {customers})::int as customer_id,
       (date '2023-01-01' + ((hash(i * 7 + 3) % 1000) * ((hash((hash(i) % {customers}) * 13) % 1000) + 1) / 1000)::int)::date as ts,
       ((hash(i * 11) % 10000) / 100.0)::float as amount
from range({events}) t(i)
"""

# Tenures in whole months and three contracts, one of which is left sooner.
CUSTOMERS_SQL = """
select 'K' || i as customer_id,
       ['Month-to-month', 'One year', 'Two year'][(hash(i) % 3 + 1)::int] as contract,
       (1 + hash(i * 3 + 1) % 72)::int as tenure,
       case when hash(i * 5 + 2) % 100 < [43, 11, 3][(hash(i) % 3 + 1)::int] then 'Yes' else 'No' end as left_us,
       (20 + hash(i * 17) % 100 + (hash(i * 19) % 100) / 100.0)::decimal(9, 2) as price
from range({customers}) t(i)
"""


def write(connection, sql: str, file: Path, how: str) -> None:
    if file.exists():
        return
    print(f"Making {file.name}.", flush=True)
    beside = file.with_name(file.name + ".making")
    connection.execute(f"copy ({sql}) to '{beside}' ({how})")
    beside.rename(file)


def main() -> None:
    folder, events, customers = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("set preserve_insertion_order = true")
    sql = EVENTS_SQL.format(events=events, customers=max(events // 20, 1))
    write(connection, sql, folder / "events.parquet", "format parquet")
    write(connection, f"select * from '{folder / 'events.parquet'}'", folder / "events.csv", "format csv, header")
    if customers:
        sql = CUSTOMERS_SQL.format(customers=customers)
        write(connection, sql, folder / "customers.parquet", "format parquet")
        write(connection, f"select * from '{folder / 'customers.parquet'}'", folder / "customers.csv", "format csv, header")


if __name__ == "__main__":
    main()
