"""What `differences` says about every panel in a folder, in lines as theirs.R; it wants a newer pandas than the others."""

import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from differences import ATTgt

warnings.simplefilter("ignore")


def say(method: str, data: str, what: str, table: pd.DataFrame) -> None:
    columns = [table[name] for name in table if name[-1] in ("ATT", "std_error")]
    for quantity, values in zip(["effects", "standard errors"], columns):
        found = ",".join(f"{float(it):.17g}" for it in values)
        print(f"differences {version('differences')}", method, data, f"{what}: {quantity}", found, sep="\t")


for file in sorted(Path(sys.argv[1]).glob("panel.*.csv")):
    name, panel = file.name.split(".")[1], pd.read_csv(file)
    panel["first"] = panel["first"].where(panel["first"] > 0)
    methods = [("dr", "doubly-robust"), ("reg", "regression"), ("std_ipw", "weighting")] if "x1" in panel else []
    for method, word in methods:
        fit = ATTgt(data=panel.set_index(["id", "time"]), cohort_column="first")
        told = fit.fit("y ~ x1", est_method=method, control_group="never_treated", progress_bar=False)
        say(f"did {word}", name, "cells", told.to_pandas())
        say(f"did {word}", name, "simple", fit.aggregate("simple"))
    fit = ATTgt(data=panel.set_index(["id", "time"]), cohort_column="first", base_period="universal")
    told = fit.fit("y", control_group="never_treated", progress_bar=False).to_pandas()
    # The base itself is a row of 0 there, and none in ours.
    say("did universal", name, "cells", told[told[[it for it in told if it[-1] == "ATT"][0]] != 0])
    for control, word in [("never_treated", "never"), ("not_yet_treated", "not-yet")]:
        fit = ATTgt(data=panel.set_index(["id", "time"]), cohort_column="first")
        say(f"did {word}", name, "cells", fit.fit("y", control_group=control, progress_bar=False).to_pandas())
        say(f"did {word}", name, "simple", fit.aggregate("simple"))
        for kind in ["event", "cohort", "time"]:
            say(f"did {word}", name, kind, fit.aggregate(kind))
            say(f"did {word}", name, f"{kind}, overall", fit.aggregate(kind, overall=True))
