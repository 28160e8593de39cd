"""The workload w1.yaml in NumPy, chunked so that columns stay in cache: numpy_w1.py DRAWS ROUNDS.

Prints a line of JSON with the time a draw; with 0 rounds the answer of one, as a script of a user would.
"""
import json
import statistics
import sys
import time

import numpy as np

OUTPUTS = ["imported", "domestic", "ratio", "share"]
QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
CHUNK = 16_384


def interval(low, high):
    return (np.log(low) + np.log(high)) / 2, (np.log(high) - np.log(low)) / (2 * 1.6448536269514722)


def draw(rng, n):
    def between(low, high):
        return rng.lognormal(*interval(low, high), n)

    volume = np.minimum(np.minimum(1.2e6, between(0.8e6, 2.6e6)), np.minimum(between(0.3e6, 1.2e6), 0.5 * between(1e6, 3e6)))
    imported = volume * rng.beta(8, 3, n) * rng.beta(60, 2, n) * rng.normal(1.05, 0.05, n)
    imported = imported + between(50e3, 400e3) * rng.uniform(0.8, 1.6, n)
    ascend = np.minimum(between(0.8e6, 2.4e6) * rng.beta(20, 12, n) / 2, between(0.4e6, 1.6e6)) * rng.normal(0.75, 0.1, n)
    domestic = ascend + between(100e3, 600e3) * rng.triangular(0.2, 0.35, 0.6, n)
    return imported, domestic, imported / domestic, imported / (imported + domestic)


def answer(draws, seed):
    rng = np.random.default_rng(seed)
    columns = [np.empty(draws) for _ in OUTPUTS]
    for first in range(0, draws, CHUNK):
        n = min(CHUNK, draws - first)
        for column, values in zip(columns, draw(rng, n)):
            column[first:first + n] = values
    result = {
        name: {"mean": column.mean(), "sd": column.std(ddof=1), "quantiles": np.quantile(column, QUANTILES).tolist()}
        for name, column in zip(OUTPUTS, columns)
    }
    return result | {"twice_domestic": (columns[2] > 2).mean()}


def main():
    draws, rounds = int(float(sys.argv[1])), int(sys.argv[2])
    if rounds == 0:
        print(json.dumps(answer(draws, 1)))
        return
    answer(min(draws, 100_000), 0)
    times = []
    for seed in range(1, rounds + 1):
        start = time.process_time()
        answer(draws, seed)
        times.append(time.process_time() - start)
    print(json.dumps({"ns_cpu": statistics.median(times) / draws * 1e9, "versions": f"numpy {np.__version__}"}))


if __name__ == "__main__":
    main()
