"""Reference quantiles and fits of the distributions, from mpmath (50 digits) and SciPy.

Writes beside itself
  quantiles.csv  distribution, its parameters joined by a space, u, the quantile in two parts (nearest double, and the
                 rest), the density there; all numbers as hexadecimal doubles
  fits.csv       kind of fit, its inputs joined by a space, the shapes alpha and beta that SciPy finds
Needs mpmath and SciPy. Run: python3 make_marginals.py
"""
import math
import random
from pathlib import Path

import mpmath as mp
from scipy import optimize, special

mp.mp.dps = 50
HERE = Path(__file__).parent
rng = random.Random(20260128)

# Odd multiples of 2^-53, as draws are.
step = 2.0**-53
lower = [(2 * int(p / step / 2) + 1) * step for p in (
    0, 5e-16, 1e-14, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.3751, 0.45, 0.4999)]
lower += [(2 * rng.randrange(1 << 50, 1 << 51) + 1) * step for _ in range(4)]
lower += [(2 * int(math.exp(-rng.uniform(1, 30)) / step / 2) + 1) * step for _ in range(4)]
grid = sorted(lower + [1 - p for p in lower])


def power_series(a, b, x):
    """I_x(a, b): every term is positive, so that nothing cancels. In fixed point, for speed."""
    bits = 180
    over, under, x_fixed = (int(mp.ldexp(value, bits)) for value in (a + b, a + 1, x))
    term = total = 1 << bits
    while term > total >> 140:
        term = (term * over // under) * x_fixed >> bits
        total += term
        over += 1 << bits
        under += 1 << bits
    return mp.exp(a * mp.log(x) + b * mp.log(1 - x) - mp.log(a) - log_beta(a, b)) * mp.ldexp(mp.mpf(total), -bits)


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def log_density(a, b, x):
    return (a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x) - log_beta(a, b)


def beta_lower(a, b, p):
    """The x with I_x(a, b) = p, by Newton's method in logarithms from SciPy's answer."""
    a, b, p = mp.mpf(a), mp.mpf(b), mp.mpf(p)
    x = mp.mpf(float(special.betaincinv(float(a), float(b), float(p))))
    if x == 0 or x > 1 - mp.mpf(10) ** -12:
        return None
    for _ in range(4):
        value = power_series(a, b, x) if x < 0.9 else 1 - power_series(b, a, 1 - x)
        slope = mp.exp(log_density(a, b, x) + mp.log(x)) / value
        move = (mp.log(value) - mp.log(p)) / slope
        x *= mp.exp(-move)
        if abs(move) < mp.mpf(10) ** -28:
            break
    return x


def beta(a, b, u):
    if u < 0.5:
        x = beta_lower(a, b, u)
        return (x, mp.exp(log_density(mp.mpf(a), mp.mpf(b), x))) if x is not None else None
    y = beta_lower(b, a, 1 - u)
    return (1 - y, mp.exp(log_density(mp.mpf(b), mp.mpf(a), y))) if y is not None else None


def standard_normal(u):
    if u > 0.5:
        return -standard_normal(1 - u)
    return mp.findroot(lambda z: mp.log(mp.erfc(-z / mp.sqrt(2)) / 2) - mp.log(mp.mpf(u)), float(special.ndtri(u)))


def normal(mean, sd, u):
    z = standard_normal(u)
    return mean + mp.mpf(sd) * z, mp.npdf(z) / sd


def lognormal(mu, sigma, u):
    z = standard_normal(u)
    x = mp.exp(mu + mp.mpf(sigma) * z)
    return x, mp.npdf(z) / (sigma * x)


def uniform(low, high, u):
    width = mp.mpf(high) - mp.mpf(low)
    return low + width * u, 1 / width


def triangular(low, mode, high, u):
    low, mode, high, u = map(mp.mpf, (low, mode, high, u))
    width = high - low
    if u * width < mode - low:
        rise = mp.sqrt(u * width * (mode - low))
        return low + rise, 2 * rise / (width * (mode - low))
    fall = mp.sqrt((1 - u) * width * (high - mode))
    return high - fall, 2 * fall / (width * (high - mode))


def pert(low, mode, high, u):
    low, mode, high = map(mp.mpf, (low, mode, high))
    found = beta(1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), u)
    return (low + (high - low) * found[0], found[1] / (high - low)) if found else None


rows = []
for name, function, cases in [
    ("uniform", uniform, [(0, 1), (-3, 7.25), (1e6, 1e6 + 0.125)]),
    ("normal", normal, [(0, 1), (5, 2), (1e6, 1e-3), (-1e-3, 1e6)]),
    ("lognormal", lognormal, [(0, 1), (14.5, 0.3), (-700, 3), (2, 1e-6), (14.5, 1e-9), (690, 2)]),
    ("triangular", triangular, [(0, 0.3, 1), (0, 0, 2), (-1, 4, 4), (1e-200, 2e-200, 4e-200), (1e6, 1e6 + 1, 1e6 + 2)]),
    ("beta", beta, [(0.1, 0.1), (0.5, 30), (30, 0.5), (1, 1), (8, 3), (60, 2), (20, 12), (1e6, 1e6), (0.5, 0.5), (7.9, 8.1), (5.8, 2.5), (100, 1e5), (0.1, 5), (2, 2)]),
    ("pert", pert, [(0, 0.5, 1), (10, 10, 13), (-2, 5, 5), (100, 120, 200)]),
]:
    for case in cases:
        for u in grid[::4] if max(map(abs, case)) == 1e6 and name == "beta" else grid:
            found = function(*map(float, case), u)
            if found is None:
                continue
            high = float(found[0])
            rows.append([name, " ".join(float(x).hex() for x in case), u.hex(), high.hex(),
                         float(found[0] - mp.mpf(high)).hex(), float(found[1]).hex()])
(HERE / "quantiles.csv").write_text("".join(",".join(row) + "\n" for row in rows))

fits = []
for a, b, p, q in [(8, 3, 0.1, 0.9), (0.5, 30, 0.05, 0.95), (2, 2, 0.25, 0.75), (60, 2, 0.05, 0.5), (900, 5000, 0.01, 0.99),
                   (0.2, 0.3, 0.2, 0.8), (9e5, 9.5e5, 0.05, 0.95)]:
    fits.append(("quantiles", (p, special.betaincinv(a, b, p), q, special.betaincinv(a, b, q)), a, b))
for mean, low, high in [(0.7, 0.4, 0.92), (0.9, 0.8, 0.97), (0.5, 0.1, 0.9), (0.05, 0.01, 0.12), (0.3, 0.29, 0.31), (0.02, 0, 0.09),
                        (0.6, 0.05, 0.98)]:
    width = lambda c: special.betaincinv(mean * c, (1 - mean) * c, 0.95) - special.betaincinv(mean * c, (1 - mean) * c, 0.05)
    # From the narrowest down to the first crossing.
    c = 1e6 / max(mean, 1 - mean)
    while width(c / 1.05) < high - low:
        c /= 1.05
    root = optimize.brentq(lambda c: width(c) - (high - low), c / 1.05, c, xtol=1e-13, rtol=1e-14)
    fits.append(("interval", (mean, low, high), mean * root, (1 - mean) * root))
for mean, sd in [(0.7, 0.15), (0.01, 0.02), (0.5, 0.4), (0.25, 0.001)]:
    c = mean * (1 - mean) / sd**2 - 1
    fits.append(("moments", (mean, sd), mean * c, (1 - mean) * c))
(HERE / "fits.csv").write_text("".join(
    ",".join([kind, " ".join(float(x).hex() for x in given), float(a).hex(), float(b).hex()]) + "\n" for kind, given, a, b in fits))
