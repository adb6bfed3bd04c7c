"""Did it work and for whom: statsmodels, scipy, EconML, causalml and scikit-uplift."""

import inspect
from functools import partial
from unittest import mock

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import integrate, optimize, special, stats
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from statsmodels.stats import proportion
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from statsmodels.treatment.treatment_effects import TreatmentEffect

from asked import CORRECTIONS, P_VALUES, RATES, SHARES, peer


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


def lifts(data: pd.DataFrame):
    """The ratio of two means less one, by Fieller's theorem and by the delta method."""
    control, treated = data.y[data.arm == 0], data.y[data.arm == 1]
    one, other = treated.mean(), control.mean()
    errors = treated.var() / len(treated), control.var() / len(control)
    freedom = sum(errors) ** 2 / (errors[0] ** 2 / (len(treated) - 1) + errors[1] ** 2 / (len(control) - 1))
    t, sign = stats.t.ppf(0.975, freedom), np.sign(other)
    a, b, c = other ** 2 - t ** 2 * errors[1], -2 * one * other, one ** 2 - t ** 2 * errors[0]
    ends = [(-b + way * np.sqrt(b * b - 4 * a * c)) / (2 * a) - 1 for way in (-1, 1)]
    # Below 0 ours counts the control by its size, so that more is more.
    yield peer("numpy"), "welch", "lift (Fieller)", sorted(sign * end for end in ends)
    yield peer("numpy"), "welch", "lift (delta), standard error", [np.sqrt(errors[0] + errors[1] * (one / other) ** 2) / abs(other)]


def stores(data: pd.DataFrame):
    """Within regions, weighed by their rows."""
    parts = data.groupby(["region", "arm"]).y.agg(["mean", "var", "count"]).unstack()
    weight = parts["count"].sum(axis=1) / len(data)
    error = np.sqrt((weight ** 2 * (parts["var"] / parts["count"]).sum(axis=1)).sum())
    yield peer("numpy"), "means stratified", "difference", [(weight * (parts["mean"][1] - parts["mean"][0])).sum()]
    yield peer("numpy"), "means stratified", "standard error", [error]


def chosen(data: pd.DataFrame):
    """Weights, a model of the outcome, and both; of the treated and of everyone."""
    by, x = peer("statsmodels"), sm.add_constant(data[[name for name in data if name.startswith("x")]])
    select = sm.Logit(data.treated, x).fit(method="newton", tol=1e-14, maxiter=100, disp=0)
    ask = TreatmentEffect(sm.OLS(data.y, x), data.treated, results_select=select)
    for word, group in [("ate", "all"), ("att", 1), ("atc", 0)]:
        for method, name in [("ipw", "inverse_probability"), ("ra", "regression_adjustment")]:
            found = getattr(ask, method)(effect_group=group)
            yield by, f"att {word}", f"{name}: effect", np.ravel(found.effect)[:1]
            yield by, f"att {word}", f"{name}: standard error", np.ravel(found.sd)[:1]
    found = ask.aipw()
    yield by, "att ate", "doubly_robust: effect", np.ravel(found.effect)[:1]
    yield by, "att ate", "doubly_robust: standard error", np.ravel(found.sd)[:1]
    # Both, with weights that add up to one in each arm; statsmodels leaves them as they come.
    chance = select.predict(x)
    line = {arm: sm.OLS(data.y[data.treated == arm], x[data.treated == arm]).fit().predict(x) for arm in (0, 1)}
    treated, rest = data.treated == 1, [data.y - line[arm] for arm in (0, 1)]
    both = [line[arm].mean() + np.average(rest[arm][treated == arm], weights=(1 / np.where(arm, chance, 1 - chance))[treated == arm])
            for arm in (0, 1)]
    yield peer("numpy"), "att ate", "doubly_robust: effect", [both[1] - both[0]]
    odds = (chance / (1 - chance))[~treated]
    yield peer("numpy"), "att att", "doubly_robust: effect", [rest[0][treated].mean() - np.average(rest[0][~treated], weights=odds)]
    odds = ((1 - chance) / chance)[treated]
    yield peer("numpy"), "att atc", "doubly_robust: effect", [np.average(rest[1][treated], weights=odds) - rest[1][~treated].mean()]
    # Entropy balancing: weights exp(x b) that give the untreated the means of the treated.
    untreated, wanted = x[data.treated == 0].to_numpy(), x[data.treated == 1].to_numpy().mean(axis=0)
    centered = (untreated - wanted)[:, 1:]
    scaled = centered / centered.std(axis=0)
    weights = lambda b: np.exp(scaled @ b - (scaled @ b).max())
    slope = lambda b: weights(b) @ scaled / weights(b).sum()
    near = optimize.minimize(lambda b: special.logsumexp(scaled @ b), np.zeros(scaled.shape[1]), jac=slope, method="BFGS").x
    balance = optimize.root(slope, near, tol=1e-15).x
    without = np.average(data.y[data.treated == 0], weights=weights(balance))
    yield peer("scipy"), "att att", "entropy_balancing: effect", [data.y[data.treated == 1].mean() - without]
    # Matching: the untreated with the nearest log-odds, all that are equally near.
    odds = (x @ select.params).to_numpy()
    gains = []
    for at in np.flatnonzero(data.treated == 1):
        far = np.abs(odds - odds[at])[data.treated == 0]
        gains.append(data.y[at] - data.y[data.treated == 0][np.isclose(far, far.min(), rtol=0, atol=1e-11)].mean())
    yield peer("numpy"), "att att", "score_matching: effect", [np.mean(gains)]


class ByArm(BaseEstimator, RegressorMixin):
    """A straight line per arm; the last column is the treatment."""

    def fit(self, x, y, **_):
        self.lines = [LinearRegression().fit(x[x[:, -1] == arm, :-1], y[x[:, -1] == arm]) for arm in (0, 1)]
        return self

    def predict(self, x):
        return np.where(x[:, -1] == 1, self.lines[1].predict(x[:, :-1]), self.lines[0].predict(x[:, :-1]))


def drawn(data: pd.DataFrame):
    """Effects per customer: learned from one half, judged in the other, as our own halves are."""
    from causalml.inference.meta import BaseSClassifier, BaseTClassifier, BaseXClassifier
    from econml.dml import LinearDML
    from econml.dr import LinearDRLearner
    from econml.metalearners import SLearner, TLearner, XLearner

    line, share = LinearRegression, lambda: DummyClassifier(strategy="prior")
    # Unpenalized, and to the last digits.
    odds = lambda: LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-13, max_iter=200)
    econml = {"s": lambda _: SLearner(overall_model=line()), "t": lambda _: TLearner(models=line()),
              "x": lambda _: XLearner(models=line(), propensity_model=share()),
              "dr": lambda folds: LinearDRLearner(model_propensity=share(), model_regression=ByArm(), cv=folds),
              "r": lambda folds: LinearDML(model_y=line(), model_t=share(), discrete_treatment=True, cv=folds)}
    causalml = {"s": lambda: BaseSClassifier(odds()), "t": lambda: BaseTClassifier(odds()),
                "x": lambda: BaseXClassifier(odds(), line())}
    columns = [name for name in data if name.startswith("x")]
    halves = [data.half == half for half in (1, 2)]
    for word, make in econml.items():
        effects = np.zeros(len(data))
        for judged in halves:
            # Two copies, each fitted by the other: EconML takes no row for its own model, and this comes to the same.
            half = pd.concat([data[~judged]] * 2)
            copies = np.split(np.arange(len(half)), 2)
            model = make([tuple(copies), tuple(copies[::-1])])
            model.fit(half.y.to_numpy(), half.treated.to_numpy(), X=half[columns].to_numpy())
            effects[judged] = np.ravel(model.effect(data[judged][columns].to_numpy()))
        yield peer("econml"), f"uplift {word}", "effects", effects
    for word, make in causalml.items():
        effects = np.zeros(len(data))
        for judged in halves:
            half, given = data[~judged], {}
            if word == "x":
                given = {"p": np.full((~judged).sum(), half.treated.mean())}
            model = make()
            model.fit(half[columns].to_numpy(), half.treated.to_numpy(), half.left.to_numpy(), **given)
            given = {"p": np.full(judged.sum(), half.treated.mean())} if given else {}
            effects[judged] = np.ravel(model.predict(data[judged][columns].to_numpy(), **given))
        yield peer("causalml"), f"uplift {word} of shares", "effects", effects


def scores(data: pd.DataFrame):
    from causalml.metrics import auuc_score, qini_score
    from sklift.metrics import qini_auc_score, uplift_auc_score

    for name, score in [("sklift_qini_auc_score", qini_auc_score), ("sklift_uplift_auc_score", uplift_auc_score)]:
        yield peer("scikit-uplift"), "qini", name, [score(data.y, data.score, data.treated)]
    columns = {"outcome_col": "y", "treatment_col": "treated"}
    for word, score in [("auuc", auuc_score), ("qini", qini_score)]:
        for end, normalize in [("norm", True), ("raw", False)]:
            ask = lambda: [score(data, **columns, normalize=normalize)["score"]]
            yield peer("causalml"), "qini", f"causalml_{word}_{end}", ask


def shares():
    by = peer("statsmodels")
    for name, (control, of_control, treated, of_treated) in SHARES.items():
        two = (treated, of_treated, control, of_control)
        yield by, "proportions", name, "z, p", proportions_ztest([treated, control], [of_treated, of_control])
        yield by, "proportions", name, "Newcombe", confint_proportions_2indep(*two, method="newcomb")
        for compare in ["diff", "ratio"]:
            interval = partial(confint_proportions_2indep, *two, method="score", compare=compare, correction=True)
            yield by, "proportions", name, f"Miettinen-Nurminen {compare}", interval
        if name in ("mails", "game", "nobody"):
            yield f"mended {by}", "proportions", name, "Miettinen-Nurminen diff", partial(mended_ends, *two)
        yield peer("scipy"), "proportions", name, "Miettinen-Nurminen diff", partial(score_ends, *two)
        if control:
            yield peer("scipy"), "proportions", name, "Miettinen-Nurminen ratio", partial(ratio_ends, *two)
        for level in [0.95, 0.8, 0.99]:
            for method, word in [("wilson", "Wilson"), ("beta", "Clopper-Pearson")]:
                variant = "proportion" if level == 0.95 else f"proportion {level}"
                yield by, variant, name, word, proportion_confint(control, of_control, 1 - level, method=method)


def mended_ends(*two):
    """The interval of statsmodels with one word of its cubic put right: the size of the control, where it has its count."""
    wrong, right = "(count0 * diff - nobs - 2 * count0)", "(nobs0 * diff - nobs - 2 * count0)"
    source = inspect.getsource(proportion.score_test_proportions_2indep)
    assert source.count(wrong) == 1, "statsmodels has another cubic now"
    known = dict(vars(proportion))
    exec(source.replace(wrong, right), known)
    with mock.patch.object(proportion, "score_test_proportions_2indep", known["score_test_proportions_2indep"]):
        return proportion.confint_proportions_2indep(*two, method="score", compare="diff", correction=True)


def over(count: float, chance: float) -> float:
    return count / max(chance, 1e-300)


def restricted(slope, low: float, high: float) -> float:
    """Where a concave likelihood is highest between two ends."""
    low, high = low + 1e-13 * (high - low), high - 1e-13 * (high - low)
    if slope(low) <= 0 or slope(high) >= 0:
        return low if slope(low) <= 0 else high
    return optimize.brentq(slope, low, high, xtol=1e-300, rtol=1e-15, maxiter=500)


def ends_of(score, found: float, low: float, high: float) -> list[float]:
    """Where a falling score is at 1.96 to both sides, or the end of what is possible."""
    z = stats.norm.ppf(0.975)
    down = optimize.brentq(lambda at: score(at) - z, low, found, xtol=1e-15) if score(low) > z else low
    up = optimize.brentq(lambda at: score(at) + z, found, high, xtol=1e-15) if score(high) < -z else high
    return [down, up]


def score_ends(part: int, whole: int, part_of_control: int, control: int):
    """The interval of Miettinen and Nurminen, straight from the slope of the likelihood."""
    found = part / whole - part_of_control / control

    def score(difference):
        slope = lambda at: (over(part, at + difference) - over(whole - part, 1 - at - difference)
                            + over(part_of_control, at) - over(control - part_of_control, 1 - at))
        at = restricted(slope, max(0, -difference), min(1, 1 - difference))
        other = at + difference
        variance = (other * (1 - other) / whole + at * (1 - at) / control) * (whole + control) / (whole + control - 1)
        return (found - difference) / np.sqrt(variance)

    return ends_of(score, found, -1 + 1e-9, 1 - 1e-9)


def ratio_ends(part: int, whole: int, part_of_control: int, control: int):
    """The same for the ratio."""
    one, other = part / whole, part_of_control / control

    def score(log_ratio):
        ratio = np.exp(log_ratio)
        slope = lambda at: ((part + part_of_control) / at - (whole - part) * ratio / (1 - ratio * at)
                            - (control - part_of_control) / (1 - at))
        at = restricted(slope, 0, min(1, 1 / ratio))
        variance = ratio * at * (1 - ratio * at) / whole + ratio ** 2 * at * (1 - at) / control
        return (one - ratio * other) / np.sqrt(variance * (whole + control) / (whole + control - 1))

    return np.exp(ends_of(score, np.log(one / other), -12, 12))


def rate_ends(events: int, time: float, control: int, other: float):
    """Where the score of a difference of two rates is at 1.96."""
    found = events / time - control / other

    def score(difference):
        slope = lambda at: events / (at + difference) - time + control / at - other
        low = max(0, -difference)
        at = restricted(slope, low, low + 10 * (events + control + 1) / min(time, other))
        return (found - difference) / np.sqrt((at + difference) / time + at / other)

    wide = 20 * (events + control + 1) / min(time, other)
    return ends_of(score, found, -wide, wide)


def corrections():
    for name, p_values in P_VALUES.items():
        for word, method in CORRECTIONS.items():
            yield peer("statsmodels"), "adjust-p", name, word, multipletests(p_values, method=method)[1]


def plans():
    """Rates against each other, arms as planned, rows needed, looks on the way, and beliefs about a handful."""
    for name, (events, time, control, other) in RATES.items():
        yield peer("scipy"), "rate", name, "difference", partial(rate_ends, events, time, control, other)
    for name, observed in {"game": [44700, 45489], "three": [21307, 21306, 21387]}.items():
        test = stats.chisquare(observed)
        yield peer("scipy"), "sample-ratio", name, "chi-square, p", [test.statistic, test.pvalue]
    for looks in [2, 5]:
        yield peer("scipy"), "group-sequential", f"{looks} looks", "bounds", partial(bounds, looks)
    for name, (control, of_control, treated, of_treated) in SHARES.items():
        one, other = stats.beta(treated + 1, of_treated - treated + 1), stats.beta(control + 1, of_control - control + 1)
        ends = [other.ppf(1e-15), other.ppf(1 - 1e-15)]
        higher = lambda: [integrate.quad(lambda p: other.pdf(p) * one.sf(p), *ends, epsabs=1e-14, epsrel=1e-12, limit=500)[0]]
        yield peer("scipy"), "beta-binomial", name, "chance treated higher", higher
        yield peer("scipy"), "beta-binomial", name, "means", [other.mean(), one.mean()]
    for name, (control, of_control, treated, of_treated) in SHARES.items():
        yield peer("numpy"), "sequential", name, "interval", always(control, of_control, treated, of_treated)


def bounds(looks: int) -> list[float]:
    """O'Brien-Fleming's spending, by the density of the sum among those that went on, at Gauss's nodes."""
    nodes, weights = np.polynomial.legendre.leggauss(400)
    found, at, density, last, step = [], np.zeros(1), np.ones(1), 0.0, np.sqrt(1 / looks)
    for look in range(1, looks + 1):
        share = look / looks
        spend = 4 - 4 * stats.norm.cdf(stats.norm.ppf(1 - 0.05 / 4) / np.sqrt(share))
        beyond = lambda z: density @ (stats.norm.sf((z * np.sqrt(share) - at) / step) + stats.norm.cdf((-z * np.sqrt(share) - at) / step))
        found.append(optimize.brentq(lambda z: beyond(z) - (spend - last), 1, 8, xtol=1e-14))
        inside = found[-1] * np.sqrt(share)
        now = nodes * inside
        density = inside * weights * (stats.norm.pdf((now[:, None] - at) / step) / step @ density)
        at, last = now, spend
    return found


def always(control: int, of_control: int, treated: int, of_treated: int) -> list[float]:
    """The asymptotic confidence sequence of Waudby-Smith and others, narrowest at 5,000 rows."""
    one, other = treated / of_treated, control / of_control
    n = of_control + of_treated
    # Of nobody and of everybody, the variance of (k + 1/2)/(n + 1).
    spread = lambda k, n: (p := k / n if 0 < k < n else (k + 0.5) / (n + 1)) * (1 - p) / n
    error = np.sqrt(spread(treated, of_treated) + spread(control, of_control))
    rho = np.sqrt((-2 * np.log(0.05) + np.log(-2 * np.log(0.05) + 1)) / 5000)
    half = error * np.sqrt(n) * np.sqrt(2 * (n * rho ** 2 + 1) / (n * rho) ** 2 * np.log(np.sqrt(n * rho ** 2 + 1) / 0.05))
    return [one - other - half, one - other + half]


KINDS = {"trial": [welch, lin, lifts], "stores": [stores], "chosen": [chosen], "drawn": [drawn], "scores": [scores]}
NUMBERS = [shares, corrections, plans]
