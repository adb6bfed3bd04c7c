"""What Vaarwel says about the same tables, asked for by the names that the peers' answers have."""

import json
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from theirs import HORIZON, P_VALUES, SHARES, SURVIVORS

TIMES = ["--duration", "time", "--event", "event"]
BUYERS = ["--frequency", "frequency", "--recency", "recency", "--age", "T"]
COX = {"efron": [], "breslow": ["--ties", "breslow"], "exact": ["--ties", "exact"], "stratified": ["--strata", "stratum"],
       "weighted": ["--weights", "weight"], "weighted robust": ["--weights", "weight", "--robust"],
       "clustered": ["--cluster", "cluster"], "penalized 0": ["--penalty", "0.1"],
       "penalized 0.5": ["--penalty", "0.1", "--l1-ratio", "0.5"], "baseline": []}


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

    def kaplan_meier(self, scale, name, what):
        group = self.ask("kaplan-meier", self.file("survival", name), *TIMES, "--conf", scale)["groups"][0]
        if what == "median":
            return value(group["median"])
        return [it[what.replace(" ", "_")] for it in group["curve"]]

    def nelson_aalen(self, ties, name, what):
        group = self.ask("nelson-aalen", self.file("survival", name), *TIMES, "--ties", ties)["groups"][0]
        return [it["cumulative_hazard" if what == "hazard" else "standard_error"] for it in group["curve"]]

    def restricted_mean(self, _, name, what):
        found = self.ask("restricted-mean", self.file("survival", name), *TIMES, "--by", "group")
        return [it["restricted_mean"]["value" if what == "mean" else "standard_error"] for it in found["groups"]]

    def log_rank(self, variant, name, what):
        how = []
        if variant == "stratified":
            how = ["--strata", "stratum"]
        elif variant:
            word, *powers = variant.split(" ")
            how = ["--weight", word, *(["--rho", powers[0], "--gamma", powers[1]] if powers else [])]
        found = self.ask("log-rank", self.file("survival", name), *TIMES, "--by", "group", *how)
        return found["test"]["statistic"] if what == "chi-square" else [it["expected"] for it in found["groups"]]

    def regression(self, variant, name, *more):
        file = self.file("survival", name)
        entry = ["--entry", "entry"] if "stretches." in file else []
        return self.ask("cox", file, *TIMES, *entry, *self.covariates(file), *COX[variant], *more)

    def cox(self, variant, name, what):
        if variant == "baseline":
            times = np.unique(pd.read_csv(self.file("survival", name)).time)
            at = np.quantile(times, [0.25, 0.5, 0.75], method="inverted_cdf")
            found = self.regression("efron", name, "--predict", "", "--at", ",".join(map(str, at)))["predictions"][0]
            return [it["survival"]["value" if what == "survival" else "standard_error"] for it in found["at"]]
        fit = self.regression(variant, name)["fit"]
        return {
            "coefficients": lambda: [it["value"] for it in fit["coefficients"]],
            "standard errors": lambda: [it["log_hazard_ratio"]["standard_error"] for it in fit["coefficients"]],
            "log-likelihood": lambda: [fit["log_likelihood"]["null"], fit["log_likelihood"]["model"]],
            "likelihood ratio": lambda: fit["likelihood_ratio"]["statistic"],
            "Wald": lambda: fit["wald"]["statistic"],
            "score": lambda: fit["score"]["statistic"],
        }[what]()

    def cox_zph(self, scale, name, _):
        found = self.regression("efron", name, "--test-proportional", scale)["proportional_hazards"]
        return [it["test"]["statistic"] for it in found["covariates"]] + [found["all"]["statistic"]]

    def concordance(self, _, name, what):
        found = self.regression("efron", name)
        if what == "pairs":
            return [found["pairs"][it] for it in ["concordant", "discordant", "tied_scores"]]
        return found["concordance"]["value" if what == "concordance" else "standard_error"]

    def cumulative_incidence(self, _, name, what):
        file = self.file("reasons", name)
        data = pd.read_csv(file)
        times = np.sort(data.time[data.cause > 0].unique())
        found = self.ask("cumulative-incidence", file, "--duration", "time", "--cause", "cause",
                         "--at", ",".join(map(str, times)))["groups"][0]["at"]
        field, cause = what.split(", cause ")
        field = {"share": "value"}.get(field, field.replace(" ", "_"))
        return [it["causes"][int(cause) - 1]["incidence"].get(field) for it in found]

    def gray(self, variant, name, what):
        found = self.ask("gray", self.file("reasons", name), "--duration", "time", "--cause", "cause", "--by", "group",
                         *variant.replace("rho", "--rho").split(" "))["causes"]
        return [it["test"]["p_value" if what == "p" else "statistic"] for it in found]

    def logistic(self, errors, name, what):
        file = self.file("yes", name)
        found = self.ask("logistic", file, "--outcome", "y", *self.covariates(file), *(["--errors", errors] if errors else []))
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

    def bought(self, method, name, what):
        found = self.ask(method, self.file("buyers", name), *BUYERS, "--horizon", str(HORIZON), "--each")
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
        return {"difference": effect["value"], "standard error": effect["standard_error"],
                "interval": [effect["lower"], effect["upper"]], "p": found["test"]["p_value"]}[what]

    def cuped(self, _, name, what):
        return self.welch("", name, what, "--covariates", "before")

    def lin(self, errors, name, what):
        return self.welch("", name, what, "--covariates", "before", "--adjust", "lin", "--errors", errors)

    def did(self, control, name, what):
        columns = ["--unit", "id", "--time", "time", "--first-treated", "first", "--outcome", "y"]
        found = self.ask("did", self.file("panel", name), *columns, "--control", control)
        kind, field = what.split(": ")
        kind, _, overall = kind.partition(", ")
        if kind in ("cells", "simple"):
            effects = [it["effect"] for it in found["cells"]] if kind == "cells" else [found["simple"]]
        else:
            found = found[{"event": "dynamic", "cohort": "by_group", "time": "by_period"}[kind]]
            effects = [found["overall"]] if overall else [it["effect"] for it in found["points"]]
        return [it["value" if field == "effects" else "standard_error"] for it in effects]

    def calibration(self, _, name, what):
        found = self.ask("calibration", self.file("chances", name), "--score", "chance", "--outcome", "y")
        found = found["brier"]["score"] if what == "brier" else found[what.replace(" ", "_")]
        return found["value"]

    def drift(self, _, name, what):
        data, files = pd.read_csv(self.file("moved", name)), []
        for column in data:
            files.append(str(self.work / f"{column}.csv"))
            data[column].to_frame("x").to_csv(files[-1], index=False)
        found = self.ask("drift", *files, "--columns", "x")["columns"][0]
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
        control, of_control, treated, of_treated = SHARES[name]
        found = self.ask("proportions", "--control", f"{control}/{of_control}", "--treated", f"{treated}/{of_treated}")
        if what == "z, p":
            return [found["test"]["statistic"], found["test"]["p_value"]]
        field = {"Newcombe": "difference", "Miettinen-Nurminen diff": "difference_score"}.get(what, "ratio")
        return [found[field]["lower"], found[field]["upper"]]

    def proportion(self, _, name, what):
        part, whole = SHARES[name][:2]
        found = self.ask("proportion", "--part", str(part), "--whole", str(whole))
        found = found["share" if what == "Wilson" else "exact"]
        return [found["lower"], found["upper"]]

    def adjust_p(self, _, __, correction):
        return self.ask("adjust-p", ",".join(map(str, P_VALUES)), "--method", correction)["adjusted"]

    def sbg(self, _, name, __):
        parameters = self.ask("sbg", "--survivors", ",".join(map(str, SURVIVORS[name])))["fit"]["parameters"]
        return [parameters["alpha"]["value"], parameters["beta"]["value"]]


def value(answer: dict) -> float:
    return answer.get("value", float("inf"))
