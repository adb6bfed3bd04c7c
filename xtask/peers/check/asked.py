"""What everybody is asked about beside the tables, and what a peer is called."""

from importlib.metadata import version

SURVIVORS = {"high end": [1000, 869, 743, 653, 593, 551, 517, 491], "regular": [1000, 631, 468, 382, 326, 289, 262, 241],
             "two renewals": [40, 31, 27], "nearly all stay": [5000, 4990, 4982, 4975, 4970]}
SHARES = {"mails": (2262, 21306, 3894, 21307), "game": (8502, 44700, 8279, 45489), "tiny": (1, 20, 5, 22),
          "nobody": (0, 50, 4, 50), "everybody": (30, 30, 29, 31)}
P_VALUES = {"1995": [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1],
            "tied": [.5, .02, .02, .02, 1e-300, 0.9, .02]}
# What statsmodels calls each.
CORRECTIONS = {"bonferroni": "bonferroni", "sidak": "sidak", "holm": "holm", "holm_sidak": "holm-sidak",
               "hochberg": "simes-hochberg", "hommel": "hommel", "bh": "fdr_bh", "by": "fdr_by"}
# Events and time at risk, against others.
RATES = {"usual": (12, 340.5, 20, 410), "none": (0, 100, 7, 90), "one": (1, 3.5, 4, 2.5), "many": (5210, 40000, 4980, 41000)}
# How many periods ahead.
HORIZON = 39


def brier_times(data) -> list[float]:
    """When predicted survival is scored."""
    return [float(data.time.quantile(share, interpolation="nearest")) for share in (0.1, 0.25, 0.5, 0.75)]


def peer(name: str) -> str:
    return f"{name} {version(name)}"
