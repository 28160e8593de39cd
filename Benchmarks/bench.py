"""Times W1 here and in NumPy by turns; called by scripts/bench. See there."""
import json
import os
import platform
import statistics
import subprocess
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
# Some machines name a core type for old builds of OpenBLAS, which slows current ones.
for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(variable, None)
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "..", ".build", "release", "suanli")
MODEL = os.path.join(HERE, "w1.yaml")
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


def numpy_seconds(draws, seed):
    start = time.perf_counter()
    rng = np.random.default_rng(seed)
    columns = [np.empty(draws) for _ in range(4)]
    for first in range(0, draws, CHUNK):
        n = min(CHUNK, draws - first)
        for column, values in zip(columns, draw(rng, n)):
            column[first:first + n] = values
    for column in columns:
        column.mean(), column.std(ddof=1), np.quantile(column, QUANTILES)
    (columns[2] > 2).mean()
    return time.perf_counter() - start


def own_seconds(draws, seed):
    """Computing time that the run states, and the time of the whole process, which also starts, parses and prints."""
    start = time.perf_counter()
    command = [PROGRAM, "run", MODEL, "--draws", str(draws), "--seed", str(seed), "--threads", "1", "--format", "json"]
    output = subprocess.run(command, check=True, capture_output=True).stdout
    return json.loads(output)["seconds"], time.perf_counter() - start


def main():
    draws, rounds = int(sys.argv[1]), int(sys.argv[2])
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    numpy_seconds(min(draws, 262_144), 0)
    own_seconds(min(draws, 262_144), 0)
    own, whole, peer = [], [], []
    for seed in range(1, rounds + 1):
        a, b = own_seconds(draws, seed)
        own.append(a)
        whole.append(b)
        peer.append(numpy_seconds(draws, seed))
    scale = 1e9 / draws
    medians = [statistics.median(times) * scale for times in (own, whole, peer)]
    print(f"W1, {draws} draws, one core, medians of {rounds} rounds by turns, {platform.machine()}, numpy {np.__version__}")
    print(f"  suanli, computing      {medians[0]:8.1f} ns a draw   {medians[0] / medians[2]:5.2f} of NumPy")
    print(f"  suanli, whole process  {medians[1]:8.1f} ns a draw   {medians[1] / medians[2]:5.2f} of NumPy")
    print(f"  NumPy, computing       {medians[2]:8.1f} ns a draw")


if __name__ == "__main__":
    main()
