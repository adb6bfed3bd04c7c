"""What a Python peer takes: `theirs.py METHOD PEER FILE COLUMNS REPEATS [TREES]` prints seconds and the answer as JSON.

The seconds are those of the work alone: after the imports, with the columns in the form that the peer likes best, and
after a run that does not count unless it was long.
"""

import json
import os
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
SECONDS_REPEATED_MAX = 10.0
THREADS = len(os.sched_getaffinity(0))
FORESTS_JUDGED = 5
TREES = int(sys.argv[6]) if len(sys.argv) > 6 else 100


def kaplan_meier_lifelines(time, event, *_):
    from lifelines import KaplanMeierFitter

    def work():
        fit = KaplanMeierFitter().fit(time, event)
        interval = fit.confidence_interval_
        place = interval.index.searchsorted(12, "right") - 1
        return [fit.predict(12.0), *interval.to_numpy()[place]]

    return work


def kaplan_meier_sksurv(time, event, *_):
    from sksurv.nonparametric import kaplan_meier_estimator

    event = event > 0

    def work():
        times, survival, interval = kaplan_meier_estimator(event, time, conf_type="log-log")
        place = np.searchsorted(times, 12, "right") - 1
        return [survival[place], *interval[:, place]]

    return work


def log_rank_lifelines(time, event, group, *_):
    from lifelines.statistics import logrank_test

    def work():
        one = group > 0
        return [logrank_test(time[one], time[~one], event[one], event[~one]).test_statistic]

    return work


def cox_lifelines(time, event, *x):
    from lifelines import CoxPHFitter

    data = pd.DataFrame(np.column_stack(x)).assign(time=time, event=event)
    return lambda: list(CoxPHFitter().fit(data, "time", "event").params_)


def cox_sksurv(time, event, *x):
    from sksurv.linear_model import CoxPHSurvivalAnalysis
    from sksurv.util import Surv

    seen, x = Surv.from_arrays(event > 0, time), np.column_stack(x)
    return lambda: list(CoxPHSurvivalAnalysis(ties="efron").fit(x, seen).coef_)


def aalen_johansen_sksurv(time, cause):
    from sksurv.nonparametric import cumulative_incidence_competing_risks

    cause = cause.astype(int)

    def work():
        times, shares, _ = cumulative_incidence_competing_risks(cause, time, conf_type="log-log")
        return [shares[1][np.searchsorted(times, 12, "right") - 1]]

    return work


def bg_nbd_lifetimes(frequency, recency, age):
    from lifetimes import BetaGeoFitter

    return lambda: list(BetaGeoFitter().fit(frequency, recency, age).params_[["r", "alpha", "a", "b"]])


def gamma_gamma_lifetimes(frequency, value):
    from lifetimes import GammaGammaFitter

    return lambda: list(GammaGammaFitter().fit(frequency, value).params_[["p", "q", "v"]])


def concordance_lifelines(time, event, score):
    from lifelines.utils import concordance_index

    return lambda: [concordance_index(time, -score, event)]


def qini_sklift(score, treated, y):
    from sklift.metrics import qini_auc_score

    return lambda: [qini_auc_score(y, score, treated)]


def qini_causalml(score, treated, y):
    from causalml.metrics import qini_score

    data = pd.DataFrame({"y": y, "w": treated, "score": score})

    def work():
        qini_score(data)
        # Another formula: only its time can be set beside ours.
        return []

    return work


def forest_causalml(treated, y, effect, *x):
    from causalml.inference.tree import UpliftRandomForestClassifier

    n, x = len(y) // 11, np.column_stack(x)
    arms, y = np.where(treated > 0, "treatment", "control"), y.astype(int)
    fit = UpliftRandomForestClassifier(
        n_estimators=TREES, max_depth=5, min_samples_leaf=100, min_samples_treatment=50, n_reg=10, evaluationFunction="KL",
        control_name="control", random_state=1, n_jobs=THREADS)

    def work(rows=slice(0, n)):
        fit.fit(x[rows], arms[rows], y[rows])
        fit.predict(x[rows])
        return []

    def judge(rows, new):
        work(rows)
        return {"qini": ordered(np.asarray(fit.predict(x[new])).ravel(), treated[new], y[new])}

    work.judge = lambda: over_forests(judge, n)
    return work


def forest_econml(treated, y, effect, *x):
    from econml.dml import CausalForestDML
    from sklearn.linear_model import LinearRegression, LogisticRegression

    n, x = len(y) // 11, np.column_stack(x)
    fit = CausalForestDML(model_y=LinearRegression(), model_t=LogisticRegression(), discrete_treatment=True,
                          n_estimators=TREES, random_state=1, cv=2, n_jobs=THREADS)

    def work(rows=slice(0, n)):
        fit.fit(y[rows], treated[rows], X=x[rows])
        fit.effect_interval(x[rows])
        return []

    def judge(rows, new):
        work(rows)
        lower, upper = fit.effect_interval(x[new])
        return {"qini": ordered(fit.effect(x[new]), treated[new], y[new]),
                "coverage": np.mean((lower <= effect[new]) & (effect[new] <= upper))}

    work.judge = lambda: over_forests(judge, n)
    return work


def over_forests(judge, n) -> dict[str, float]:
    """The mean quality of forests grown on n customers each: one alone is as good as its customers happen to be."""
    found = [judge(slice(k * n, (k + 1) * n), slice(FORESTS_JUDGED * n, None)) for k in range(FORESTS_JUDGED)]
    return {word: np.mean([it[word] for it in found]) for word in found[0]}


def ordered(scores, treated, y) -> float:
    """How well customers that the forest has not seen are ordered."""
    from sklift.metrics import qini_auc_score

    return qini_auc_score(y, scores, treated)


def boost_sklearn(y, *x):
    from sklearn.ensemble import HistGradientBoostingClassifier

    fit = HistGradientBoostingClassifier(max_iter=TREES, max_leaf_nodes=15, learning_rate=0.1, early_stopping=False)
    return boosted(fit, y, x)


def boost_lightgbm(y, *x):
    from lightgbm import LGBMClassifier

    fit = LGBMClassifier(n_estimators=TREES, num_leaves=15, learning_rate=0.1, n_jobs=THREADS, verbose=-1)
    return boosted(fit, y, x)


def boosted(fit, y, x):
    from sklearn.metrics import roc_auc_score

    half, x = len(y) // 2, np.column_stack(x)

    def work():
        fit.fit(x[:half], y[:half])
        return []

    work.judge = lambda: {"auc": roc_auc_score(y[half:], fit.predict_proba(x[half:])[:, 1])}
    return work


PACKAGES = {"sksurv": "scikit-survival", "sklift": "scikit-uplift", "sklearn": "scikit-learn"}


def main() -> None:
    method, peer, file, columns, repeats = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    if file.endswith(".csv"):
        table = pd.read_csv(file).to_numpy(float).T[:columns]
    else:
        table = np.fromfile(file, "<f8").reshape(columns, -1)
    work = globals()[f"{method.replace('-', '_')}_{peer}"](*map(np.ascontiguousarray, table))
    seconds = []
    for turn in range(repeats + 1):
        began = time.perf_counter()
        answer = work()
        took = time.perf_counter() - began
        if turn > 0 or took > SECONDS_REPEATED_MAX:
            seconds.append(took)
        if took > SECONDS_REPEATED_MAX:
            break
    found = work.judge() if seconds and hasattr(work, "judge") else {}
    name = PACKAGES.get(peer, peer)
    print(json.dumps({"seconds": seconds, "answer": [float(it) for it in answer], "peer": f"{name} {version(name)}",
                      "quality": {word: float(value) for word, value in found.items()}}))


if __name__ == "__main__":
    main()
