"""Who may leave: statsmodels, scikit-learn, LightGBM; and whether a model is still about the same customers."""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve

from asked import peer


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
    clusters = np.arange(len(data)) // 4
    grouped = model.fit(method="newton", tol=1e-14, maxiter=100, disp=0, cov_type="cluster", cov_kwds={"groups": clusters})
    yield by, "logistic clustered", "standard errors", grouped.bse


def linear(data: pd.DataFrame):
    """The same columns as a straight line, of which R has the classical errors."""
    by, x = peer("statsmodels"), sm.add_constant(data.drop(columns="y"))
    for kind in ["HC0", "HC1", "HC2", "HC3"]:
        fit = sm.OLS(data.y, x).fit(cov_type=kind)
        yield by, f"linear {kind.lower()}", "coefficients", fit.params
        yield by, f"linear {kind.lower()}", "standard errors", fit.bse
    fit = sm.OLS(data.y, x).fit(cov_type="cluster", cov_kwds={"groups": np.arange(len(data)) // 4})
    yield by, "linear clustered", "standard errors", fit.bse


def chances(data: pd.DataFrame):
    by = peer("scikit-learn")
    yield by, "calibration", "auc", [metrics.roc_auc_score(data.y, data.chance)]
    yield by, "calibration", "average precision", [metrics.average_precision_score(data.y, data.chance)]
    yield by, "calibration", "log loss", [metrics.log_loss(data.y, data.chance)]
    yield by, "calibration", "brier", [metrics.brier_score_loss(data.y, data.chance)]
    shares, means = calibration_curve(data.y, data.chance, n_bins=10)
    filled = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], data.chance))
    filled = filled[filled > 0]
    yield by, "calibration", "error", [np.sum(filled * np.abs(shares - means)) / len(data)]
    p = data.chance
    z = np.sum((data.y - p) * (1 - 2 * p)) / np.sqrt(np.sum((1 - 2 * p) ** 2 * p * (1 - p)))
    yield peer("numpy"), "calibration", "right", [z, 2 * stats.norm.sf(abs(z))]


def twice(data: pd.DataFrame):
    """Boosted trees with the settings that ours have, learned from the rows at time 0."""
    import lightgbm

    learned, judged = (data[data.time == time].drop(columns="time") for time in [0, 1])
    settings = {"objective": "binary", "learning_rate": 0.1, "num_leaves": 15, "max_depth": 8, "lambda_l2": 1.0,
                "min_sum_hessian_in_leaf": 3.0, "min_data_in_leaf": 1, "min_data_in_bin": 1, "max_bin": 255,
                "feature_pre_filter": False, "boost_from_average": True, "deterministic": True, "num_threads": 1,
                "force_col_wise": True, "verbose": -1}
    model = lightgbm.train(settings, lightgbm.Dataset(learned.drop(columns="y"), learned.y), num_boost_round=40)
    chance = model.predict(judged.drop(columns="y"))
    yield peer("lightgbm"), "classify", "chances", chance


def moved(data: pd.DataFrame):
    yield peer("scipy"), "drift", "Kolmogorov-Smirnov", [stats.ks_2samp(data.before, data.after).statistic]
    cuts = np.quantile(data.before, np.arange(1, 10) / 10, method="inverted_cdf")
    one, other = (np.bincount(np.searchsorted(cuts, it), minlength=10) / len(it) for it in (data.before, data.after))
    yield peer("numpy"), "drift", "stability index", [np.sum((other - one) * np.log(other / one))]
    table = np.array([one, other]) * len(data)
    yield peer("scipy"), "drift", "chi-square, p", stats.chi2_contingency(table, correction=False)[:2]


KINDS = {"yes": [logistic, linear], "chances": [chances], "moved": [moved], "twice": [twice]}
NUMBERS = []
