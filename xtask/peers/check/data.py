"""The tables that everybody is asked about: real ones from a folder beside the project where there is one, and made ones.

Each kind has the same columns under the same names, so that a peer needs one program per kind:

  survival   time event group stratum weight cluster x1 x2 …
  stretches  entry time event cluster x1 x2 …
  reasons    time cause group            (cause 0: still here)
  yes        y x1 x2 …
  buyers     frequency recency T value
  trial      arm y before                (arm 0 or 1)
  scores     score treated y
  panel      id time first y             (first: when it began, 0 for never)
  chances    chance y
  moved      before after
  answers    answer                      (0 to 10)
"""

from pathlib import Path

import numpy as np
import pandas as pd


def write_all(work: Path, shared: Path) -> list[tuple[str, str]]:
    """Writes every table and says which there are, as kind and name."""
    tables = made()
    if shared.is_dir():
        tables |= real(shared)
    else:
        print(f"No real data: `{shared}` is not there. Comparing on made data only.")
    for (kind, name), table in tables.items():
        table.to_csv(work / f"{kind}.{name}.csv", index=False)
    return list(tables)


def survival(time, event, group, covariates: pd.DataFrame) -> pd.DataFrame:
    """A table of durations; what the source lacks (strata, weights, clusters) is dealt by the number of the row."""
    row = np.arange(len(time))
    table = pd.DataFrame({"time": np.asarray(time), "event": np.asarray(event).astype(int), "group": np.asarray(group)})
    table["stratum"] = row % 3
    table["weight"] = 0.5 + row % 4 / 2
    table["cluster"] = row // 3
    return table.assign(**renamed(covariates))


def renamed(covariates: pd.DataFrame) -> dict[str, np.ndarray]:
    return {f"x{place + 1}": covariates[name].to_numpy(float) for place, name in enumerate(covariates)}


def real(shared: Path) -> dict[tuple[str, str], pd.DataFrame]:
    def read(path: str) -> pd.DataFrame:
        return pd.read_csv(shared / path)

    rossi, lung = read("survival_lifelines/rossi.csv"), read("survival_lifelines/lung.csv")
    waltons, gbsg2 = read("survival_lifelines/waltons_dataset.csv"), read("survival_lifelines/gbsg2.csv")
    telco, mgus2 = read("ibm_telco/Telco-Customer-Churn.csv"), read("competing_risks_mgus2/mgus2.csv")
    heart, iranian = read("survival_lifelines/stanford_heart.csv"), read("iranian_churn_uci563/Customer_Churn.csv")
    hillstrom, cdnow = read("hillstrom/hillstrom_data.csv"), read("cdnow/cdnow_customers_summary_with_transactions.csv")
    mails = hillstrom[hillstrom.segment != "Womens E-Mail"]
    mailed = (mails.segment == "Mens E-Mail").astype(int)
    short = telco.tenure.to_frame().assign(senior=telco.SeniorCitizen, price=telco.MonthlyCharges)[["senior", "price"]]
    other = np.where(mgus2.death == 1, 2, 0)
    until = np.where(mgus2.pstat == 1, mgus2.ptime, mgus2.futime)
    return {
        ("survival", "rossi"): survival(rossi.week, rossi.arrest, rossi.race, rossi.drop(columns=["week", "arrest"])),
        ("survival", "lung"): survival(lung.time, lung.status == lung.status.max(), lung.sex, lung[["age", "sex"]]),
        ("survival", "waltons"): survival(waltons["T"], waltons.E, (waltons.group == "control").astype(int),
                                          (waltons.group == "control").to_frame()),
        ("survival", "gbsg2"): survival(gbsg2.time, gbsg2.cens, (gbsg2.horTh == "yes").astype(int),
                                        gbsg2[["age", "tsize", "pnodes", "progrec"]]),
        ("survival", "telco"): survival(telco.tenure, telco.Churn == "Yes", telco.Contract.astype("category").cat.codes,
                                        short),
        ("stretches", "heart"): pd.DataFrame({"entry": heart.start, "time": heart.stop, "event": heart.event,
                                              "cluster": heart.id})
        .assign(**renamed(heart[["age", "year", "surgery", "transplant"]])),
        ("reasons", "mgus2"): pd.DataFrame({"time": until, "cause": np.where(mgus2.pstat == 1, 1, other),
                                            "group": (mgus2.sex == "M").astype(int)}),
        ("yes", "iranian"): pd.DataFrame({"y": iranian.Churn})
        .assign(**renamed(iranian[["Complains", "Subscription  Length", "Charge  Amount", "Frequency of use", "Status"]])),
        ("buyers", "cdnow"): cdnow.rename(columns={"x": "frequency", "t_x": "recency", "zbar": "value"})
        [["frequency", "recency", "T", "value"]],
        ("trial", "hillstrom"): pd.DataFrame({"arm": mailed, "y": mails.spend, "before": mails.history}),
        ("scores", "hillstrom"): pd.DataFrame({"score": mails.history, "treated": mailed, "y": mails.visit}),
        ("panel", "mpdta"): read("did_mpdta/mpdta.csv")[["countyreal", "year", "first.treat", "lemp"]].astype(
            {"countyreal": int, "year": int, "first.treat": int}).set_axis(["id", "time", "first", "y"], axis=1),
    }


def made() -> dict[tuple[str, str], pd.DataFrame]:
    """Tables that are the same on every machine."""
    random = np.random.default_rng(20261122)
    n = 600
    x = pd.DataFrame(random.normal(size=(n, 3)).round(3), columns=["a", "b", "c"])
    group = random.integers(0, 3, n)
    left_at = random.exponential(20 * np.exp(-0.5 * x.a + 0.3 * x.b - 0.2 * group))
    watched = random.uniform(1, 48, n)
    seen, time = left_at <= watched, np.minimum(left_at, watched)
    months = np.ceil(time)
    entry = np.floor(months * random.uniform(0, 0.8, n))
    cause = np.where(seen, random.choice([1, 2], n, p=[0.6, 0.4]), 0)
    rate, stays = random.gamma(0.8, 0.25, n), random.beta(0.9, 2.5, n)
    treated = random.integers(0, 2, n)
    return {
        ("survival", "months"): survival(months, seen, group, x),
        ("survival", "continuous"): survival(time, seen, group, x),
        ("survival", "few"): survival(months[:24], seen[:24], group[:24] % 2, x.iloc[:24, :1]),
        ("stretches", "late"): pd.DataFrame({"entry": entry, "time": months, "event": seen.astype(int),
                                             "cluster": np.arange(n) // 2}).assign(**renamed(x)),
        ("reasons", "months"): pd.DataFrame({"time": months, "cause": cause, "group": group}),
        ("yes", "made"): pd.DataFrame({"y": (random.random(n) < 1 / (1 + np.exp(1 - x.a + 0.5 * x.b))).astype(int)})
        .assign(**renamed(x)),
        ("buyers", "made"): buyers(random, rate, stays),
        ("trial", "made"): pd.DataFrame({"arm": treated, "y": random.gamma(2, 3, n) + treated + x.a, "before": x.a}),
        ("scores", "made"): pd.DataFrame({"score": x.a + random.permutation(n) / 1e7, "treated": treated,
                                          "y": (random.random(n) < 0.3 + 0.1 * treated * (x.a > 0)).astype(int)}),
        ("panel", "made"): panel(random, 90),
        ("chances", "made"): chances(random.beta(1, 3, n).round(2).clip(0.01, 0.99), random.random(n)),
        ("moved", "made"): pd.DataFrame({"before": random.normal(size=n), "after": random.normal(0.2, 1.3, n)}),
        ("answers", "made"): pd.DataFrame({"answer": random.integers(0, 11, n)}),
    }


def panel(random: np.random.Generator, units: int) -> pd.DataFrame:
    """Six periods; a third is treated from the third on, a third from the fifth, a third never."""
    unit, time = np.repeat(np.arange(units), 6), np.tile(np.arange(1, 7), units)
    first = np.array([3, 5, 0])[unit % 3]
    is_treated = (first > 0) & (time >= first)
    y = random.normal(size=units)[unit] + 0.1 * time + 0.5 * is_treated + random.normal(0, 0.5, len(unit))
    return pd.DataFrame({"id": unit, "time": time, "first": first, "y": y})


def chances(chance: np.ndarray, drawn: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"chance": chance, "y": (drawn < chance).astype(int)})


def buyers(random: np.random.Generator, rate: np.ndarray, stays: np.ndarray) -> pd.DataFrame:
    """Customers who buy at a rate of their own, and may stop after each purchase."""
    rows = []
    for each, stop in zip(rate, stays):
        age, at, last, count = random.integers(20, 60), 0.0, 0.0, 0
        while random.random() >= stop and (at := at + random.exponential(1 / each)) < age:
            last, count = at, count + 1
        rows.append((count, round(last, 2), age, round(random.gamma(6, 5), 2) if count else 0))
    return pd.DataFrame(rows, columns=["frequency", "recency", "T", "value"])
