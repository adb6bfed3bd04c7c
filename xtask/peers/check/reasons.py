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
    Reason("scikit-survival takes Aalen's variance, we the one of R, whose errors are ours; and [0, 0] before the first",
           distance=0.02, one_sided=True, peer="scikit-survival *", method="cumulative-incidence", quantity="[lu][op][wp]er*"),
    Reason("lifelines moves tied durations by chance (its issues 413, 629, 1521); R and scikit-survival agree with us",
           limit=0.6, peer="lifelines *", method="cumulative-incidence"),
    Reason("lifelines cannot weigh rows of duration 0", absent=True,
           peer="lifelines *", method="log-rank fleming*", data="telco"),
    Reason("the residuals of lifelines know no ties; R agrees with us, and so does lifelines where nothing is tied",
           limit=0.1, peer="lifelines *", method="cox clustered"),
    Reason("lifelines ends its search early; R agrees with us to 1e-8",
           limit=1e-5, distance=1e-6, peer="lifelines *", method="cox efron"),
    Reason("lifelines ends its search early", limit=1e-5, distance=1e-6, peer="lifelines *", method="cox penalized 0"),
    Reason("lifelines smooths the absolute value and never reaches 0; we do",
           limit=1e-5, distance=1e-5, peer="lifelines *", method="cox penalized 0.5"),
    Reason("statsmodels leaves n / (n - k) out for Logit: its HC1 is HC0",
           limit=0.01, peer="statsmodels *", method="logistic hc1"),
    Reason("lifetimes ends its search at 1e-7; climbed on, its likelihood has its top where ours has",
           limit=1e-5, peer="lifetimes *", method="bg-nbd", quantity="parameters as it stops"),
    Reason("lifetimes ends its search early; climbed on, its likelihood has its top where ours has",
           limit=1e-3, peer="lifetimes *", method="pareto-nbd", quantity="parameters as it stops"),
    Reason("statsmodels fails on small tables: no change of sign in its search", absent=True,
           peer="statsmodels *", method="proportions", data="tiny", quantity="Miettinen-Nurminen diff"),
    Reason("the restricted share of statsmodels is no root of its likelihood equation; put to 0 by scipy it gives ours",
           limit=1e-3, peer="statsmodels *", method="proportions", quantity="Miettinen-Nurminen diff"),
]
