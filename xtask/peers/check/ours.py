"""What Vaarwel says about the same tables, asked for by the names that the peers' answers have."""

import json
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from asked import HORIZON, P_VALUES, RATES, SHARES, SURVIVORS, brier_times

TIMES = ["--duration", "time", "--event", "event"]
ENDS, NAN = ["value", "lower", "upper"], float("nan")
BUYERS = ["--frequency", "frequency", "--recency", "recency", "--age", "T"]
COX = {"efron": [], "breslow": ["--ties", "breslow"], "exact": ["--ties", "exact"], "stratified": ["--strata", "stratum"],
       "weighted": ["--weights", "weight"], "weighted robust": ["--weights", "weight", "--robust"],
       "clustered": ["--cluster", "cluster"], "penalized 0": ["--penalty", "0.1"],
       "penalized 0.5": ["--penalty", "0.1", "--l1-ratio", "0.5"], "baseline": [],
       "everything": ["--strata", "stratum", "--weights", "weight", "--cluster", "cluster", "--ties", "breslow"]}


class Ours:
    """The program, with the folder of tables it is asked about."""

    def __init__(self, program: Path, work: Path):
        self.program, self.work = program, work

    def answer(self, method: str, name: str, what: str) -> list[float]:
        """Our values for what a peer has answered."""
        word, _, variant = method.partition(" ")
        return list(np.ravel(getattr(self, word.replace("-", "_").replace(".", "_"))(variant, name, what)).astype(float))

    @cache
    def ask(self, *words: str) -> dict:
        done = subprocess.run([self.program, *words, "--json"], capture_output=True, text=True)
        if done.returncode != 0:
            raise ValueError(done.stderr.strip())
        return json.loads(done.stdout)

    def file(self, kind: str, name: str) -> str:
        stretches = self.work / f"stretches.{name}.csv"
        file = self.work / f"{kind}.{name}.csv"
        return str(file if file.exists() or kind != "survival" else stretches)

    def covariates(self, file: str) -> list[str]:
        return ["--covariates", ",".join(it for it in pd.read_csv(file, nrows=1) if it.startswith("x"))]

    def lives(self, name: str) -> list[str]:
        """The file of durations, with the column that says from when on a row is known, where there is one."""
        file = self.file("survival", name)
        return [file, *TIMES, *(["--entry", "entry"] if "stretches." in file else [])]

    def kaplan_meier(self, variant, name, what):
        scale, _, level = variant.partition(" ")
        how = ["--conf", scale, "--level", level or "0.95", "--steps", "1000000"]
        if variant == "repeated":
            how = ["--weights", "repeats", "--steps", "1000000"]
        if variant == "importance":
            how = ["--weights", "weight", "--weights-are", "importance", "--steps", "1000000"]
        group = self.ask("kaplan-meier", *self.lives(name), *how)["groups"][0]
        if what == "median":
            return value(group["median"])
        return [it[what.replace(" ", "_")] for it in group["curve"]]

    def quantile(self, _, name, what):
        found = self.ask("quantile", *self.lives(name), "--share", "0.1,0.25,0.5,0.75,0.9")["groups"][0]["quantiles"]
        field = {"time": "value"}.get(what, what)
        return [it["time"].get(field) if it["time"].get(field) is not None else NAN for it in found]

    def nelson_aalen(self, ties, name, what):
        group = self.ask("nelson-aalen", *self.lives(name), "--ties", ties, "--steps", "1000000")["groups"][0]
        return [it["cumulative_hazard" if what == "hazard" else "standard_error"] for it in group["curve"]]

    def restricted_mean(self, _, name, what):
        found = self.ask("restricted-mean", self.file("survival", name), *TIMES, "--by", "group")
        return [it["restricted_mean"].get("value" if what == "mean" else "standard_error", NAN) for it in found["groups"]]

    def log_rank(self, variant, name, what):
        how = []
        if variant == "late":
            data = pd.read_csv(self.file("survival", name))
            file = self.work / f"late.{name}.csv"
            data.assign(group=data.x1 > data.x1.median()).to_csv(file, index=False)
            return self.ask("log-rank", str(file), *TIMES, "--entry", "entry", "--by", "group")["test"]["statistic"]
        if variant == "stratified":
            how = ["--strata", "stratum"]
        elif variant:
            word, *powers = variant.split(" ")
            how = ["--weight", word, *(["--rho", powers[0], "--gamma", powers[1]] if powers else [])]
        found = self.ask("log-rank", self.file("survival", name), *TIMES, "--by", "group", *how)
        return found["test"]["statistic"] if what == "chi-square" else [it["expected"] for it in found["groups"]]

    def regression(self, variant, name, *more):
        lives = self.lives(name)
        return self.ask("cox", *lives, *self.covariates(lives[0]), *COX[variant], *more)

    def cox(self, variant, name, what):
        if variant == "baseline":
            times = np.unique(pd.read_csv(self.file("survival", name), float_precision="round_trip").time)
            at = np.quantile(times, [0.25, 0.5, 0.75], method="inverted_cdf")
            found = self.regression("efron", name, "--predict", "", "--at", ",".join(map(str, at)))["predictions"][0]
            return [it["survival"]["value" if what == "survival" else "standard_error"] for it in found["at"]]
        if variant.startswith("residuals "):
            found = self.regression("efron", name, "--residuals", variant.removeprefix("residuals "))["residuals"]
            known = found["columns"].index("time") + 1 if "time" in found["columns"] else 1
            return [row[known:] for row in found["rows"]]
        if variant == "brier":
            times = brier_times(pd.read_csv(self.file("survival", name)))
            return self.regression("efron", name, "--brier", "--at", ",".join(map(repr, times)))["brier"]["integrated"]["value"]
        fit = self.regression(variant, name)["fit"]
        return {
            "coefficients": lambda: [it["value"] for it in fit["coefficients"]],
            "standard errors": lambda: [it["log_hazard_ratio"]["standard_error"] for it in fit["coefficients"]],
            "hazard ratios": lambda: [[it["hazard_ratio"][end] for it in fit["coefficients"]] for end in ENDS],
            "p": lambda: [it["test"]["p_value"] for it in fit["coefficients"]],
            "log-likelihood": lambda: [fit["log_likelihood"]["null"], fit["log_likelihood"]["model"]],
            "likelihood ratio": lambda: fit["likelihood_ratio"]["statistic"],
            "Wald": lambda: fit["wald"]["statistic"],
            "score": lambda: fit["score"]["statistic"],
        }[what]()

    def cox_zph(self, scale, name, _):
        found = self.regression("efron", name, "--test-proportional", scale)["proportional_hazards"]
        return [it["test"]["statistic"] for it in found["covariates"]] + [found["all"]["statistic"]]

    def concordance(self, variant, name, what):
        found = self.regression("efron", name, *(["--concordance", variant] if variant else []))
        if what == "pairs":
            return [found["pairs"][it] for it in ["concordant", "discordant", "tied_scores"]]
        return found["concordance"]["value" if what == "concordance" else "standard_error"]

    def cumulative_incidence(self, variant, name, what):
        file = self.file("reasons", name)
        # A time that is read a last digit below the one of a departure would miss it.
        data, how = pd.read_csv(file, float_precision="round_trip"), ["--conf", variant] if variant not in ("", "late", "weighted") else []
        if variant == "late":
            # R refuses rows that end as they begin; so they go here too.
            data, file, how = data[data.entry < data.time], str(self.work / f"late.{name}.csv"), ["--entry", "entry"]
            data.to_csv(file, index=False)
        if variant == "weighted":
            file, how = str(self.work / f"weighted.{name}.csv"), ["--weights", "weight", "--weights-are", "importance"]
            data.assign(weight=0.5 + np.arange(len(data)) % 4 / 2).to_csv(file, index=False)
        times = np.sort(data.time[data.cause > 0].unique())
        found = self.ask("cumulative-incidence", file, "--duration", "time", "--cause", "cause", *how,
                         "--at", ",".join(map(str, times)))["groups"][0]["at"]
        field, cause = what.split(", cause ")
        field = {"share": "value"}.get(field, field.replace(" ", "_"))
        return [it["causes"][int(cause) - 1]["incidence"].get(field) for it in found]

    def gray(self, variant, name, what):
        found = self.ask("gray", self.file("reasons", name), "--duration", "time", "--cause", "cause", "--by", "group",
                         *variant.replace("stratified", "--strata stratum").replace("rho", "--rho").split(" "))["causes"]
        return [it["test"]["p_value" if what == "p" else "statistic"] for it in found]

    def fine_gray(self, _, name, what):
        found = self.ask("fine-gray", self.file("reasons", name), "--duration", "time", "--cause", "cause",
                         "--covariates", "group,stratum")
        what, cause = what.split(", cause ")
        fit = next(it["fit"] for it in found["causes"] if it["cause"] == cause)
        if what == "log-likelihood":
            return [fit["log_likelihood"]["null"], fit["log_likelihood"]["model"]]
        return [it["log_hazard_ratio"]["value" if what == "coefficients" else "standard_error"] for it in fit["coefficients"]]

    def logistic(self, errors, name, what):
        return self.line("logistic", errors, name, what)

    def linear(self, errors, name, what):
        return self.line("linear", errors, name, what)

    def line(self, method, variant, name, what):
        file = self.file("yes", name)
        how = ["--errors", variant] if variant else []
        if variant == "clustered":
            data, file = pd.read_csv(file), str(self.work / f"clustered.{name}.csv")
            data.assign(cluster=np.arange(len(data)) // 4).to_csv(file, index=False)
            how = ["--cluster", "cluster"]
            covariates = ["--covariates", ",".join(it for it in data if it.startswith("x"))]
        elif variant.startswith("penalized"):
            share, strength = variant.split(" ")[1:]
            kind = {"0": ["ridge"], "1": ["lasso"]}.get(share, ["elastic-net", "--lasso-share", share])
            how = ["--penalty", *kind, "--lambda", strength]
        found = self.ask(method, file, "--outcome", "y", *(covariates if variant == "clustered" else self.covariates(file)), *how)
        each = [it["coefficient"] for it in found["coefficients"]]
        return {
            "coefficients": lambda: [it["value"] for it in each],
            "standard errors": lambda: [it["standard_error"] for it in each],
            "interval": lambda: [[it["lower"], it["upper"]] for it in each],
            "p": lambda: [it["test"]["p_value"] for it in found["coefficients"][1:]],
            "log-likelihood": lambda: [found["log_likelihood"], found["null_log_likelihood"]],
            "deviance": lambda: [found["deviance"], -2 * found["null_log_likelihood"]],
        }[what]()

    def bg_nbd(self, _, name, what):
        return self.bought("bg-nbd", name, what)

    def pareto_nbd(self, _, name, what):
        return self.bought("pareto-nbd", name, what)

    def mbg_nbd(self, _, name, what):
        return self.bought("mbg-nbd", name, what)

    def bg_bb(self, _, name, what):
        periods = ["--frequency", "frequency", "--recency", "recency", "--age", "age", "--horizon", "5"]
        return self.bought("bg-bb", name, what, self.file("donors", name), *periods)

    def bought(self, method, name, what, *columns):
        found = self.ask(method, *(columns or [self.file("buyers", name), *BUYERS, "--horizon", str(HORIZON)]), "--each")
        if what.startswith("parameters"):
            return [it["value"] for it in found["fit"]["parameters"].values()]
        if what == "log-likelihood":
            return found["fit"]["log_likelihood"]
        return [it["alive" if what == "still there" else "purchases"] for it in found["each"]]

    def gamma_gamma(self, _, name, what):
        found = self.ask("gamma-gamma", self.file("buyers", name), *BUYERS, "--value", "value", "--rows", "20")
        if what == "worth":
            return [it["worth"]["value"] for it in found["values"]]
        return [it["value"] for it in found["fit"]["parameters"].values()]

    def welch(self, _, name, what, *adjusted):
        arms = ["--arm", "arm", "--control-value", "0", "--outcome", "y"]
        found = self.ask("means", self.file("trial", name), *arms, *adjusted)["comparisons"][0]
        effect = found["difference"]
        if what.startswith("lift"):
            lift = found["lift" if "Fieller" in what else "lift_delta"]
            return [lift["lower"], lift["upper"]] if "Fieller" in what else lift["standard_error"]
        return {"difference": effect["value"], "standard error": effect["standard_error"],
                "interval": [effect["lower"], effect["upper"]], "p": found["test"]["p_value"]}[what]

    def cuped(self, _, name, what):
        return self.welch("", name, what, "--covariates", "before")

    def lin(self, errors, name, what):
        return self.welch("", name, what, "--covariates", "before", "--adjust", "lin", "--errors", errors)

    def did(self, variant, name, what):
        columns = ["--unit", "id", "--time", "time", "--first-treated", "first", "--outcome", "y"]
        how = {"universal": ["--base", "universal"], "never": ["--control", "never"], "not-yet": ["--control", "not-yet"]}
        how = how.get(variant) or ["--covariates", "x1", "--adjustment", variant]
        found = self.ask("did", self.file("panel", name), *columns, *how)
        kind, field = what.split(": ")
        kind, _, overall = kind.partition(", ")
        if kind in ("cells", "simple"):
            effects = [it["effect"] for it in found["cells"]] if kind == "cells" else [found["simple"]]
        else:
            found = found[{"event": "dynamic", "cohort": "by_group", "time": "by_period"}[kind]]
            effects = [found["overall"]] if overall else [it["effect"] for it in found["points"]]
        return [it["value" if field == "effects" else "standard_error"] for it in effects]

    def means(self, variant, name, what):
        how = {"cr1": ["--cluster", "store", "--errors", "cr1"], "cr2": ["--cluster", "store"],
               "stratified": ["--strata", "region"],
               "mantel-haenszel": ["--strata", "region", "--weights", "mantel-haenszel"]}[variant]
        arms = ["--arm", "arm", "--control-value", "0", "--outcome", "y"]
        found = self.ask("means", self.file("stores", name), *arms, *how)["comparisons"][0]
        return {"difference": lambda: found["difference"]["value"], "p": lambda: found["test"]["p_value"],
                "standard error": lambda: found["difference"]["standard_error"],
                "degrees of freedom": lambda: found["degrees_of_freedom"]}[what]()

    def att(self, whom, name, what):
        file = self.file("chosen", name)
        found = self.ask("att", file, "--treated", "treated", "--outcome", "y", *self.covariates(file), "--estimand", whom)
        method, field = what.split(": ")
        return found["methods"][method]["value" if field == "effect" else "standard_error"]

    def uplift(self, variant, name, _):
        learner, _, shares = variant.partition(" ")
        table, _ = self.effects(name, learner, "left" if shares else "y")
        return table.effect

    @cache
    def effects(self, name: str, learner: str, outcome: str):
        """The effect of every row, and in which half it was judged."""
        file, out = self.file("drawn", name), self.work / f"effects.{name}.{learner}.{outcome}.csv"
        self.ask("uplift", file, "--treated", "treated", "--outcome", outcome, *self.covariates(file),
                 "--learner", learner, "--out", str(out))
        table = pd.read_csv(out)
        return table, table.half

    def classify(self, _, name, __):
        file, out = self.file("twice", name), self.work / f"judged.{name}.csv"
        self.ask("classify", file, "--outcome", "y", *self.covariates(file), "--time", "time", "--learned-share", "0.5",
                 "--trees", "40", "--out", str(out))
        return pd.read_csv(out).chance

    def markov(self, variant, name, what):
        rows = ["--id", "id", "--time", "time", "--state", "state", "--absorbing", "left"]
        how = ["--rewards", "red=5,yellow=20,green=40", "--discount", "0.1"]
        found = self.ask("markov", self.file("moves", name), *rows, *how, *(["--intervals", "goodman"] if variant else []))
        if what.startswith("does"):
            test = next(it["test"] for it in found["tests"] if it["between"] == "states_before")
            return [test["statistic"], test["degrees_of_freedom"], test["p_value"]]
        states = sorted((it for it in found["groups"][0]["states"] if it["from"] != "left"), key=lambda it: it["from"])
        shares = [sorted(it["moves"], key=lambda it: it["to"]) for it in states]
        if what == "chances":
            return [[it["share"]["value"] for it in row] for row in shares]
        if what in ("Wilson", "Goodman"):
            return [[[it["share"][end] for it in row] for row in shares] for end in ["lower", "upper"]]
        if what == "value":
            return [it["value"]["value"] for it in states]
        field = "standard_error" if "error" in what else "value"
        return [it["periods_until_absorbed"][field] for it in states]

    def interrupted(self, _, name, what):
        found = self.ask("interrupted", self.file("series", name), "--period", "period", "--value", "value", "--after", "25")
        found = found[{"step": "step", "bend": "slope_change", "mean effect": "mean_effect"}[what]]
        return [found["value"], found["standard_error"], found["lower"], found["upper"]]

    def control_chart(self, _, name, what):
        how = ["--period", "period", "--events", "events", "--size", "size", "--baseline", "36"]
        found = self.ask("control-chart", self.file("series", name), *how)["periods"]
        if what == "limits":
            return [[it[end] for it in found] for end in ["lower", "upper"]]
        return [it["deviations"] for it in found]

    def rate(self, _, name, what):
        control, time, treated, other = RATES[name]
        found = self.ask("rate", "--events", str(control), "--time", str(time), "--against", f"{treated}/{other}")
        answer = found[what]
        return [answer[end] for end in (ENDS if what == "rate" else ENDS[1:])]

    def sample_ratio(self, _, name, __):
        test = self.ask("sample-ratio", "--observed", {"game": "44700,45489", "three": "21307,21306,21387"}[name])["test"]
        return [test["statistic"], test["p_value"]]

    def sample_size(self, variant, name, _):
        base, _, effect = name.partition(" ")
        plan = ["--deviation", "1", "--effect", base] if variant else ["--base", base, "--effect", effect]
        return self.ask("sample-size", *plan)["control"]

    def group_sequential(self, _, name, __):
        return [it["bound"] for it in self.ask("group-sequential", "--looks", name.split(" ")[0])["looks"]]

    def beta_binomial(self, _, name, what):
        found = self.counts("beta-binomial", name)
        if what == "means":
            return [found["control_share"]["value"], found["treated_share"]["value"]]
        return found["chance_treated_higher"]

    def sequential(self, _, name, __):
        found = self.counts("sequential", name, "--tuned-for", "5000")["difference"]
        return [found["lower"], found["upper"]]

    def counts(self, method, name, *more):
        control, of_control, treated, of_treated = SHARES[name]
        return self.ask(method, "--control", f"{control}/{of_control}", "--treated", f"{treated}/{of_treated}", *more)

    def calibration(self, _, name, what):
        binning = ["--binning", "equal-width"] if what == "error" else []
        found = self.ask("calibration", self.file("chances", name), "--score", "chance", "--outcome", "y", *binning)
        if what == "auc, standard error":
            return [found["auc"]["value"], found["auc"]["standard_error"]]
        if what in ("slope", "right", "error"):
            found = found["calibration"][what]
            return {"slope": lambda: [found["value"], found["standard_error"]], "error": lambda: found,
                    "right": lambda: [found["statistic"], found["p_value"]]}[what]()
        found = found["brier"]["score"] if what == "brier" else found[what.replace(" ", "_")]
        return found["value"]

    def drift(self, bins, name, what):
        data, files = pd.read_csv(self.file("moved", name)), []
        for column in data:
            files.append(str(self.work / f"{column}.{name}.csv"))
            data[column].to_frame("x").to_csv(files[-1], index=False)
        found = self.ask("drift", *files, "--columns", "x", *(["--bins", bins] if bins else []))["columns"][0]
        if what == "Kolmogorov-Smirnov":
            return found["kolmogorov_smirnov"]["statistic"]
        return found["index"] if what == "stability index" else [found["test"]["statistic"], found["test"]["p_value"]]

    def nps(self, _, name, __):
        score = self.ask("nps", self.file("answers", name), "--answer", "answer")["groups"][0]["score"]
        return [score["value"], score["standard_error"]]

    def qini(self, _, name, formula):
        scores = ["--score", "score", "--treated", "treated", "--outcome", "y", "--resamples", "100"]
        return self.ask("qini", self.file("scores", name), *scores)["areas"][formula]

    def proportions(self, _, name, what):
        found = self.counts("proportions", name)
        if what == "z, p":
            return [found["test"]["statistic"], found["test"]["p_value"]]
        field = {"Newcombe": "difference", "Miettinen-Nurminen diff": "difference_score"}.get(what, "ratio")
        return [found[field].get("lower", NAN), found[field].get("upper", NAN)]

    def proportion(self, level, name, what):
        part, whole = SHARES[name][:2]
        found = self.ask("proportion", "--part", str(part), "--whole", str(whole), "--level", level or "0.95")
        found = found["share" if what == "Wilson" else "exact"]
        return [found["lower"], found["upper"]]

    def adjust_p(self, _, name, correction):
        return self.ask("adjust-p", ",".join(map(str, P_VALUES[name])), "--method", correction)["adjusted"]

    def sbg(self, _, name, what):
        found = self.renewals("sbg", name)
        if what == "alpha, beta":
            return [it["value"] for it in found["fit"]["parameters"].values()]
        if what == "survival":
            return [it["survival"]["value"] for it in found["projection"]]
        return found["answers"]["lifetime" if what == "lifetime" else "residual_lifetime_at_first_renewal"]["value"]

    def bdw(self, _, name, what):
        fit = self.renewals("bdw", name)["fit"]
        return fit["log_likelihood"] if what == "log-likelihood" else [it["value"] for it in fit["parameters"].values()]

    def renewals(self, method, name):
        survivors = ",".join(map(str, SURVIVORS[name]))
        return self.ask(method, "--survivors", survivors, "--project", "12", "--discount", "0.1")


def value(answer: dict) -> float:
    return answer.get("value", float("inf"))
