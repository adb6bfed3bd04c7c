"""Why a number of a peer differs from ours although ours is right: data, not code.

A reason stands for the rows whose peer, method, data and quantity match its patterns, and only as far as it explains:
up to `limit` as a share of the number or `distance` as it is. `one_sided` allows numbers that only one of the two has,
`absent` a peer that has no answer at all. Whatever goes further stays unexplained.
"""

from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass
class Reason:
    text: str
    limit: float = 1e-8
    distance: float = 0.0
    one_sided: bool = False
    absent: bool = False
    peer: str = "*"
    method: str = "*"
    data: str = "*"
    quantity: str = "*"

    def explains(self, row) -> bool:
        patterns = [(row.peer, self.peer), (row.method, self.method), (row.data, self.data), (row.quantity, self.quantity)]
        if not all(fnmatch(text, pattern) for text, pattern in patterns):
            return False
        if row.problem:
            return self.absent and row.problem.startswith("the peer")
        is_near = row.difference <= self.limit or row.distance <= self.distance
        return is_near and (self.one_sided or row.one_sided == 0)


REASONS = [
    Reason("nobody is still here: we give no interval, as R; lifelines and scikit-survival give [0, 0]",
           peer="[ls]*", method="kaplan-meier log-log", quantity="[lu][op][wp]er", one_sided=True),
    Reason("nobody is still here: R gives no error where it is 0",
           peer="survival *", method="kaplan-meier *", quantity="standard error", one_sided=True),
    Reason("nobody has left for this cause yet: R gives an error of 0, we give none",
           peer="survival *", method="cumulative-incidence", quantity="standard error*", one_sided=True),
    Reason("the same with weights", peer="survival *", method="cumulative-incidence weighted", quantity="standard error*", one_sided=True),
    Reason("crr ends its search where its score is small, not 0", limit=1e-7, peer="cmprsk *", method="fine-gray", quantity="coefficients*"),
    Reason("nobody has left for this cause yet: R has no interval or [0, 0], ours goes up to the exact bound",
           distance=0.01, peer="survival *", method="cumulative-incidence *", quantity="[lu][op][wp]er*", one_sided=True),
    Reason("with late entry R adds up each row's influence, we the variances of the steps; without late entry that is the same",
           limit=0.05, peer="survival *", method="cumulative-incidence late", quantity="standard error*", one_sided=True),
    Reason("not reached: we say so and why; R still gives the lower end",
           peer="survival *", method="quantile", quantity="lower", one_sided=True),
    Reason("nobody of the group has left: we give no answer, R an error of 0",
           peer="survival *", method="restricted-mean", one_sided=True),
    Reason("scikit-survival takes Aalen's variance, we the one of R, whose errors are ours; and [0, 0] before the first",
           distance=0.02, one_sided=True, peer="scikit-survival *", method="cumulative-incidence", quantity="[lu][op][wp]er*"),
    Reason("lifelines moves tied durations by chance (its issues 413, 629, 1521); R and scikit-survival agree with us",
           limit=0.6, peer="lifelines *", method="cumulative-incidence"),
    Reason("lifelines cannot weigh rows of duration 0", absent=True,
           peer="lifelines *", method="log-rank fleming*", data="telco"),
    Reason("the residuals of lifelines take tied rows one after the other (\"doesn't handle ties\", says its source); R agrees with us, "
           "and so does lifelines with Efron's residuals in their place (the mended rows)",
           limit=0.1, peer="lifelines *", method="cox clustered"),
    Reason("lifelines ends its search early; R agrees with us to 1e-8",
           limit=1e-6, peer="mended lifelines *", method="cox clustered"),
    Reason("covariates of 1e5 and 1e-6, two of them nearly one: lifelines does not get there; R agrees with us",
           limit=0.9, peer="mended lifelines *", method="cox clustered", data="scales"),
    Reason("covariates of 1e5 and 1e-6, two of them nearly one: lifelines does not get there; R agrees with us",
           limit=0.9, peer="lifelines *", method="cox *", data="scales"),
    Reason("the same", limit=1.0, peer="lifelines *", method="cox penalized *", data="scales"),
    Reason("three times in all: where everything is tied the residuals of lifelines are far off; R and the mended row agree with us",
           limit=0.5, peer="lifelines *", method="cox clustered", data="tied"),
    Reason("the same: scikit-survival fails", absent=True, peer="scikit-survival *", data="scales"),
    Reason("the same: R's own score test of proportional hazards is singular", absent=True, peer="survival *",
           method="cox.zph *", data="scales"),
    Reason("two covariates that are nearly one: large terms cancel; with forty digits the values lie between R's and ours",
           limit=4e-8, peer="survival *", method="cox residuals scaled-schoenfeld", data="scales"),
    Reason("a hazard ratio of 1e100: e to the coefficient, which agrees to 1e-8", limit=1e-6, peer="survival *",
           data="scales", quantity="hazard ratios"),
    Reason("lifelines ends its search early; R agrees with us to 1e-8",
           limit=1e-5, distance=1e-6, peer="lifelines *", method="cox efron"),
    Reason("lifelines ends its search early", limit=1e-5, distance=1e-6, peer="lifelines *", method="cox penalized 0"),
    Reason("lifelines smooths the absolute value and never reaches 0; we do",
           limit=1e-5, distance=1e-5, peer="lifelines *", method="cox penalized 0.5"),
    Reason("statsmodels leaves n / (n - k) out for Logit: its HC1 is HC0",
           limit=0.01, peer="statsmodels *", method="logistic hc1"),
    Reason("the same with 120 rows and 3 coefficients: the root of 117 / 120",
           limit=1 - (117 / 120) ** 0.5 + 1e-8, peer="statsmodels *", method="logistic hc1", data="near"),
    Reason("the same with 120 rows and 3 coefficients: the root of 117 / 120",
           limit=1 - (117 / 120) ** 0.5 + 1e-8, peer="statsmodels *", method="logistic hc1", data="rare"),
    Reason("a covariate of 10,000 give or take 100: R's own errors are right to 1e-8 there; statsmodels agrees with us",
           limit=2e-8, peer="R *", method="logistic", data="rare"),
    Reason("lifetimes ends its search at 1e-7; climbed on, its likelihood has its top where ours has",
           limit=1e-5, peer="lifetimes *", method="bg-nbd", quantity="parameters as it stops"),
    Reason("lifetimes ends its search at 1e-7; climbed on, its likelihood has its top where ours has",
           limit=1e-5, peer="lifetimes *", method="*mbg-nbd", quantity="parameters as it stops"),
    Reason("lifetimes ends its search at 1e-7; climbed on, its likelihood has its top where ours has",
           limit=1e-5, peer="lifetimes *", method="bg-bb", quantity="parameters as it stops"),
    Reason("lifetimes ends its search early; climbed on, its likelihood has its top where ours has",
           limit=1e-3, peer="lifetimes *", method="pareto-nbd", quantity="parameters as it stops"),
    Reason("the propensity of differences ends its search at 1e-7", limit=1e-6, peer="differences *",
           method="did weighting", quantity="*standard errors"),
    Reason("the same", limit=1e-6, peer="differences *", method="did doubly-robust"),
    Reason("ours counts the coefficients that were fitted, n / (n - k); statsmodels does not",
           limit=0.011, peer="statsmodels *", method="att *", quantity="*standard error"),
    Reason("the weights of ours add up to one in each arm; written out by numpy that gives ours",
           limit=1e-3, peer="statsmodels *", method="att ate", quantity="doubly_robust: effect"),
    Reason("our trees keep the slope of each row in single precision", limit=1e-6, method="classify", quantity="chances"),
    Reason("statsmodels fails on small tables: no change of sign in its search", absent=True,
           peer="statsmodels *", method="proportions", quantity="Miettinen-Nurminen diff"),
    Reason("a slip in the cubic of statsmodels: the count of the control where its size belongs, so that its restricted share is no "
           "root; with that one word put right it gives ours (the mended rows)",
           limit=1e-3, peer="statsmodels *", method="proportions", quantity="Miettinen-Nurminen diff"),
    Reason("the same slip, which weighs most beside a lower end of half a point",
           limit=5e-3, peer="statsmodels *", method="proportions", data="nobody", quantity="Miettinen-Nurminen diff"),
    Reason("of everybody statsmodels gives an interval of the ratio that leaves out the ratio; put to 0 by scipy it gives ours",
           limit=0.2, peer="statsmodels *", method="proportions", data="everybody", quantity="Miettinen-Nurminen ratio"),
    Reason("nobody of the control: we give no ratio but that of the control to the treated; statsmodels one without an end",
           peer="statsmodels *", method="proportions", data="nobody", quantity="Miettinen-Nurminen ratio", one_sided=True),
    Reason("causalml takes tied scores as they happen to stand; ours are one step, and where none are tied both are the same",
           limit=2.0, peer="causalml *", method="qini"),
]
