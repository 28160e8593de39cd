"""The normal distribution function: reference values, and the coefficients of Sources/CKernels/normal_cdf.c.

Writes normal_cdf.csv beside itself (x, and its value in two parts: nearest double, and the rest; hexadecimal doubles) and
prints the coefficients from the highest power down. All from mpmath at 50 digits. Run: python3 make_normal_cdf.py
"""
import random
from pathlib import Path

import mpmath as mp

mp.mp.dps = 50
HERE = Path(__file__).parent
rng = random.Random(20260128)

SHIFT, REACH, DEGREE = 4, 40, 24


def scaled(t):
    """(x + 4) e^(x^2 / 2) (1 - Phi(x)) where t = (x - 4) / (x + 4)."""
    x = SHIFT * (1 + t) / (1 - t)
    return (x + SHIFT) * mp.exp(x * x / 2) * mp.erfc(x / mp.sqrt(2)) / 2


def interpolant():
    """By ascending power, through the Chebyshev points of the t of 0 <= x <= 40."""
    low, high = mp.mpf(-1), mp.mpf(REACH - SHIFT) / (REACH + SHIFT)
    count = DEGREE + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos((2 * j + 1) * mp.pi / (2 * count)) for j in range(count)]
    differences = [scaled(t) for t in nodes]
    for order in range(1, count):
        for i in range(count - 1, order - 1, -1):
            differences[i] = (differences[i] - differences[i - 1]) / (nodes[i] - nodes[i - order])
    powers = [mp.mpf(0)]
    for node, difference in zip(reversed(nodes), reversed(differences)):
        shifted = [mp.mpf(0)] + powers
        powers = [a - node * b for a, b in zip(shifted, powers + [mp.mpf(0)])]
        powers[0] += difference
    return powers[:count]


def parts(value):
    high = float(value)
    return high.hex(), float(value - mp.mpf(high)).hex()


arguments = [-0.0, 5e-324, 1e-300, 1e-17, 1e-9, 1e-4, 0.125, 1.0, 2.0, 4.0, 8.0, 16.0, 37.5]
arguments += [rng.uniform(0, 1.5) for _ in range(200)] + [rng.uniform(0, 9) for _ in range(200)]
arguments += [rng.uniform(5, 37.5) for _ in range(200)]
rows = [[x.hex(), *parts(mp.erfc(-mp.mpf(x) / mp.sqrt(2)) / 2)] for size in arguments for x in (-size, size)]
(HERE / "normal_cdf.csv").write_text("".join(",".join(row) + "\n" for row in rows))

for power, coefficient in reversed(list(enumerate(interpolant()))):
    print(power, float(coefficient).hex())
