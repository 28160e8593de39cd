"""Reference quantiles and fits of the distributions, from mpmath (50 digits) and SciPy.

Writes beside itself
  quantiles.csv  distribution, its parameters joined by a space, u, the quantile in two parts (nearest double, and the
                 rest), the density there; all numbers as hexadecimal doubles
  marginals.csv  the same for the distributions that need more than a few numbers: mixtures, truncations and metalogs by
                 the name under which MarginalTests builds them
  counts.csv     binomial and poisson, their parameters, u, and the whole number; u keeps 1e-9 of itself from a step
  metalogs.csv   probabilities, values and ends ("-" for none) of quantiles, and 1 where the density is above 0 throughout on
                 a fine grid, else 0; cases nearer than that grid can tell are left out
  fits.csv       kind of fit, its inputs joined by a space, the shapes alpha and beta that SciPy finds
Needs mpmath, NumPy and SciPy. Run: python3 make_marginals.py
"""
import math
import random
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy import optimize, special, stats

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


def gamma_part(a, x):
    """Both tails of the gamma distribution of shape a at x."""
    a, x = mp.mpf(a), mp.mpf(x)
    if x < a + 1:
        # Every term is positive.
        term = total = mp.mpf(1)
        k = 0
        while term > total * mp.mpf(10) ** -45:
            k += 1
            term *= x / (a + k)
            total += term
        lower = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total
        return lower, 1 - lower
    # Legendre's continued fraction by the modified Lentz method.
    b = x + 1 - a
    c = mp.mpf(10) ** 100
    d = 1 / b
    h = d
    k = 0
    while True:
        k += 1
        an = -k * (k - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= c * d
        if abs(c * d - 1) < mp.mpf(10) ** -45:
            break
    upper = mp.exp(a * mp.log(x) - x - mp.loggamma(a)) * h
    return 1 - upper, upper


def gamma_density(a, x):
    a, x = mp.mpf(a), mp.mpf(x)
    return mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))


def solve(tails, density, u, guess, positive=False):
    """The x at which the smaller tail is that of u, by Newton's method on its logarithm."""
    x = mp.mpf(guess)
    upper = u > 0.5
    p = mp.mpf(1) - mp.mpf(u) if upper else mp.mpf(u)
    for _ in range(100):
        tail = tails(x)[1 if upper else 0]
        move = mp.log(tail / p) * tail / density(x)
        move = move if upper else -move
        if positive and abs(move) > x / 4:
            x *= mp.exp(move / x) if abs(move) < 40 * x else mp.exp(40 * mp.sign(move))
        else:
            x += move
        if abs(move) < abs(x) * mp.mpf(10) ** -30 or abs(move) < mp.mpf(10) ** -330:
            return x
    raise ArithmeticError((u, guess, x, move))


def gamma(shape, scale, u):
    guess = special.gammaincinv(shape, u) if u <= 0.5 else special.gammainccinv(shape, 1 - u)
    if guess < 1e-290:
        # There P = x^a / Γ(a + 1).
        x = mp.exp((mp.log(mp.mpf(u)) + mp.loggamma(mp.mpf(shape) + 1)) / mp.mpf(shape))
    else:
        x = solve(lambda x: gamma_part(shape, x), lambda x: gamma_density(shape, x), u, guess, True)
    return x * mp.mpf(scale), gamma_density(shape, x) / mp.mpf(scale)


def student_tail(degrees, t):
    """The chance beyond t >= 0: half of I at d / (d + t^2), by whichever series converges fast."""
    d, t = mp.mpf(degrees), mp.mpf(t)
    if t * t < d:
        # Half less the series of the middle, every term positive: I_y(1/2, d/2) at y = t^2 / (d + t^2).
        return (1 - power_series(mp.mpf(1) / 2, d / 2, t * t / (d + t * t))) / 2
    return power_series(d / 2, mp.mpf(1) / 2, d / (d + t * t)) / 2


def student_density(degrees, t):
    d = mp.mpf(degrees)
    return mp.exp(-(d + 1) / 2 * mp.log1p(mp.mpf(t) ** 2 / d) - mp.log(d) / 2 - log_beta(d / 2, mp.mpf(1) / 2))


def student_t(degrees, location, scale, u):
    p = min(u, 1 - u)
    if degrees == 1:
        t = 1 / mp.tan(mp.pi * p)
    else:
        y = special.betaincinv(degrees / 2, 0.5, 2 * p)
        guess = mp.sqrt(degrees * (1 / mp.mpf(y) - 1)) if y < 1 - 1e-9 else -special.stdtrit(degrees, p)
        t = solve(lambda t: (0, student_tail(degrees, t)), lambda t: student_density(degrees, t), 1 - p, guess, True)
    return location + mp.mpf(scale) * (-t if u < 0.5 else t), student_density(degrees, t) / mp.mpf(scale)


def exponential(mean, u):
    u = mp.mpf(u)
    return -mp.mpf(mean) * mp.log1p(-u), (1 - u) / mp.mpf(mean)


def weibull(shape, scale, u):
    u, shape = mp.mpf(u), mp.mpf(shape)
    hazard = -mp.log1p(-u)
    x = mp.mpf(scale) * hazard ** (1 / shape)
    return x, shape / x * hazard * (1 - u)


def logistic(location, scale, u):
    u = mp.mpf(u)
    return location + scale * mp.log(u / (1 - u)), u * (1 - u) / scale


def loguniform(low, high, u):
    width = mp.log(mp.mpf(high) / mp.mpf(low))
    x = low * mp.exp(width * mp.mpf(u))
    return x, 1 / (x * width)


def split_lognormal(p, low, median, q, high, u):
    """Through its quantiles `low` at p, `median`, and `high` at q."""
    z = standard_normal(u)
    sigma = mp.log(mp.mpf(low) / median) / standard_normal(p) if u < 0.5 else mp.log(mp.mpf(high) / median) / standard_normal(q)
    x = median * mp.exp(sigma * z)
    return x, mp.npdf(z) / (sigma * x)


rows = []
for name, function, cases in [
    ("uniform", uniform, [(0, 1), (-3, 7.25), (1e6, 1e6 + 0.125)]),
    ("normal", normal, [(0, 1), (5, 2), (1e6, 1e-3), (-1e-3, 1e6)]),
    ("lognormal", lognormal, [(0, 1), (14.5, 0.3), (-700, 3), (2, 1e-6), (14.5, 1e-9), (690, 2)]),
    ("triangular", triangular, [(0, 0.3, 1), (0, 0, 2), (-1, 4, 4), (1e-200, 2e-200, 4e-200), (1e6, 1e6 + 1, 1e6 + 2)]),
    ("beta", beta, [(0.1, 0.1), (0.5, 30), (30, 0.5), (1, 1), (8, 3), (60, 2), (20, 12), (1e6, 1e6), (0.5, 0.5), (7.9, 8.1), (5.8, 2.5), (100, 1e5), (0.1, 5), (2, 2), (0.1, 1e4), (1e5, 0.3)]),
    ("pert", pert, [(0, 0.5, 1), (10, 10, 13), (-2, 5, 5), (100, 120, 200)]),
    ("gamma", gamma, [(0.01, 2), (0.1, 1), (0.5, 3), (1, 1e-3), (2.5, 7), (9.99, 1), (10, 1e6), (137, 2), (1e4, 1), (1e6, 1e-6)]),
    ("exponential", exponential, [(1,), (1e6,), (1e-9,)]),
    ("weibull", weibull, [(1, 1), (0.05, 2), (0.5, 30), (3.7, 1e6), (1e3, 5)]),
    ("student_t", student_t, [(0.2, 0, 1), (1, 2, 3), (2.5, 0, 1), (5, -10, 0.5), (29.9, 0, 1), (30, 0, 1), (200, 1e3, 1), (1e6, 0, 2)]),
    ("logistic", logistic, [(0, 1), (5, 2), (1e6, 1e-3)]),
    ("loguniform", loguniform, [(1, 1000), (1e-300, 1e300), (1, 1 + 1e-9), (1e6, 2e6)]),
    ("split_lognormal", split_lognormal, [(0.05, 1, 2, 0.95, 9), (0.1, 100, 1e4, 0.9, 2e4), (0.25, 0.9999, 1, 0.99, 5)]),
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


class Continuous:
    """A distribution by its two tails and its density; the atoms of others are added in Mixed."""

    def __init__(self, tails, density, low, high):
        self.tails, self.density, self.low, self.high = tails, density, mp.mpf(low), mp.mpf(high)
        self.atoms = {}


def normal_law(mean, sd):
    z = lambda x: (x - mp.mpf(mean)) / mp.mpf(sd)
    half = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
    return Continuous(lambda x: (half(-z(x)), half(z(x))), lambda x: mp.npdf(z(x)) / mp.mpf(sd), mean - 40 * sd, mean + 40 * sd)


def range_law(low, high):
    mu = (mp.log(mp.mpf(low)) + mp.log(mp.mpf(high))) / 2
    sigma = (mp.log(mp.mpf(high)) - mp.log(mp.mpf(low))) / 2 / standard_normal(0.95)
    inner = normal_law(mu, sigma)
    return Continuous(lambda x: inner.tails(mp.log(x)) if x > 0 else (mp.mpf(0), mp.mpf(1)),
                      lambda x: inner.density(mp.log(x)) / x if x > 0 else mp.mpf(0), 0, mp.exp(mu + 40 * sigma))


def clamped(low, high, tails, density):
    def both(x):
        if x <= low:
            return mp.mpf(0), mp.mpf(1)
        return (mp.mpf(1), mp.mpf(0)) if x >= high else tails(x)
    return Continuous(both, lambda x: density(x) if low < x < high else mp.mpf(0), low, high)


def uniform_law(low, high):
    low, high = mp.mpf(low), mp.mpf(high)
    return clamped(low, high, lambda x: ((x - low) / (high - low), (high - x) / (high - low)), lambda x: 1 / (high - low))


def gamma_law(shape, scale):
    return clamped(0, mp.mpf(10) ** 4, lambda x: gamma_part(shape, x / scale), lambda x: gamma_density(shape, x / scale) / scale)


def exponential_law(mean):
    return clamped(0, mp.mpf(10) ** 4, lambda x: (-mp.expm1(-x / mean), mp.exp(-x / mean)), lambda x: mp.exp(-x / mean) / mean)


def beta_law(a, b):
    def tails(x):
        if x < 0.5:
            below = power_series(mp.mpf(a), mp.mpf(b), x)
            return below, 1 - below
        above = power_series(mp.mpf(b), mp.mpf(a), 1 - x)
        return 1 - above, above
    return clamped(0, 1, tails, lambda x: mp.exp(log_density(mp.mpf(a), mp.mpf(b), x)))


def triangular_law(low, mode, high):
    low, mode, high = map(mp.mpf, (low, mode, high))
    width = high - low

    def tails(x):
        below = (x - low) ** 2 / (width * (mode - low)) if x < mode else 1 - (high - x) ** 2 / (width * (high - mode))
        return below, 1 - below
    return clamped(low, high, tails, lambda x: 2 * ((x - low) / (mode - low) if x < mode else (high - x) / (high - mode)) / width)


def student_law(degrees):
    def tails(x):
        far = student_tail(degrees, abs(x))
        return (far, 1 - far) if x < 0 else (1 - far, far)
    return Continuous(tails, lambda x: student_density(degrees, x), -(10 ** 9), 10 ** 9)


def split_law(p, low, median, q, high):
    def sigma(x):
        return mp.log(mp.mpf(low) / median) / standard_normal(p) if x < median else mp.log(mp.mpf(high) / median) / standard_normal(q)
    half = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
    z = lambda x: mp.log(x / median) / sigma(x)
    return clamped(0, mp.mpf(10) ** 12, lambda x: (half(-z(x)), half(z(x))), lambda x: mp.npdf(z(x)) / (sigma(x) * x))


def atoms_law(weights):
    law = Continuous(lambda x: (mp.mpf(0), mp.mpf(0)), lambda x: mp.mpf(0), min(weights), max(weights))
    law.atoms = {mp.mpf(value): mp.mpf(weight) for value, weight in weights.items()}
    return law


def poisson_law(rate):
    return atoms_law({k: mp.exp(k * mp.log(rate) - rate - mp.loggamma(k + 1)) for k in range(120)})


def mixed(*pairs):
    pairs = [(mp.mpf(weight), law) for weight, law in pairs]
    law = Continuous(lambda x: tuple(sum(w * law.tails(x)[side] for w, law in pairs) for side in (0, 1)),
                     lambda x: sum(w * law.density(x) for w, law in pairs),
                     min(law.low for _, law in pairs), max(law.high for _, law in pairs))
    for w, inner in pairs:
        for value, weight in inner.atoms.items():
            law.atoms[value] = law.atoms.get(value, 0) + w * weight
    return law


def truncated(base, low=None, high=None):
    low = base.low if low is None else mp.mpf(low)
    high = base.high if high is None else mp.mpf(high)
    kept = {v: w for v, w in base.atoms.items() if low <= v <= high}

    def between(x, y):
        left, right = base.tails(x), base.tails(y)
        return right[0] - left[0] if right[0] < left[1] else left[1] - right[1]
    mass = between(low, high) + sum(kept.values())
    law = Continuous(lambda x: (between(low, max(low, min(x, high))) / mass, between(min(high, max(x, low)), high) / mass),
                     lambda x: base.density(x) / mass if low <= x <= high else mp.mpf(0), low, high)
    law.atoms = {v: w / mass for v, w in kept.items()}
    return law


def law_quantile(law, u):
    """The quantile and the density there (infinite at an atom); None within 1e-11 of an atom's end."""
    side = 1 if u > 0.5 else 0
    p = 1 - mp.mpf(u) if side else mp.mpf(u)

    def tail(x, inclusive):
        part = law.tails(x)[side]
        return part + sum(w for v, w in law.atoms.items() if (v > x if side else v < x) or (inclusive and v == x))
    for value in law.atoms:
        without, whole = tail(value, False), tail(value, True)
        if min(abs(without - p), abs(whole - p)) < mp.mpf(10) ** -11 * (1 if law.atoms[value] > 0 else 0) and whole - without > mp.mpf(10) ** -12:
            return None
        if without < p < whole:
            return value, mp.inf
    low, high = law.low, law.high
    x = (low + high) / 2
    for step in range(400):
        chance = tail(x, True)
        if (chance < p) == (side == 0):
            low = x
        else:
            high = x
        density = law.density(x)
        move = (p - chance) / density * (-1 if side else 1) if density > 0 else mp.inf
        if abs(move) < abs(x) * mp.mpf(10) ** -35 or high - low < abs(x) * mp.mpf(10) ** -28:
            return x, density
        # Geometric halving where the scale is unknown.
        middle = mp.sqrt(low * high) if low > 0 and high > 4 * low else (low + high) / 2
        if low == 0 and high > 0:
            middle = high / 64
        x = x + move if low < x + move < high and step % 3 else middle
    raise ArithmeticError((u, low, high))


def metalog_terms(count, u):
    y, logit = u - mp.mpf(1) / 2, mp.log(u / (1 - u))
    terms = [mp.mpf(1), logit, y * logit, y]
    while len(terms) < count:
        power = y ** (len(terms) // 2)
        terms.append(power if len(terms) % 2 == 0 else power * logit)
    return terms[:count]


def metalog_weights(quantiles, low, high):
    """The coefficients in Keelin's order."""
    def unbounded(x):
        x = mp.mpf(x)
        if low is not None and high is not None:
            return mp.log((x - low) / (high - x))
        return mp.log(x - low) if low is not None else -mp.log(high - x) if high is not None else x
    matrix = mp.matrix([metalog_terms(len(quantiles), mp.mpf(p)) for p, _ in quantiles])
    return mp.lu_solve(matrix, mp.matrix([unbounded(x) for _, x in quantiles]))


def metalog(quantiles, low, high, u):
    weights = metalog_weights(quantiles, low, high)

    def quantile(u):
        m = sum(c * term for c, term in zip(weights, metalog_terms(len(quantiles), u)))
        if low is not None and high is not None:
            return low + (high - low) / (1 + mp.exp(-m))
        return low + mp.exp(m) if low is not None else high - mp.exp(-m) if high is not None else m
    u = mp.mpf(u)
    return quantile(u), 1 / mp.diff(quantile, u, h=u * (1 - u) * mp.mpf(10) ** -20)


far = lambda: mixed((0.7, normal_law(0, 1)), (0.3, normal_law(100, 1)))
atom = lambda: mixed((0.4, atoms_law({0: 1})), (0.6, gamma_law(mp.mpf(0.3), 3)))
laws = {
    "mix ranges": mixed((0.7, range_law(1e6, 2e6)), (0.3, normal_law(3e6, 1e5))),
    "mix far": far(),
    "mix spike": mixed((0.999, normal_law(0, 1)), (0.001, normal_law(0.5, 1e-9))),
    "mix gap": mixed((0.4, uniform_law(0, 1)), (0.6, uniform_law(2, 3))),
    "mix atom": atom(),
    "mix steps": mixed((0.5, poisson_law(3)), (0.5, atoms_law({1.5: 0.25, 3: 0.75}))),
    "mix counts": mixed((0.4, poisson_law(20)), (0.6, normal_law(20, 5))),
    "mix heavy": mixed((0.4, student_law(3)), (0.6, beta_law(0.5, 0.5))),
    "mix deep": mixed((0.5, mixed((0.5, uniform_law(0, 1)), (0.5, normal_law(0, 2)))), (0.5, truncated(normal_law(0, 1), 1))),
    "cut tail": truncated(normal_law(0, 1), 7),
    "cut low": truncated(normal_law(0, 1), None, -6),
    "cut half": truncated(normal_law(0, 1), 0),
    "cut narrow": truncated(normal_law(1, 1), 0, 1e-4),
    "cut range": truncated(range_law(1, 100), 2, 50),
    "cut beta": truncated(beta_law(0.5, 0.5), 0.3),
    "cut triangle": truncated(triangular_law(0, 1, 3), 0.5, 2),
    "cut mixture": truncated(far(), 1, 99),
    "cut gamma": truncated(gamma_law(mp.mpf(0.1), 1), 1e-5, 2),
    "cut exponential": truncated(exponential_law(1), None, 1e-6),
    "cut counts": truncated(poisson_law(4), 2, 9),
    "cut atom": truncated(atom(), None, 1),
    "cut split": truncated(split_law(0.05, 1, 2, 0.95, 9), 0.5, 12),
    "cut twice": truncated(truncated(normal_law(0, 1), -1, 2), 0, 3),
}
metalogs = {
    "metalog 3": ([(0.1, 1), (0.5, 2), (0.9, 5)], None, None),
    "metalog 3 min": ([(0.1, 1), (0.5, 2), (0.9, 5)], 0, None),
    "metalog 3 max": ([(0.05, -3), (0.5, 2), (0.95, 4)], None, 5),
    "metalog 4 both": ([(0.05, 0.1), (0.25, 0.3), (0.75, 0.5), (0.95, 0.9)], 0, 1),
    "metalog 5": ([(0.05, -4), (0.25, -1), (0.5, 0), (0.75, 1.5), (0.95, 6)], None, None),
    "metalog 7 min": ([(0.01, 12), (0.1, 20), (0.25, 30), (0.5, 50), (0.75, 82), (0.95, 164), (0.99, 260)], 5, None),
}
lines = []
for name, law in laws.items():
    for u in grid:
        found = law_quantile(law, u)
        if found is not None:
            high = float(found[0])
            lines.append([name, u.hex(), high.hex(), float(found[0] - mp.mpf(high)).hex(), float(found[1]).hex() if found[1] != mp.inf else "inf"])
for name, case in metalogs.items():
    for u in grid:
        found = metalog(*case, u)
        high = float(found[0])
        lines.append([name, u.hex(), high.hex(), float(found[0] - mp.mpf(high)).hex(), float(found[1]).hex()])
(HERE / "marginals.csv").write_text("".join(",".join(row) + "\n" for row in lines))

lines = []
for name, case, law in [
    *(("binomial", (n, p), stats.binom(n, p)) for n, p in [(1, 0.3), (10, 0.5), (50, 1e-3), (1000, 0.999), (30000, 0.37), (10**6, 0.3), (10**6, 1e-6)]),
    *(("poisson", (rate,), stats.poisson(rate)) for rate in [1e-5, 0.3, 3, 41.5, 2500, 1e6]),
]:
    for u in grid:
        upper = u > 0.5
        k = int(law.isf(1 - u) if upper else law.ppf(u))
        ends = [law.sf(k), law.sf(k - 1)] if upper else [law.cdf(k - 1), law.cdf(k)]
        p = 1 - u if upper else u
        if ends[0] < p * (1 - 1e-9) and p * (1 + 1e-9) < ends[1] and min(abs(p - end) for end in ends) > 2e-12:
            lines.append([name, " ".join(float(x).hex() for x in case), u.hex(), str(k)])
(HERE / "counts.csv").write_text("".join(",".join(row) + "\n" for row in lines))

lines = []
logits = np.linspace(-40, 40, 16_001)
for index in range(160):
    count = rng.choice([3, 3, 4, 5, 5, 6, 7, 9])
    probabilities = sorted(rng.sample([0.01, 0.03, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.97, 0.99], count))
    # Quantiles of a lognormal with noise: about half of them feasible.
    noise = rng.choice([0, 0.02, 0.1, 0.3, 0.5, 1])
    values = sorted(math.exp(0.4 * float(special.ndtri(p)) + noise * rng.uniform(-0.5, 0.5)) for p in probabilities)
    # Seven terms are not determined by probabilities that are symmetric about 1/2.
    if count == 7 and all(abs(p + q - 1) < 1e-9 for p, q in zip(probabilities, reversed(probabilities))):
        continue
    low, high = rng.choice([(None, None), (0.0, None), (None, values[-1] + 2), (0.0, values[-1] + 1)])
    shares = 1 / (1 + np.exp(-logits))
    y = np.where(logits < 0, shares - 0.5, 0.5 - 1 / (1 + np.exp(logits)))
    weights = [float(x) for x in metalog_weights(list(zip(probabilities, values)), low, high)]
    terms = [np.ones_like(y), logits, y * logits, y] + [y ** (k // 2) * (logits if k % 2 else 1) for k in range(4, count)]
    slopes = np.diff(sum(weight * term for weight, term in zip(weights, terms[:count]))) / (logits[1] - logits[0])
    if abs(slopes.min()) < 1e-4 * np.abs(slopes).max():
        continue
    lines.append([" ".join(x.hex() for x in probabilities), " ".join(x.hex() for x in values),
                  "-" if low is None else low.hex(), "-" if high is None else high.hex(), "1" if slopes.min() > 0 else "0"])
(HERE / "metalogs.csv").write_text("".join(",".join(row) + "\n" for row in lines))

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
