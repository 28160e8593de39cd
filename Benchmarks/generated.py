#!/usr/bin/env python3
"""Prints a model that is not w1.yaml, to see that the program was not fitted to that one.

    Benchmarks/generated.py inputs|quantities|axis > model.yaml

inputs: 40 inputs of every kind, 5 outputs. quantities: 200 quantities of every operation over 60 inputs, 4 outputs. axis: 60 months with 4
inputs drawn for each and a stock that runs along them, 3 outputs. Always the same text.
"""
import random
import sys

# As models have them: ranges, shares, counts. Each is positive.
VALUES = [
    "10k to 90k", "beta(8, 3)", "normal(5, 0.5)", "uniform(0.8, 1.6)", "triangular(1, 2, 4)", "0.2 to 0.6", "pert(1, 3, 9)",
    "lognormal(mu: 0, sigma: 0.4)", "gamma(shape: 4, scale: 2)", "loguniform(1, 20)", "exponential(mean: 3)",
    "weibull(shape: 2, scale: 3)", "logistic(20, 1)", "student_t(30, 1, 8)", "discrete(75%: 1, 25%: 3)", "poisson(12)",
    "metalog(10%: 2, 50%: 3, 90%: 5, min: 0)", "mixture(70%: 1 to 2, 30%: normal(9, 0.5))", "truncate(normal(4, 1), min: 1)",
    "split_lognormal(5%: 1, 50%: 2, 95%: 6)",
]
# What a quantity does with two others and an input; no value leaves the range of doubles.
FORMULAS = [
    "{a} * {x} / ({x} + 1)", "{a} + {b}", "min({a}, {b}) + {x}", "{a} / (1 + {b} / ({a} + {b} + 1))", "max({a}, {b} - {x})",
    "sqrt({a} * {b} + {x})", "if {a} > {b} then {a} else {b} + {x}", "log(1 + {a}) * {x}", "{a} * exp(-{x} / ({x} + 10))",
    "({a} + 1) ^ 0.7", "clamp({a}, 1, 1M)", "abs({a} - {b}) + 1",
]


def head(name):
    return [f"suanli: 1", f"name: {name}", f"title: Generated timing workload ({name})", "inputs:"]


def inputs(count):
    return [f'  x{index}: {{value: "{VALUES[index % len(VALUES)]}"}}' for index in range(count)]


def many_inputs():
    lines = head("inputs") + inputs(40) + ["quantities:"]
    for group in range(5):
        terms = [f"x{index}" for index in range(group, 40, 5)]
        lines.append(f'  q{group}: {{formula: "{" + ".join(f"{a} * {b}" for a, b in zip(terms[::2], terms[1::2]))}"}}')
    return lines + ["outputs: [q0, q1, q2, q3, q4]", "probabilities: {large: q1 > q2}"]


def many_quantities():
    choose = random.Random(1)
    lines = head("quantities") + inputs(60) + ["quantities:"]
    for index in range(200):
        known = [f"q{number}" for number in range(max(0, index - 20), index)] + [f"x{number}" for number in range(60)]
        a, b = choose.sample(known, 2)
        formula = FORMULAS[index % len(FORMULAS)].format(a=a, b=b, x=f"x{choose.randrange(60)}")
        lines.append(f'  q{index}: {{formula: "{formula}"}}')
    sums = [" + ".join(f"q{index}" for index in range(part, 200, 4)) for part in range(4)]
    lines += [f'  total{part}: {{formula: "{text}"}}' for part, text in enumerate(sums)]
    return lines + ["outputs: [total0, total1, total2, total3]", "probabilities: {large: total0 > total1}"]


def long_axis():
    lines = head("axis")
    lines[-1:] = ["axes:", "  month: 2024-01..2028-12", "inputs:"]
    values = ["10k to 90k", "beta(8, 3)", "normal(1, 0.05)", "triangular(0.2, 0.35, 0.6)"]
    lines += [f'  x{index}: {{value: "{value}", each: month}}' for index, value in enumerate(values)]
    return lines + [
        "quantities:", '  made: {formula: "x0 * x1 * x2"}', '  stock: {formula: "previous(stock, 0) * 0.98 + made * (1 - x3)"}',
        '  peak: {formula: "max(stock, over: month)"}', '  total: {formula: "sum(made, over: month)"}', '  end: {formula: "last(stock)"}',
        "outputs: [peak, total, end]", "probabilities: {falling: end < peak}",
    ]


MODELS = {"inputs": many_inputs, "quantities": many_quantities, "axis": long_axis}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in MODELS:
        sys.exit(__doc__)
    print("\n".join(MODELS[sys.argv[1]]()))
