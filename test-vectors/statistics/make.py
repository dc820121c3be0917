"""Makes wage1.json: what statsmodels, SciPy and NumPy find in examples/wage1.csv.

Run from the root of the repository:

    python3 -m venv venv && venv/bin/pip install -r test-vectors/statistics/requirements.txt
    venv/bin/python test-vectors/statistics/make.py

The output names the versions it was made with. It changes only when the versions, the data or this file do.
"""

import csv
import json
import math
import sys
from pathlib import Path

import numpy as np
import scipy
import scipy.stats
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.weightstats import DescrStatsW

ROOT = Path(__file__).resolve().parents[2]
WAGE_BINS = [0, 2.5, 5, 7.5, 10, 15, 20, 100]
# Those of WAGE_BINS that are left of the first 60 people's when bins with fewer than 5 are joined.
JOINED = [0, 5, 7.5, 10, 100]
EDUC_BINS = [0, 8, 12, 13, 16, 30]
EXPER_BINS = [0, 10, 20, 30, 40, 80]
# Cohorts, by the question that says who is of which; the last one's are none of the others'.
REGIONS = {"South": "south", "West": "west", "North central": "northcen", "Northeast": None}
LEVEL = 0.05


def main():
    with open(ROOT / "examples" / "wage1.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    data = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    found = {
        "data": "examples/wage1.csv",
        "made_with": {
            "python": ".".join(map(str, sys.version_info[:3])),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "statsmodels": statsmodels.__version__,
        },
        "confidence": 1 - LEVEL,
        "everybody": everything(data, WAGE_BINS),
        "first_60": everything({name: column[:60] for name, column in data.items()}, JOINED),
        "groups": by_groups(data),
        "cohorts": {
            name: by_groups({key: column[region(data) == name] for key, column in data.items()})
            for name in REGIONS
        },
    }
    target = Path(__file__).with_name("wage1.json")
    target.write_text(json.dumps(found, indent=1) + "\n")


def region(data):
    asked = {name: key for name, key in REGIONS.items() if key}
    return np.select([data[key] == 1 for key in asked.values()], list(asked), "Northeast")


def by_groups(data):
    """The analyses of groups.toml."""
    return {
        "counts": [{"by": "female", "groups": [int((data["female"] == sex).sum()) for sex in [0, 1]]}],
        "means": [means(data, "wage"), means(data, "wage", "female"), means(data, "educ", "married")],
        "ratios": [ratio(data, "tenure", "exper", "female")],
        "weighted_means": [weighted(data, "wage", "tenure", by="female")],
        "crosstabs": [crosstab(data, "female", "married")],
        "correlations": correlations(data, ["wage", "educ", "tenure"]),
        "regressions": [regression(data, "wage", ["educ", "exper"])],
    }


def everything(data, wage_bins):
    """The analyses of examples/pay-in-depth.toml."""
    return {
        "regressions": [
            regression(data, "wage", ["educ"]),
            regression(data, "wage", ["female", "educ", "exper", "tenure"]),
        ],
        "correlations": correlations(data, ["wage", "educ", "exper", "tenure", "female"]),
        "means": [means(data, "wage")],
        "weighted_means": [
            weighted(data, "wage", "tenure"),
            weighted(data, "wage", "educ"),
            weighted(data, "wage", "tenure", by="female"),
        ],
        "ratios": [ratio(data, "tenure", "exper")],
        "histograms": [
            histogram(data["wage"], wage_bins),
            histogram(data["educ"], EDUC_BINS),
            *(histogram(data["educ"][data["female"] == sex], EDUC_BINS) for sex in [0, 1]),
            histogram(data["exper"], EXPER_BINS),
        ],
        "crosstabs": [crosstab(data, "female", "married"), crosstab(data, "female", "nonwhite")],
    }


def regression(data, of, on):
    fit = sm.OLS(data[of], sm.add_constant(np.column_stack([data[name] for name in on]))).fit()
    intervals = fit.conf_int(LEVEL)
    return {
        "of": of,
        "on": on,
        "observations": int(fit.nobs),
        "degrees_of_freedom": int(fit.df_resid),
        "terms": [
            {
                "term": term,
                "estimate": float(fit.params[i]),
                "standard_error": float(fit.bse[i]),
                "t": float(fit.tvalues[i]),
                "p": float(fit.pvalues[i]),
                "interval": [float(end) for end in intervals[i]],
            }
            for i, term in enumerate(["intercept", *on])
        ],
        "r_squared": float(fit.rsquared),
        "adjusted_r_squared": float(fit.rsquared_adj),
        "residual_standard_error": math.sqrt(fit.mse_resid),
        "f": float(fit.fvalue),
        "f_p": float(fit.f_pvalue),
    }


def correlations(data, names):
    pairs = []
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            x, y = data[first], data[second]
            test = scipy.stats.pearsonr(x, y)
            interval = test.confidence_interval(1 - LEVEL)
            n = len(x)
            pairs.append(
                {
                    "names": [first, second],
                    "covariance": float(np.cov(x, y)[0, 1]),
                    "correlation": float(test.statistic),
                    "t": float(test.statistic * math.sqrt((n - 2) / (1 - test.statistic**2))),
                    "p": float(test.pvalue),
                    "interval": [float(interval.low), float(interval.high)],
                }
            )
    return {
        "names": names,
        "means": [float(data[name].mean()) for name in names],
        "standard_deviations": [float(data[name].std(ddof=1)) for name in names],
        "pairs": pairs,
    }


def groups(data, by):
    """Everybody, or those who said no and those who said yes."""
    return [slice(None)] if by is None else [data[by] == group for group in [0, 1]]


def means(data, of, by=None):
    return {"of": of, "by": by, "groups": [mean(data[of][group]) for group in groups(data, by)]}


def ratio(data, of, to, by=None):
    found = [float(data[of][group].sum() / data[to][group].sum()) for group in groups(data, by)]
    return {"of": of, "to": to, "by": by, "groups": found}


def mean(values):
    described = DescrStatsW(values)
    low, high = described.tconfint_mean(LEVEL)
    return {
        "count": len(values),
        "mean": float(described.mean),
        "standard_deviation": float(values.std(ddof=1)),
        "standard_error": float(described.std_mean),
        "interval": [float(low), float(high)],
    }


def weighted(data, of, weight, by=None):
    found = [
        float(DescrStatsW(data[of][group], weights=data[weight][group]).mean) for group in groups(data, by)
    ]
    return {"of": of, "weight": weight, "by": by, "groups": found}


def histogram(values, edges):
    counts, _ = np.histogram(values, bins=edges)
    distribution = scipy.stats.rv_histogram((counts, edges), density=False)
    return {
        "edges": edges,
        "counts": counts.tolist(),
        "quartiles": [float(distribution.ppf(p)) for p in [0.25, 0.5, 0.75]],
    }


def crosstab(data, rows, columns):
    counts = np.array(
        [[int(((data[rows] == r) & (data[columns] == c)).sum()) for c in [0, 1]] for r in [0, 1]]
    )
    test = Table(counts, shift_zeros=False).test_nominal_association()
    return {
        "rows": rows,
        "columns": columns,
        "counts": counts.tolist(),
        "chi_square": float(test.statistic),
        "degrees_of_freedom": int(test.df),
        "p": float(test.pvalue),
    }


main()
