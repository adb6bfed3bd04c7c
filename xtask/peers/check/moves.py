"""How they move, would they recommend us, is it out of the ordinary: numpy, scipy and statsmodels."""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from asked import peer


def moves(data: pd.DataFrame):
    by, states = peer("numpy"), ["green", "red", "yellow"]
    data = data.sort_values(["id", "time"])
    to = data.groupby("id").state.shift(-1)
    counts = pd.crosstab(data.state, to).reindex(index=states, columns=["green", "left", "red", "yellow"], fill_value=0)
    n = counts.sum(axis=1).to_numpy()
    chances = counts.to_numpy() / n[:, None]
    yield by, "markov", "chances", chances.ravel()
    ends = [proportion_confint(counts.to_numpy(), n[:, None], method="wilson")]
    yield peer("statsmodels"), "markov", "Wilson", np.ravel(ends)
    rows = [multinomial_proportions_confint(row, method="goodman").T for row in counts.to_numpy()]
    yield peer("statsmodels"), "markov simultaneous", "Goodman", np.ravel(np.swapaxes(rows, 0, 1))
    # Periods until they have left: as often as each state is visited; its error by the slopes of that inverse.
    stays = counts[states].to_numpy() / n[:, None]
    visits = np.linalg.inv(np.eye(3) - stays)
    periods = visits.sum(axis=1)
    spread = stays @ periods ** 2 - (stays @ periods) ** 2
    yield by, "markov", "periods", periods
    yield by, "markov", "periods, standard error", np.sqrt(visits ** 2 @ (spread / n))
    rewards = np.array([40.0, 5.0, 20.0])
    yield by, "markov", "value", np.linalg.solve(np.eye(3) - stays / 1.1, rewards)
    before = data.groupby("id").state.shift(1)
    told, freedom = 0.0, 0
    for state in states:
        here = pd.crosstab(before[data.state == state], to[data.state == state])
        here = here.loc[here.sum(axis=1) > 0, here.sum() > 0]
        if min(here.shape) > 1:
            test = stats.chi2_contingency(here, correction=False)
            told, freedom = told + test.statistic, freedom + test.dof
    yield peer("scipy"), "markov", "does the state before matter", [told, freedom, stats.chi2.sf(told, freedom)]


def answers(data: pd.DataFrame):
    points = np.where(data.answer >= 9, 1, np.where(data.answer <= 6, -1, 0))
    yield peer("scipy"), "nps", "score, standard error", [points.mean(), stats.sem(points, ddof=0)]


def series(data: pd.DataFrame):
    """A step and a bend at period 25."""
    after = (data.period >= 25).astype(float)
    x = pd.DataFrame({"level": 1.0, "slope": data.period, "step": after, "bend": after * (data.period - 25)})
    fit = sm.OLS(data.value, x).fit()
    yield peer("statsmodels"), "interrupted", "step", [fit.params.step, fit.bse.step, *fit.conf_int().loc["step"]]
    yield peer("statsmodels"), "interrupted", "bend", [fit.params.bend, fit.bse.bend, *fit.conf_int().loc["bend"]]
    mean = fit.t_test([0, 0, 1, np.mean(data.period[data.period >= 25] - 25)])
    yield peer("statsmodels"), "interrupted", "mean effect", [mean.effect[0], mean.sd[0, 0], *mean.conf_int()[0]]
    center = data.events.sum() / data["size"].sum()
    yield peer("numpy"), "control-chart", "deviations", (data.events / data["size"] - center) / np.sqrt(
        center * (1 - center) / data["size"])
    # The outermost counts that chance brings with at least 0.135 % below or above.
    tail, count = 0.00135, np.arange(0, 200)
    low = [count[stats.binom.cdf(count, n, center) >= tail][0] / n for n in data["size"]]
    high = [count[stats.binom.sf(count - 1, n, center) >= tail][-1] / n for n in data["size"]]
    yield peer("scipy"), "control-chart", "limits", np.ravel([low, high])


KINDS = {"moves": [moves], "answers": [answers], "series": [series]}
NUMBERS = []
