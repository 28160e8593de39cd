"""Reference values for correlations, from mpmath, NumPy and SciPy.

Writes beside itself
  sine.csv            rank, the correlation of the normals beneath in two parts (nearest double, and the rest)
  matrices.csv        cholesky or nearest, rows, the lower triangle of the matrix and of the answer (NumPy's factor, or the
                      limit of Higham's alternating projections), the floor under its eigenvalues, and the matrix's
                      own smallest eigenvalue by NumPy
  attained_ranks.csv  requested rank, atoms of the first and the second input ("low high low high"), attained rank
Needs mpmath, NumPy, SciPy. Takes some seconds. Run: python3 make_correlations.py
"""
import math
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy import integrate, special

mp.mp.dps = 50
HERE = Path(__file__).parent
rng = np.random.default_rng(20260128)


def write(name, rows):
    (HERE / f"{name}.csv").write_text("".join(",".join(row) + "\n" for row in rows))


def parts(value):
    high = float(value)
    return high.hex(), float(value - mp.mpf(high)).hex()


ranks = [1e-300, 1e-9, 0.05, 0.1, 0.4, 0.5, 0.7, 0.999, 1 - 2.0**-53] + list(rng.uniform(0, 1, 60))
write("sine", [[float(x).hex(), *parts(2 * mp.sin(mp.pi * mp.mpf(float(x)) / 6))] for r in ranks for x in (-r, r)])


def project(matrix, floor):
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.maximum(values, floor)) @ vectors.T


def nearest(matrix, floor):
    """Alternating projections with Dykstra's correction, until nothing moves."""
    current, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(200_000):
        shifted = current - correction
        definite = project(shifted, floor)
        correction = definite - shifted
        moved = definite.copy()
        np.fill_diagonal(moved, 1)
        if np.abs(moved - current).max() < 1e-14:
            break
        current = moved
    return moved


def lower(matrix):
    return [" ".join(float(x).hex() for i, row in enumerate(matrix) for x in row[: i + 1])]


def matrix_row(kind, matrix, floor=0.0):
    answer = np.linalg.cholesky(matrix) if kind == "cholesky" else nearest(matrix, floor)
    return [kind, str(len(matrix)), *lower(matrix), *lower(answer), float(floor).hex(), float(np.linalg.eigvalsh(matrix)[0]).hex()]


def definite(n):
    factors = rng.normal(size=(n, n + 2))
    matrix = factors @ factors.T
    scale = np.sqrt(np.diag(matrix))
    matrix /= np.outer(scale, scale)
    np.fill_diagonal(matrix, 1)
    return (matrix + matrix.T) / 2


def indefinite(n):
    while True:
        matrix = np.triu(rng.uniform(-1, 1, (n, n)), 1)
        matrix += matrix.T + np.eye(n)
        if np.linalg.eigvalsh(matrix)[0] < -0.01:
            return matrix


higham = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])
matrices = [matrix_row("cholesky", definite(n)) for n in (1, 2, 3, 5, 8, 20)]
matrices += [matrix_row("nearest", higham), matrix_row("nearest", higham, 0.01)]
matrices += [matrix_row("nearest", indefinite(n), floor) for n, floor in ((3, 0.0), (4, 0.002), (6, 0.004), (10, 0.0), (15, 0.01))]
write("matrices", matrices)


def mid_rank(atoms, u):
    return next(((a + b) / 2 for a, b in atoms if a <= u <= b), u)


def conditional(atoms, z, r, s):
    """The mean of the second's mid rank, given the first's normal: sums over atoms, quadrature over the rest."""
    normal = lambda y: special.ndtr((y - r * z) / s)
    total, start = 0.0, 0.0
    for a, b in atoms + [(1.0, 1.0)]:
        if a > start:
            low, high = max(special.ndtri(start), -9), min(special.ndtri(a), 9)
            density = lambda y: special.ndtr(y) * math.exp(-0.5 * ((y - r * z) / s) ** 2) / (s * math.sqrt(2 * math.pi))
            points = sorted({low, high, *(min(max(r * z + k * s, low), high) for k in (-8, -2, 0, 2, 8))})
            total += sum(integrate.quad(density, p, q, epsabs=1e-13, epsrel=1e-12)[0] for p, q in zip(points, points[1:]))
        total += (a + b) / 2 * (normal(special.ndtri(b)) - normal(special.ndtri(a)))
        start = b
    return total


def attained(requested, first, second):
    r = 2 * math.sin(math.pi * requested / 6)
    s = math.sqrt(1 - r * r)
    edges = [special.ndtri(u) for pair in first for u in pair]
    edges += [special.ndtri(u) / r + k * s / r for pair in second for u in pair for k in (-4, 0, 4)] if requested else []
    points = sorted({-8.5, 8.5, *(z for z in edges if -8.5 < z < 8.5)})
    value = lambda z: (mid_rank(first, special.ndtr(z)) - 0.5) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) * (
        conditional(second, z, r, s) - 0.5)
    covariance = sum(integrate.quad(value, p, q, epsabs=1e-12, epsrel=1e-10, limit=200)[0]
                     for p, q in zip(points, points[1:]) if q - p > 1e-13)
    variance = lambda atoms: (1 - sum((b - a) ** 3 for a, b in atoms)) / 12
    return covariance / math.sqrt(variance(first) * variance(second))


def steps(*weights):
    ends = np.concatenate([[0], np.cumsum(weights)[:-1], [1]])
    return [(float(a), float(b)) for a, b in zip(ends, ends[1:])]


coin, rare, die = steps(0.5, 0.5), steps(0.9, 0.1), steps(*[1 / 6] * 6)
gate, ends, touching = [(0.0, 0.3)], [(0.0, 0.2), (0.7, 1.0)], [(0.1, 0.2), (0.2, 0.5), (0.8, 0.9)]
pairs = [(coin, []), ([], rare), (coin, coin), (coin, rare), (rare, die), (gate, []), (gate, die), (gate, gate), (ends, touching),
         (touching, ends), (die, touching), (steps(*[1 / 40] * 40), touching)]
rows = []
for first, second in pairs:
    for requested in (-0.99995, -0.95, -0.3, 0.0, 0.4, 0.8, 0.999, 0.99995):
        text = lambda atoms: " ".join(x.hex() for pair in atoms for x in map(float, pair))
        rows.append([requested.hex(), text(first), text(second), float(attained(requested, first, second)).hex()])
write("attained_ranks", rows)
