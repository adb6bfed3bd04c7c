"""When they leave and for which reason: lifelines and scikit-survival."""

from functools import partial
from unittest import mock

import lifelines
import numpy as np
import pandas as pd
from lifelines.fitters.coxph_fitter import SemiParametricPHFitter
from lifelines.statistics import multivariate_logrank_test
from sksurv.compare import compare_survival
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.metrics import concordance_index_censored, integrated_brier_score
from sksurv.nonparametric import cumulative_incidence_competing_risks, kaplan_meier_estimator
from sksurv.util import Surv

from asked import brier_times, peer


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
    # With the one function put right that knows no ties.
    with mock.patch.object(SemiParametricPHFitter, "_compute_score_within_strata", efron_residuals):
        robust = lifelines.CoxPHFitter().fit(
            data[["time", "event", "cluster", *columns]], "time", "event", cluster_col="cluster", fit_options=options)
    yield f"mended {by}", "cox clustered", "standard errors", robust.standard_errors_
    for l1 in [0, 0.5]:
        fit = lifelines.CoxPHFitter(penalizer=0.1, l1_ratio=l1).fit(kept, "time", "event", fit_options=options)
        yield by, f"cox penalized {l1:g}", "coefficients", fit.params_


def efron_residuals(fit, x, time, event, _weights, _entries):
    """The score residuals of Efron's likelihood; those of lifelines take rows of the same time one after the other, as they stand."""
    x, time, left = x.to_numpy(), time.to_numpy(), event.to_numpy().astype(bool)
    relative, scores = np.exp(x @ (fit.params_.to_numpy() * fit._norm_std.to_numpy())), np.zeros(x.shape)
    for at in np.unique(time[left]):
        tied = left & (time == at)
        for gone in np.arange(tied.sum()) / tied.sum():
            share = relative * ((time >= at) - gone * tied)
            share /= share.sum()
            scores[tied] += (x[tied] - share @ x) / tied.sum()
            scores -= share[:, None] * (x - share @ x)
    return scores


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
    fit = lambda ties: CoxPHSurvivalAnalysis(ties=ties, tol=1e-14, n_iter=200).fit(x, seen)
    for ties in ["efron", "breslow"]:
        yield by, f"cox {ties}", "coefficients", lambda: fit(ties).coef_
    agree = lambda: [concordance_index_censored(data.event == 1, data.time, fit("efron").predict(x))[0]]
    yield by, "concordance", "concordance", agree
    # Where several leave at once scikit-survival has another baseline, and counts who was last seen then as gone before.
    if data.time.is_unique and data.event.any():
        yield by, "cox brier", "integrated", lambda: [brier(seen, fit("efron"), x, brier_times(data))]


def brier(seen, fit, x, times: list[float]) -> float:
    chances = np.array([curve(times) for curve in fit.predict_survival_function(x)])
    return integrated_brier_score(seen, seen, chances, times)


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


KINDS = {"survival": [survival, regressions, scikit], "reasons": [reasons]}
NUMBERS = []
