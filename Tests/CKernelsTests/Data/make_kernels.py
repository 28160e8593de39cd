"""Reference values of the elementary functions and moments, from mpmath at 60 digits and exact fractions.

Writes beside itself one CSV a function: the arguments and the true value as hexadecimal doubles, the value in two parts
(nearest double, and the rest as a double). Needs mpmath. Run: python3 make_kernels.py
"""
import math
import random
from fractions import Fraction
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
HERE = Path(__file__).parent
rng = random.Random(20260128)


def parts(value):
    """The nearest double, and the rest."""
    high = float(value)
    return high.hex(), (float(value - mp.mpf(high)) if math.isfinite(high) else 0.0).hex()


def write(name, rows):
    (HERE / f"{name}.csv").write_text("".join(",".join(row) + "\n" for row in rows))


def table(name, function, arguments):
    rows = []
    for argument in arguments:
        argument = argument if isinstance(argument, tuple) else (argument,)
        value = function(*map(mp.mpf, argument))
        rows.append([x.hex() for x in argument] + list(parts(value)))
    write(name, rows)


def signed(values):
    return [sign * x for x in values for sign in (1.0, -1.0)]


tiny = [5e-324, 1e-310, 2.0**-1022, 1e-300, 1e-100, 2.0**-54, 1e-16, 1e-10, 1e-5]

exp_arguments = signed(tiny + [rng.uniform(0, 1) for _ in range(100)] + [rng.uniform(1, 700) for _ in range(150)])
exp_arguments += [709.7, 709.782712893383, -708.4, -709.5, -720.25, -740.0, -744.0, -745.1, 0.34657359027997, -0.34657359027997]
exp_arguments += [float.fromhex("0x1.702277c805e68p-2")]  # among the worst of three million
table("exp", mp.exp, exp_arguments)

positive = tiny + [2.0**-1074 * k for k in (1, 3, 1000)] + [1.7976931348623157e308, 2.0**1023, 1e300, 3.0, 10.0]
positive += [1 + k * 2.0**-52 for k in (-5, -1, 1, 2, 1000)] + [math.sqrt(0.5), math.nextafter(math.sqrt(0.5), 0), math.sqrt(2)]
positive += [rng.uniform(0.4, 2.5) for _ in range(250)] + [math.exp(rng.uniform(-700, 700)) for _ in range(150)]
table("log", mp.log, positive)

log1p_arguments = signed(tiny) + [rng.uniform(-1, 1) for _ in range(250)] + [-1 + 2.0**-53, -1 + 1e-9, 1e10, 1e300, 0.41421356]
log1p_arguments += [math.copysign(10.0 ** rng.uniform(-17, 0), rng.random() - 0.5) for _ in range(150)]
table("log1p", mp.log1p, log1p_arguments)

powers = [(rng.uniform(0.1, 10), rng.uniform(-30, 30)) for _ in range(200)]
powers += [(1 + rng.uniform(-1e-3, 1e-3), rng.uniform(-3e5, 3e5)) for _ in range(100)]
powers += [(math.exp(rng.uniform(-600, 600)), rng.uniform(-1.1, 1.1)) for _ in range(100)]
powers += [(float(a), float(b)) for a in (2, 3, 5, 7, 10) for b in (2, 3, 7, 13, -1, -2, -5, 0.5)]
powers += [(-2.0, 3.0), (-3.0, 2.0), (-1.5, -7.0), (1.0000000000000002, 1e15), (0.9999999999999999, -1e15)]
powers += [(2.0, -1022.0), (2.0, -1060.0), (2.0, -1074.0), (2.0, 1023.0), (5e-324, 0.5), (5e-324, 0.1), (1.1, 7000.0), (0.9, 7000.0)]
table("pow", mp.power, powers)

halves = [k * 2.0**-53 for k in (1, 3, 5, 1001)] + [10.0**-k for k in range(3, 16)]
halves += [0.01, 0.05, 0.0749999, 0.075, 0.0750001, 0.1, 0.2, 0.3, 0.4, 0.49, 0.4999999, 0.5 - 2.0**-53, 0.5 - 2.0**-40]
halves += [math.exp(-25.0), math.exp(-24.999)] + [rng.uniform(0, 0.5) for _ in range(150)] + [math.exp(-rng.uniform(0.7, 36)) for _ in range(80)]
normal = lambda u: -mp.sqrt(2) * mp.erfinv(1 - 2 * u) if u > mp.mpf(10) ** -5 else mp.findroot(
    lambda z: mp.log(mp.erfc(-z / mp.sqrt(2)) / 2) - mp.log(u), -mp.sqrt(-2 * mp.log(u)))
table("normal_quantile", lambda u: normal(u) if u < 0.5 else -normal(1 - u),
      [u for p in halves for u in (p, 1 - p) if 0 < u < 1 and u != 0.5])


def moments(name, values):
    finite = [Fraction(x) for x in values if math.isfinite(x)]
    mean = sum(finite) / len(finite)
    squares = sum((x - mean) ** 2 for x in finite)
    exact = lambda x: parts(mp.mpf(x.numerator) / mp.mpf(x.denominator))
    return [name, str(len(finite)), *exact(mean), *exact(squares)] + [x.hex() for x in values]


write("moments", [
    moments("normal", [rng.gauss(3, 2) for _ in range(300)]),
    moments("one", [0.1]),
    moments("constant", [0.1] * 301),
    moments("small spread far from zero", [1e15 + rng.gauss(0, 1) for _ in range(300)]),
    moments("far from zero", [1e9 + rng.gauss(0, 1e-3) for _ in range(300)]),
    moments("cancelling", [(-1) ** k * 1e8 + rng.gauss(0, 1e-6) for k in range(300)]),
    moments("lognormal", [math.exp(rng.gauss(10, 3)) for _ in range(300)]),
    moments("subnormal", [k * 5e-324 for k in range(1, 100)]),
    moments("huge", [1e152 * rng.uniform(1, 3) for _ in range(300)]),
    moments("infinities left out", [rng.gauss(0, 1) if k % 7 else (math.inf, -math.inf, math.nan)[k % 3] for k in range(300)]),
])
