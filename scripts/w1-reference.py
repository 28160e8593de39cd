#!/usr/bin/env python3
"""Computes the workload Benchmarks/w1.yaml independently, with SciPy, and compares a result with it.

    suanli run Benchmarks/w1.yaml --draws 4194304 --format json | scripts/w1-reference.py

Reads the JSON of a result from standard input. Exit status 0 when every figure agrees within four standard errors of the
difference, 1 otherwise. The reference uses scrambled Sobol' points in 16 independent replicates (seeds 1000 to 1015) and
SciPy's inverse distribution functions, so it shares nothing with the program but the model as written below.
"""
import json
import math
import sys

import numpy as np
from scipy import stats

REPLICATES = 16
LOG2_POINTS = 17
QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]


def interval(low, high):
    """The lognormal whose 5% and 95% quantiles are low and high."""
    z = stats.norm.ppf(0.95)
    return stats.lognorm(s=math.log(high / low) / (2 * z), scale=math.sqrt(low * high))


INPUTS = {
    "orders": interval(0.8e6, 2.6e6),
    "inventory": interval(0.3e6, 1.2e6),
    "conversion": stats.beta(8, 3),
    "us_volume": interval(1.0e6, 3.0e6),
    "test_pass": stats.beta(60, 2),
    "h200": stats.norm(1.05, 0.05),
    "smuggled": interval(50e3, 400e3),
    "smuggled_h100e": stats.uniform(0.8, 0.8),
    "dies": interval(0.8e6, 2.4e6),
    "die_yield": stats.beta(20, 12),
    "hbm": interval(0.4e6, 1.6e6),
    "ascend": stats.norm(0.75, 0.1),
    "other": interval(100e3, 600e3),
    "other_h100e": stats.triang(c=(0.35 - 0.2) / (0.6 - 0.2), loc=0.2, scale=0.4),
}


def outputs(seed):
    points = stats.qmc.Sobol(d=len(INPUTS), scramble=True, seed=seed).random_base2(LOG2_POINTS)
    x = {name: marginal.ppf(points[:, i]) for i, (name, marginal) in enumerate(INPUTS.items())}
    volume = np.minimum.reduce([np.full(len(points), 1.2e6), x["orders"], x["inventory"], 0.5 * x["us_volume"]])
    imported = volume * x["conversion"] * x["test_pass"] * x["h200"] + x["smuggled"] * x["smuggled_h100e"]
    ascend = np.minimum(x["dies"] * x["die_yield"] / 2, x["hbm"]) * x["ascend"]
    domestic = ascend + x["other"] * x["other_h100e"]
    return {
        "imported": imported, "domestic": domestic, "ratio": imported / domestic,
        "share": imported / (imported + domestic),
    }


def figures(values):
    found = {"mean": values.mean(), "sd": values.std(ddof=1)}
    found.update({str(q): v for q, v in zip(QUANTILES, np.quantile(values, QUANTILES))})
    return found


def reference():
    table = {}
    for replicate in range(REPLICATES):
        columns = outputs(1000 + replicate)
        for name, values in columns.items():
            for figure, value in figures(values).items():
                table.setdefault((name, figure), []).append(value)
        table.setdefault(("twice_domestic", "probability"), []).append((columns["ratio"] > 2).mean())
    return {key: (np.mean(v), np.std(v, ddof=1) / math.sqrt(len(v))) for key, v in table.items()}


def stated(result):
    for name, output in result["outputs"].items():
        for figure in ("mean", "sd"):
            yield (name, figure), output[figure]
        for q, figure in output["quantiles"].items():
            yield (name, q), figure
    for name, probability in result["probabilities"].items():
        yield (name, "probability"), probability


def main():
    expected = reference()
    worst = 0.0
    seen = 0
    for key, figure in stated(json.load(sys.stdin)):
        value, error = expected[key]
        distance = (figure["value"] - value) / math.hypot(figure["se"], error)
        worst = max(worst, abs(distance))
        seen += 1
        if abs(distance) > 4:
            print(f"{'.'.join(key)}: {figure['value']!r} against {value!r}: {distance:.1f} standard errors apart")
    if seen != len(expected):
        print(f"{seen} figures where {len(expected)} were due")
        return 1
    print(f"{seen} figures, the worst {worst:.2f} standard errors from the reference")
    return 0 if worst <= 4 else 1


if __name__ == "__main__":
    sys.exit(main())
