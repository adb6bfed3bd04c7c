"""The tables that everybody is asked about: real ones from a folder beside the project where there is one, and made ones.

Each kind has the same columns under the same names, so that a peer needs one program per kind:

  survival   time event group stratum weight repeats cluster x1 x2 …
  stretches  entry time event stratum weight cluster x1 x2 …
  reasons    time cause group stratum    (cause 0: still here; with entry where some were seen late)
  yes        y x1 x2 …
  buyers     frequency recency T value
  trial      arm y before                (arm 0 or 1)
  scores     score treated y
  panel      id time first y x1          (first: when it began, 0 for never; x1 is known before)
  chances    chance y
  moved      before after
  answers    answer                      (0 to 10)
  donors     frequency recency age       (in periods)
  chosen     treated y left x1 x2 …      (somebody chose who was treated)
  drawn      treated y left x1 x2 …      (chance did)
  stores     arm store region y left     (whole stores were drawn)
  moves      id time state               (who has left stays away)
  twice      time y x1 x2 …              (the same rows at time 0, to learn from, and at time 1, to judge)
  series     period value events size
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
    table["repeats"] = 1 + row % 4
    table["cluster"] = row // 3
    return table.assign(**renamed(covariates))


def stretches(entry, time, event, cluster, covariates: pd.DataFrame) -> pd.DataFrame:
    row = np.arange(len(time))
    table = pd.DataFrame({"entry": entry, "time": time, "event": np.asarray(event).astype(int), "stratum": row % 2,
                          "weight": 0.5 + row % 4 / 2, "cluster": cluster})
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
        ("stretches", "heart"): stretches(heart.start, heart.stop, heart.event, heart.id,
                                           heart[["age", "year", "surgery", "transplant"]]),
        ("reasons", "mgus2"): pd.DataFrame({"time": until, "cause": np.where(mgus2.pstat == 1, 1, other),
                                            "group": (mgus2.sex == "M").astype(int), "stratum": np.arange(len(mgus2)) % 3}),
        ("yes", "iranian"): pd.DataFrame({"y": iranian.Churn})
        .assign(**renamed(iranian[["Complains", "Subscription  Length", "Charge  Amount", "Frequency of use", "Status"]])),
        ("buyers", "cdnow"): cdnow.rename(columns={"x": "frequency", "t_x": "recency", "zbar": "value"})
        [["frequency", "recency", "T", "value"]],
        ("trial", "hillstrom"): pd.DataFrame({"arm": mailed, "y": mails.spend, "before": mails.history}),
        ("scores", "hillstrom"): pd.DataFrame({"score": mails.history, "treated": mailed, "y": mails.visit}),
        ("drawn", "hillstrom"): mails.iloc[::9].assign(
            treated=mailed.iloc[::9], left=mails.visit, y=mails.spend, x1=mails.recency, x2=mails.history / 100,
            x3=mails.mens, x4=mails.newbie)[["treated", "y", "left", "x1", "x2", "x3", "x4"]],
        ("chosen", "lalonde"): lalonde(pd.read_stata(shared / "lalonde_nsw/nsw_mixtape.dta")),
        ("panel", "mpdta"): read("did_mpdta/mpdta.csv")[["countyreal", "year", "first.treat", "lemp", "lpop"]].astype(
            {"countyreal": int, "year": int, "first.treat": int}).set_axis(["id", "time", "first", "y", "x1"], axis=1),
    }


def lalonde(people: pd.DataFrame) -> pd.DataFrame:
    """Who was trained and who applied too: the experiment, whose arms are not quite alike."""
    people = people.astype({name: float for name in people if name != "data_id"})
    return pd.DataFrame({"treated": people.treat.astype(int), "y": people.re78.round(2), "left": (people.re78 > 0).astype(int)}).assign(
        **renamed(people[["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]].assign(
            re74=people.re74 / 1000, re75=people.re75 / 1000)))


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
    tables = {
        ("survival", "months"): survival(months, seen, group, x),
        ("survival", "continuous"): survival(time, seen, group, x),
        ("survival", "few"): survival(months[:24], seen[:24], group[:24] % 2, x.iloc[:24, :1]),
        ("stretches", "late"): stretches(entry, months, seen, np.arange(n) // 2, x),
        ("reasons", "months"): pd.DataFrame({"time": months, "cause": cause, "group": group, "stratum": np.arange(n) % 3,
                                             "entry": entry}),
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
    return tables | odd(random) | later(random, n, x)


def odd(random: np.random.Generator) -> dict[tuple[str, str], pd.DataFrame]:
    """Legal tables that nobody hopes for."""
    n = 120
    few = random.integers(1, 4, n)
    seen, yes = random.random(n) < 0.7, random.integers(0, 2, n)
    x = pd.DataFrame({"a": random.normal(size=n), "b": random.normal(size=n)})
    near = random.normal(size=n)
    return {
        # Three times in all, and the event turned round: the fewest have it.
        ("survival", "tied"): survival(few, seen, yes, x.round(1)),
        ("survival", "rare"): survival(few + random.random(n), ~seen & (yes == 1), yes, x),
        # Far from 0, on scales far apart, and two covariates that say nearly the same.
        ("survival", "scales"): survival(few * 1e6 + np.arange(n) * 17, seen, yes, pd.DataFrame(
            {"a": 1e5 + x.a, "b": x.b * 1e-6, "c": near, "d": near + 1e-3 * random.normal(size=n)})),
        # Everybody twice, in no order, with half a day between leaving and being seen last.
        ("survival", "twice"): survival(np.repeat(few, 2) + np.tile([0, 0.5], n), np.tile([1, 0], n), np.repeat(yes, 2),
                                        x.loc[np.repeat(np.arange(n), 2)].reset_index(drop=True)),
        ("reasons", "tied"): pd.DataFrame({"time": few, "cause": random.integers(0, 3, n), "group": yes,
                                           "stratum": random.integers(0, 2, n)}),
        # Separated but for two rows, and one in forty.
        ("yes", "near"): pd.DataFrame({"y": ((np.arange(n) > n / 2) ^ np.isin(np.arange(n), [10, 90])).astype(int),
                                       "x1": np.arange(n) / 10.0, "x2": x.a}),
        ("yes", "rare"): pd.DataFrame({"y": (np.arange(n) % 40 == 0).astype(int), "x1": 1e4 + 100 * x.a, "x2": x.b}),
        ("trial", "unequal"): pd.DataFrame({"arm": (np.arange(n) % 12 == 0).astype(int), "before": x.a,
                                            "y": -1e6 + x.a + x.b * np.where(np.arange(n) % 12 == 0, 30, 1)}),
        ("chances", "tied"): chances(random.choice([0.02, 0.5, 0.97], n), random.random(n)),
        ("scores", "tied"): pd.DataFrame({"score": random.integers(0, 5, n) - 2, "treated": yes, "y": seen.astype(int)}),
    }


def later(random: np.random.Generator, n: int, x: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """Trials, choices, stores, moves and series."""
    chance = lambda odds: random.random(len(odds)) < 1 / (1 + np.exp(-odds))
    chosen, drawn = chance(0.6 * x.a - 0.4 * x.b).astype(int), random.integers(0, 2, n)
    left = lambda treated: chance(0.5 * x.a + 0.3 * x.b - 0.4 * treated * (1 + x.c)).astype(int)
    y = lambda treated: (3 + x.a - x.b + treated * (1 + 0.5 * x.c) + random.normal(size=n)).round(3)
    store = random.integers(0, 17, n)
    arm = (store % 2).astype(int)
    periods = np.arange(1, 37)
    size = random.integers(80, 160, 36)
    fewer = random.integers(0, 12, (160, 3)).astype(float)
    one = pd.DataFrame({"y": (random.random(160) < 1 / (1 + np.exp(3 - fewer[:, 0] / 2))).astype(int)}).assign(
        **{f"x{column + 1}": fewer[:, column] for column in range(3)})
    return {
        ("donors", "made"): donors(random, 300),
        ("chosen", "made"): pd.DataFrame({"treated": chosen, "y": y(chosen), "left": left(chosen)}).assign(**renamed(x)),
        ("drawn", "made"): pd.DataFrame({"treated": drawn, "y": y(drawn), "left": left(drawn)}).assign(**renamed(x)),
        ("stores", "made"): pd.DataFrame({"arm": arm, "store": store, "region": np.arange(n) % 4, "left": left(arm), "y": (
            random.normal(size=17)[store] + 0.4 * arm + random.normal(size=n)).round(3)}),
        ("moves", "made"): moves(random, 150),
        ("twice", "made"): pd.concat([one.assign(time=0), one.assign(time=1)], ignore_index=True),
        ("series", "made"): pd.DataFrame({"period": periods, "events": random.binomial(size, 0.1), "size": size, "value": (
            10 + 0.1 * periods - 2 * (periods > 24) + random.normal(size=36)).round(3)}),
    }


def donors(random: np.random.Generator, people: int) -> pd.DataFrame:
    """A chance to give in each period, and one to stop before it."""
    rows = []
    for gives, stops in zip(random.beta(1.2, 0.8, people), random.beta(0.7, 2.5, people)):
        age, alive = int(random.integers(5, 9)), True
        gave = [period for period in range(1, age + 1)
                if (alive := alive and random.random() >= stops) and random.random() < gives]
        rows.append((len(gave), gave[-1] if gave else 0, age))
    return pd.DataFrame(rows, columns=["frequency", "recency", "age"])


def moves(random: np.random.Generator, people: int) -> pd.DataFrame:
    """Between green, yellow and red until they have left."""
    states, chances = ["green", "yellow", "red", "left"], [[.8, .12, .05, .03], [.2, .6, .12, .08], [.05, .25, .5, .2]]
    rows = []
    for person in range(people):
        state = int(random.integers(0, 3))
        for time in range(12):
            rows.append((person, time, states[state]))
            if state == 3:
                break
            state = random.choice(4, p=chances[state])
    return pd.DataFrame(rows, columns=["id", "time", "state"])


def panel(random: np.random.Generator, units: int) -> pd.DataFrame:
    """Six periods; a third is treated from the third on, a third from the fifth, a third never."""
    unit, time = np.repeat(np.arange(units), 6), np.tile(np.arange(1, 7), units)
    first = np.array([3, 5, 0])[unit % 3]
    is_treated = (first > 0) & (time >= first)
    y = random.normal(size=units)[unit] + 0.1 * time + 0.5 * is_treated + random.normal(0, 0.5, len(unit))
    x1 = 0.5 * (unit % 3) + random.normal(size=units)[unit]
    return pd.DataFrame({"id": unit, "time": time, "first": first, "y": y + 0.05 * x1 * time, "x1": x1})


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
