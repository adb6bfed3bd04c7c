"""What the Python peers say about the same tables: (peer, method, data, quantity) and the values."""

import subprocess
import warnings
from functools import partial
from importlib.metadata import version
from pathlib import Path

import lifelines
import numpy as np
import pandas as pd
import statsmodels.api as sm
from lifelines.statistics import multivariate_logrank_test
from lifetimes import BetaGeoFitter, GammaGammaFitter, ParetoNBDFitter
from scipy import optimize, special, stats
from sklearn import metrics
from sksurv.compare import compare_survival
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.metrics import concordance_index_censored
from sksurv.nonparametric import cumulative_incidence_competing_risks, kaplan_meier_estimator
from sksurv.util import Surv
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

SURVIVORS = {"high end": [1000, 869, 743, 653, 593, 551, 517, 491], "regular": [1000, 631, 468, 382, 326, 289, 262, 241]}
SHARES = {"mails": (2262, 21306, 3894, 21307), "game": (8502, 44700, 8279, 45489), "tiny": (1, 20, 5, 22)}
P_VALUES = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1]
CORRECTIONS = {"bonferroni": "bonferroni", "sidak": "sidak", "holm": "holm", "holm_sidak": "holm-sidak",
               "hochberg": "simes-hochberg", "hommel": "hommel", "bh": "fdr_bh", "by": "fdr_by"}
HORIZON = 39


def peer(name: str) -> str:
    return f"{name} {version(name)}"


def ask_all(work: Path, tables: list[tuple[str, str]], panels: Path | None):
    """Every answer of every peer."""
    warnings.simplefilter("ignore")
    here = Path(__file__).parent
    yield from lines(["Rscript", "--vanilla", here / "theirs.R", work])
    if panels:
        yield from lines([panels, here / "panels.py", work])
    for kind, name in tables:
        data = pd.read_csv(work / f"{kind}.{name}.csv")
        for ask in KINDS.get(kind, []):
            try:
                for by, method, what, values in ask(data):
                    yield by, method, name, what, settled(values)
            except Exception as error:
                yield "Python", ask.__name__, name, "all that follows", error
    for ask in [shares, corrections, contracts]:
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
        yield by, method, name, what, [float(it.replace("NA", "nan")) for it in values.split(",")]


def survival(data: pd.DataFrame):
    by, time, event = peer("lifelines"), data.time, data.event
    km = lifelines.KaplanMeierFitter().fit(time, event)
    at = np.sort(time[event == 1].unique())
    yield by, "kaplan-meier log-log", "survival", km.survival_function_.loc[at].iloc[:, 0]
    for place, end in enumerate(["lower", "upper"]):
        yield by, "kaplan-meier log-log", end, km.confidence_interval_.loc[at].iloc[:, place]
    yield by, "kaplan-meier log-log", "median", [km.median_survival_time_]
    for ties, corrected in [("classical", False), ("corrected", True)]:
        na = lifelines.NelsonAalenFitter(nelson_aalen_smoothing=corrected).fit(time, event)
        yield by, f"nelson-aalen {ties}", "hazard", na.cumulative_hazard_.loc[at].iloc[:, 0]
    weights = {"": None, " wilcoxon": "wilcoxon", " tarone-ware": "tarone-ware", " peto": "peto"}
    for word, weighting in weights.items():
        yield by, f"log-rank{word}", "chi-square", partial(chi_square, data, weightings=weighting)
    for p, q in [(1, 0), (0, 1)]:
        test = partial(chi_square, data, weightings="fleming-harrington", p=p, q=q)
        yield by, f"log-rank fleming-harrington {p} {q}", "chi-square", test


def chi_square(data: pd.DataFrame, **weights):
    return [multivariate_logrank_test(data.time, data.group, data.event, **weights).test_statistic]


def regressions(data: pd.DataFrame):
    by, columns = peer("lifelines"), [name for name in data if name.startswith("x")]
    kept, options = data[["time", "event", *columns]], {"precision": 1e-10, "r_precision": 1e-15, "max_steps": 100}
    fit = lifelines.CoxPHFitter().fit(kept, "time", "event", fit_options=options)
    yield by, "cox efron", "coefficients", fit.params_
    yield by, "cox efron", "standard errors", fit.standard_errors_
    yield by, "cox efron", "likelihood ratio", [fit.log_likelihood_ratio_test().test_statistic]
    robust = lifelines.CoxPHFitter().fit(
        data[["time", "event", "cluster", *columns]], "time", "event", cluster_col="cluster", fit_options=options)
    yield by, "cox clustered", "standard errors", robust.standard_errors_
    for l1 in [0, 0.5]:
        fit = lifelines.CoxPHFitter(penalizer=0.1, l1_ratio=l1).fit(kept, "time", "event", fit_options=options)
        yield by, f"cox penalized {l1:g}", "coefficients", fit.params_


def scikit(data: pd.DataFrame):
    by, seen = peer("scikit-survival"), Surv.from_arrays(data.event.astype(bool), data.time)
    at = np.sort(data.time[data.event == 1].unique())
    times, survival, interval = kaplan_meier_estimator(data.event.astype(bool), data.time, conf_type="log-log")
    place = np.searchsorted(times, at)
    yield by, "kaplan-meier log-log", "survival", survival[place]
    yield by, "kaplan-meier log-log", "lower", interval[0][place]
    yield by, "kaplan-meier log-log", "upper", interval[1][place]
    yield by, "log-rank", "chi-square", [compare_survival(seen, data.group)[0]]
    x = data[[name for name in data if name.startswith("x")]].to_numpy(float)
    for ties in ["efron", "breslow"]:
        fit = CoxPHSurvivalAnalysis(ties=ties, tol=1e-14, n_iter=200).fit(x, seen)
        yield by, f"cox {ties}", "coefficients", fit.coef_
    efron = CoxPHSurvivalAnalysis(ties="efron", tol=1e-14, n_iter=200).fit(x, seen)
    yield by, "concordance", "concordance", [concordance_index_censored(data.event == 1, data.time, efron.predict(x))[0]]


def reasons(data: pd.DataFrame):
    by, at = peer("scikit-survival"), np.sort(data.time[data.cause > 0].unique())
    times, shares, interval = cumulative_incidence_competing_risks(data.cause, data.time, conf_type="log-log")
    place = np.searchsorted(times, at)
    for cause in [1, 2]:
        yield by, "cumulative-incidence", f"share, cause {cause}", shares[cause][place]
        yield by, "cumulative-incidence", f"lower, cause {cause}", interval[cause][0][place]
        yield by, "cumulative-incidence", f"upper, cause {cause}", interval[cause][1][place]
    jittered = lifelines.AalenJohansenFitter(seed=0).fit(data.time, data.cause, 1).cumulative_density_.iloc[:, 0]
    last = [float(jittered[jittered.index <= time].iloc[-1]) for time in at]
    yield peer("lifelines"), "cumulative-incidence", "share, cause 1", last


def logistic(data: pd.DataFrame):
    by, x = peer("statsmodels"), sm.add_constant(data.drop(columns="y"))
    model = sm.Logit(data.y, x)
    fit = model.fit(method="newton", tol=1e-14, maxiter=100, disp=0)
    yield by, "logistic", "coefficients", fit.params
    yield by, "logistic", "standard errors", fit.bse
    yield by, "logistic", "log-likelihood", [fit.llf, fit.llnull]
    yield by, "logistic", "p", fit.pvalues[1:]
    yield by, "logistic", "interval", fit.conf_int().to_numpy().ravel()
    for kind in ["HC0", "HC1"]:
        robust = model.fit(method="newton", tol=1e-14, maxiter=100, disp=0, cov_type=kind)
        yield by, f"logistic {kind.lower()}", "standard errors", robust.bse


def buyers(data: pd.DataFrame):
    by, columns = peer("lifetimes"), [data.frequency, data.recency, data["T"]]
    model = BetaGeoFitter(0).fit(*columns)
    order = ["r", "alpha", "a", "b"]
    yield by, "bg-nbd", "parameters as it stops", model.params_[order]
    loss = lambda logs: BetaGeoFitter._negative_log_likelihood(logs, *map(np.asarray, columns), np.ones(len(data)), 0)
    model.params_ = pd.Series(np.exp(climbed(loss, np.log(model.params_[order].to_numpy()))), index=order)
    by += ", climbed on"
    yield by, "bg-nbd", "parameters", model.params_[order]
    yield by, "bg-nbd", "log-likelihood", [-loss(np.log(model.params_[order].to_numpy())) * len(data)]
    yield by, "bg-nbd", "still there", model.conditional_probability_alive(*columns)
    yield by, "bg-nbd", "purchases", model.conditional_expected_number_of_purchases_up_to_time(HORIZON, *columns)
    again = data[(data.frequency > 0) & (data.value > 0)]
    worth = GammaGammaFitter(0).fit(again.frequency, again.value)
    order, columns = ["p", "q", "v"], [again.frequency.to_numpy(), again.value.to_numpy()]
    loss = lambda logs: GammaGammaFitter._negative_log_likelihood(logs, *columns, np.ones(len(again)), 0)
    worth.params_ = pd.Series(np.exp(climbed(loss, np.log(worth.params_[order].to_numpy()))), index=order)
    yield by, "gamma-gamma", "parameters", worth.params_[order]
    yield by, "gamma-gamma", "worth", worth.conditional_expected_average_profit(data.frequency, data.value)[:20]


def pareto(data: pd.DataFrame):
    by, columns = peer("lifetimes"), [data.frequency, data.recency, data["T"]]
    np.random.seed(1)
    model = ParetoNBDFitter(0).fit(*columns)
    order = ["r", "alpha", "s", "beta"]
    yield by, "pareto-nbd", "parameters as it stops", model.params_[order]
    arrays = [it.to_numpy(float) for it in columns]
    loss = lambda logs: -ParetoNBDFitter._conditional_log_likelihood(np.exp(logs), *arrays).mean()
    model.params_ = pd.Series(np.exp(climbed(loss, np.log(model.params_[order].to_numpy()), by_steps(loss))), index=order)
    by += ", climbed on"
    yield by, "pareto-nbd", "parameters", model.params_[order]
    yield by, "pareto-nbd", "log-likelihood", [-loss(np.log(model.params_[order].to_numpy())) * len(data)]
    yield by, "pareto-nbd", "still there", model.conditional_probability_alive(*columns)
    yield by, "pareto-nbd", "purchases", model.conditional_expected_number_of_purchases_up_to_time(HORIZON, *columns)


def by_steps(loss, width: float = 2e-3):
    """The slope of what cannot be differentiated, from six neighbors."""
    weights = {-3: -1 / 60, -2: 3 / 20, -1: -3 / 4, 1: 3 / 4, 2: -3 / 20, 3: 1 / 60}
    steps = width * np.eye(4)
    return lambda at: np.array([sum(weight * loss(at + k * step) for k, weight in weights.items()) / width for step in steps])


def climbed(loss, start: np.ndarray, slope=None) -> np.ndarray:
    """The top of a peer's own likelihood, to the last digits: its fitters stop at 1e-7."""
    from autograd import grad

    slope = slope or grad(loss)
    return optimize.root(slope, start, jac=lambda at: optimize.approx_fprime(at, slope, 1e-7), tol=1e-15).x


def welch(data: pd.DataFrame):
    test = stats.ttest_ind(data.y[data.arm == 1], data.y[data.arm == 0], equal_var=False)
    yield peer("scipy"), "welch", "interval", list(test.confidence_interval())
    yield peer("scipy"), "welch", "p", [test.pvalue]


def lin(data: pd.DataFrame):
    """Each arm with a slope of its own, the covariate centered: the effect is the coefficient of the arm."""
    before = data.before - data.before.mean()
    x = sm.add_constant(pd.DataFrame({"arm": data.arm, "before": before, "both": data.arm * before}))
    for kind in ["HC2", "HC3"]:
        fit = sm.OLS(data.y, x).fit(cov_type=kind)
        yield peer("statsmodels"), f"lin {kind.lower()}", "difference", [fit.params["arm"]]
        yield peer("statsmodels"), f"lin {kind.lower()}", "standard error", [fit.bse["arm"]]


def chances(data: pd.DataFrame):
    by = peer("scikit-learn")
    yield by, "calibration", "auc", [metrics.roc_auc_score(data.y, data.chance)]
    yield by, "calibration", "average precision", [metrics.average_precision_score(data.y, data.chance)]
    yield by, "calibration", "log loss", [metrics.log_loss(data.y, data.chance)]
    yield by, "calibration", "brier", [metrics.brier_score_loss(data.y, data.chance)]


def moved(data: pd.DataFrame):
    yield peer("scipy"), "drift", "Kolmogorov-Smirnov", [stats.ks_2samp(data.before, data.after).statistic]
    cuts = np.quantile(data.before, np.arange(1, 10) / 10, method="inverted_cdf")
    one, other = (np.bincount(np.searchsorted(cuts, it), minlength=10) / len(it) for it in (data.before, data.after))
    yield peer("numpy"), "drift", "stability index", [np.sum((other - one) * np.log(other / one))]
    table = np.array([one, other]) * len(data)
    yield peer("scipy"), "drift", "chi-square, p", stats.chi2_contingency(table, correction=False)[:2]


def answers(data: pd.DataFrame):
    points = np.where(data.answer >= 9, 1, np.where(data.answer <= 6, -1, 0))
    yield peer("scipy"), "nps", "score, standard error", [points.mean(), stats.sem(points, ddof=0)]


def scores(data: pd.DataFrame):
    from sklift.metrics import qini_auc_score, uplift_auc_score

    for name, score in [("sklift_qini_auc_score", qini_auc_score), ("sklift_uplift_auc_score", uplift_auc_score)]:
        yield peer("scikit-uplift"), "qini", name, [score(data.y, data.score, data.treated)]


def shares():
    by = peer("statsmodels")
    for name, (control, of_control, treated, of_treated) in SHARES.items():
        two = (treated, of_treated, control, of_control)
        yield by, "proportions", name, "z, p", proportions_ztest([treated, control], [of_treated, of_control])
        yield by, "proportions", name, "Newcombe", confint_proportions_2indep(*two, method="newcomb")
        for compare in ["diff", "ratio"]:
            interval = partial(confint_proportions_2indep, *two, method="score", compare=compare, correction=True)
            yield by, "proportions", name, f"Miettinen-Nurminen {compare}", interval
        yield peer("scipy"), "proportions", name, "Miettinen-Nurminen diff", score_ends(*two)
        for method, word in [("wilson", "Wilson"), ("beta", "Clopper-Pearson")]:
            yield by, "proportion", name, word, proportion_confint(control, of_control, method=method)


def score_ends(part: int, whole: int, part_of_control: int, control: int):
    """Where the score of Miettinen and Nurminen is at 1.96, straight from the slope of the likelihood."""
    found = part / whole - part_of_control / control

    def score(difference):
        slope = lambda at: (part / (at + difference) - (whole - part) / (1 - at - difference)
                            + part_of_control / at - (control - part_of_control) / (1 - at))
        at = optimize.brentq(slope, max(0, -difference) + 1e-12, min(1, 1 - difference) - 1e-12, xtol=1e-16)
        other = at + difference
        variance = (other * (1 - other) / whole + at * (1 - at) / control) * (whole + control) / (whole + control - 1)
        return (found - difference) / np.sqrt(variance)

    ends = [(stats.norm.ppf(0.975), -1 + 1e-9, found), (stats.norm.ppf(0.025), found, 1 - 1e-9)]
    return [optimize.brentq(lambda at: score(at) - wanted, low, high, xtol=1e-15) for wanted, low, high in ends]


def corrections():
    for word, method in CORRECTIONS.items():
        yield peer("statsmodels"), "adjust-p", "1995", word, multipletests(P_VALUES, method=method)[1]


def contracts():
    """The shifted beta-geometric has no peer that lives: its slope is put to 0 by scipy."""
    for name, survivors in SURVIVORS.items():
        left, period = -np.diff(survivors), np.arange(1, len(survivors))

        def slope(logs):
            a, b = np.exp(logs)
            whole = special.digamma(a + b)
            gone = special.digamma(a + b + period)
            stayed = special.digamma(a + b + period[-1])
            by_a = left @ (special.digamma(a + 1) - gone) + survivors[-1] * -stayed
            by_a += survivors[-1] * special.digamma(a) + survivors[0] * (whole - special.digamma(a))
            by_b = left @ (special.digamma(b + period - 1) - gone)
            by_b += survivors[-1] * (special.digamma(b + period[-1]) - stayed) + survivors[0] * (whole - special.digamma(b))
            return np.array([a * by_a, b * by_b])

        found = np.exp(optimize.root(slope, np.log([0.7, 2.0]), tol=1e-14).x)
        yield peer("scipy"), "sbg", name, "alpha, beta", found


KINDS = {"survival": [survival, regressions, scikit], "reasons": [reasons], "yes": [logistic], "buyers": [buyers, pareto],
         "trial": [welch, lin], "scores": [scores], "chances": [chances], "moved": [moved], "answers": [answers]}
