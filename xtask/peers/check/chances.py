"""Who may leave: statsmodels and scikit-learn; and whether a model is still about the same customers."""

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
    """Boosted trees with the settings that ours have, learned from the rows at time 0: every split is tried and summed anew.

    LightGBM grows the same first tree, to 1e-16; later ones differ, because a covariate that does not part a node is not
    tried on the parts of that node.
    """
    learned = data[data.time == 0]
    x, y = learned[[name for name in data if name.startswith("x")]].to_numpy(), learned.y.to_numpy(float)
    odds = np.full(len(y), np.log(y.mean() / (1 - y.mean())))
    for _ in range(40):
        chance = 1 / (1 + np.exp(-odds))
        odds = odds + one_tree(x, chance - y, chance * (1 - chance))
    yield peer("numpy"), "classify", "chances", 1 / (1 + np.exp(-odds))


def one_tree(x: np.ndarray, slope: np.ndarray, bend: np.ndarray) -> np.ndarray:
    """What one tree adds: at most 15 leaves, eight questions deep, at least 3 of bend each, drawn to 0 by 1, a tenth of it."""
    worth = lambda rows: slope[rows].sum() ** 2 / (bend[rows].sum() + 1)

    def best(rows):
        parts = [(rows[x[rows, j] <= cut], rows[x[rows, j] > cut]) for j in range(x.shape[1]) for cut in np.unique(x[rows, j])[:-1]]
        parts = [it for it in parts if min(bend[it[0]].sum(), bend[it[1]].sum()) >= 3]
        gains = [worth(low) + worth(high) - worth(rows) for low, high in parts]
        return (max(gains), parts[int(np.argmax(gains))]) if gains and max(gains) > 1e-12 else (0, None)

    leaves = [(np.arange(len(slope)), 0)]
    found = [best(leaves[0][0])]
    while len(leaves) < 15:
        place = max(range(len(leaves)), key=lambda it: found[it][0] if leaves[it][1] < 8 else 0)
        if found[place][0] <= 0 or leaves[place][1] >= 8:
            break
        (_, depth), (_, parts) = leaves.pop(place), found.pop(place)
        leaves += [(part, depth + 1) for part in parts]
        found += [best(part) for part in parts]
    added = np.zeros(len(slope))
    for rows, _ in leaves:
        added[rows] = -0.1 * slope[rows].sum() / (bend[rows].sum() + 1)
    return added


def moved(data: pd.DataFrame):
    yield peer("scipy"), "drift", "Kolmogorov-Smirnov", [stats.ks_2samp(data.before, data.after).statistic]
    for bins, method in [(10, "drift"), (4, "drift 4")]:
        cuts = np.quantile(data.before, np.arange(1, bins) / bins, method="inverted_cdf")
        one, other = (np.bincount(np.searchsorted(cuts, it), minlength=bins) / len(it) for it in (data.before, data.after))
        yield peer("numpy"), method, "stability index", [np.sum((other - one) * np.log(other / one))]
        table = np.array([one, other]) * len(data)
        yield peer("scipy"), method, "chi-square, p", stats.chi2_contingency(table, correction=False)[:2]


KINDS = {"yes": [logistic, linear], "chances": [chances], "moved": [moved], "twice": [twice]}
NUMBERS = []
