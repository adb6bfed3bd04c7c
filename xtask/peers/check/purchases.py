"""Who still buys, who will renew and what that is worth: lifetimes, and scipy where no peer lives."""

import numpy as np
import pandas as pd
from lifetimes import BetaGeoBetaBinomFitter, BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter, ParetoNBDFitter
from scipy import optimize, special

from asked import HORIZON, SURVIVORS, peer


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


def modified(data: pd.DataFrame):
    by, columns = peer("lifetimes"), [data.frequency, data.recency, data["T"]]
    model, order = ModifiedBetaGeoFitter(0).fit(*columns), ["r", "alpha", "a", "b"]
    yield by, "mbg-nbd", "parameters as it stops", model.params_[order]
    arrays = [it.to_numpy(float) for it in columns]
    loss = lambda logs: ModifiedBetaGeoFitter._negative_log_likelihood(logs, *arrays, np.ones(len(data)), 0)
    model.params_ = pd.Series(np.exp(climbed(loss, np.log(model.params_[order].to_numpy()))), index=order)
    by += ", climbed on"
    yield by, "mbg-nbd", "parameters", model.params_[order]
    yield by, "mbg-nbd", "log-likelihood", [-loss(np.log(model.params_[order].to_numpy())) * len(data)]
    yield by, "mbg-nbd", "still there", model.conditional_probability_alive(*columns)
    yield by, "mbg-nbd", "purchases", model.conditional_expected_number_of_purchases_up_to_time(HORIZON, *columns)


def donors(data: pd.DataFrame):
    by, columns = peer("lifetimes"), [data[name].to_numpy() for name in ["frequency", "recency", "age"]]
    model, order = BetaGeoBetaBinomFitter(0), ["alpha", "beta", "gamma", "delta"]
    yield by, "bg-bb", "parameters as it stops", lambda: model.fit(*columns).params_[order]
    loss = lambda logs: -BetaGeoBetaBinomFitter._loglikelihood(np.exp(logs), *columns).mean()
    # From where it came to, or where its search fails from a search of its own.
    near = np.log(model.params_[order].to_numpy()) if hasattr(model, "params_") else optimize.minimize(
        loss, np.zeros(4), method="Nelder-Mead", options={"maxiter": 2_000, "xatol": 1e-4, "fatol": 1e-9}).x
    model.params_ = pd.Series(np.exp(climbed(loss, near, by_steps(loss))), index=order)
    by += ", climbed on"
    yield by, "bg-bb", "parameters", model.params_[order]
    yield by, "bg-bb", "log-likelihood", [-loss(np.log(model.params_[order].to_numpy())) * len(data)]
    yield by, "bg-bb", "still there", model.conditional_probability_alive(0, *columns)
    yield by, "bg-bb", "purchases", model.conditional_expected_number_of_purchases_up_to_time(5, *columns)


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

        starts = [(0.7, 2.0), (0.3, 1.0), (0.5, 200.0), (2.0, 2000.0), (5.0, 50.0)]
        roots = [optimize.root(slope, np.log(start), method="lm", tol=1e-15) for start in starts]
        found = np.exp(min((it for it in roots if np.abs(it.x).max() < 12), key=lambda it: np.abs(it.fun).max()).x)
        yield peer("scipy"), "sbg", name, "alpha, beta", found
        yield from sbg_onwards(name, *found)
        yield from changing(name, survivors, found)


def sbg_onwards(name: str, a: float, b: float):
    """What follows from the parameters, by the hypergeometric function of the papers."""
    by, at = peer("scipy"), np.arange(13)
    yield by, "sbg", name, "survival", np.exp(special.betaln(a, b + at) - special.betaln(a, b))
    remaining = lambda n: (b + n - 1) / (a + b + n - 1) * special.hyp2f1(1, b + n, a + b + n, 1 / 1.1)
    yield by, "sbg", name, "remaining", [remaining(1)]
    yield by, "sbg", name, "lifetime", [1 + remaining(1) / 1.1]


def changing(name: str, survivors: list[int], start: np.ndarray):
    """The beta-discrete-Weibull: its likelihood, climbed."""
    from autograd import numpy
    from autograd.scipy.special import betaln

    left, period = -np.diff(survivors), np.arange(1.0, len(survivors))
    if len(period) < 3:
        return

    def loss(logs):
        a, b, c = numpy.exp(logs)
        survival = numpy.exp(betaln(a, b + numpy.append(0.0, period ** c)) - betaln(a, b))
        return -(numpy.sum(left * numpy.log(survival[:-1] - survival[1:])) + survivors[-1] * numpy.log(survival[-1]))

    found = optimize.minimize(loss, np.append(np.log(start), 0.0), method="Nelder-Mead",
                              options={"maxiter": 20_000, "xatol": 1e-9, "fatol": 1e-12}).x
    found = climbed(loss, found)
    yield peer("scipy"), "bdw", name, "parameters", np.exp(found)
    yield peer("scipy"), "bdw", name, "log-likelihood", [-loss(found)]


KINDS = {"buyers": [buyers, modified, pareto], "donors": [donors]}
NUMBERS = [contracts]
