"""What the workload Benchmarks/w1.yaml comes to, as closely as it can be had: 64 independent scrambles of 2^21 Sobol' points.

Writes w1.csv beside itself: output or probability, figure (mean, sd, a quantile's probability, or probability), its value, and
the standard error of that value from the spread of the scrambles. Points, scrambles (matrix and shift, not nested) and
inverse distribution functions are SciPy's, so it shares nothing with the program but the model as written below. About
six minutes on one core. Run: python3 make_w1_truth.py
"""
import math
from pathlib import Path

import numpy as np
from scipy import special
from scipy.stats import qmc

SCRAMBLES, LOG2_POINTS, BITS = 64, 21, 52
QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]


def interval(low, high):
    """The lognormal whose 5% and 95% quantiles are low and high."""
    centre, width = math.log(low * high) / 2, math.log(high / low) / 2 / special.ndtri(0.95)
    return lambda u: np.exp(centre + width * special.ndtri(u))


def normal(mean, sd):
    return lambda u: mean + sd * special.ndtri(u)


def beta(a, b):
    return lambda u: special.betaincinv(a, b, u)


def triangular(low, mode, high):
    knee = (mode - low) / (high - low)
    return lambda u: np.where(
        u < knee, low + np.sqrt(u * (high - low) * (mode - low)), high - np.sqrt((1 - u) * (high - low) * (high - mode)))


INPUTS = {
    "orders": interval(0.8e6, 2.6e6),
    "inventory": interval(0.3e6, 1.2e6),
    "conversion": beta(8, 3),
    "us_volume": interval(1.0e6, 3.0e6),
    "test_pass": beta(60, 2),
    "h200": normal(1.05, 0.05),
    "smuggled": interval(50e3, 400e3),
    "smuggled_h100e": lambda u: 0.8 + 0.8 * u,
    "dies": interval(0.8e6, 2.4e6),
    "die_yield": beta(20, 12),
    "hbm": interval(0.4e6, 1.6e6),
    "ascend": normal(0.75, 0.1),
    "other": interval(100e3, 600e3),
    "other_h100e": triangular(0.2, 0.35, 0.6),
}


def outputs(seed):
    points = qmc.Sobol(d=len(INPUTS), scramble=True, bits=BITS, rng=np.random.default_rng(seed)).random_base2(LOG2_POINTS)
    # Half a step of the grid of BITS binary digits, so that no point is 0.
    x = {name: inverse(points[:, i] + 2.0 ** -(BITS + 1)) for i, (name, inverse) in enumerate(INPUTS.items())}
    volume = np.minimum.reduce([np.full(len(points), 1.2e6), x["orders"], x["inventory"], 0.5 * x["us_volume"]])
    imported = volume * x["conversion"] * x["test_pass"] * x["h200"] + x["smuggled"] * x["smuggled_h100e"]
    ascend = np.minimum(x["dies"] * x["die_yield"] / 2, x["hbm"]) * x["ascend"]
    domestic = ascend + x["other"] * x["other_h100e"]
    return {
        "imported": imported, "domestic": domestic, "ratio": imported / domestic, "share": imported / (imported + domestic),
    }


def figures(columns):
    for name, values in columns.items():
        yield (name, "mean"), values.mean()
        yield (name, "sd"), values.std(ddof=1)
        yield from (((name, str(q)), value) for q, value in zip(QUANTILES, np.quantile(values, QUANTILES)))
    yield ("twice_domestic", "probability"), (columns["ratio"] > 2).mean()


def main():
    table = {}
    for seed in range(SCRAMBLES):
        for key, value in figures(outputs(seed)):
            table.setdefault(key, []).append(value)
    rows = [
        f"{name},{figure},{np.mean(v)!r},{np.std(v, ddof=1) / math.sqrt(len(v)):.3g}".replace("np.float64(", "").replace(")", "")
        for (name, figure), v in table.items()
    ]
    (Path(__file__).parent / "w1.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
