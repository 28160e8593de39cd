#!/usr/bin/env python3
"""Prints a model of 20 quarters x 12 chips x 30 inputs along both: 7,200 random draws a joint draw.

    Benchmarks/axes.py > axes.yaml; suanli check axes.yaml; /usr/bin/time suanli run axes.yaml
"""
VALUES = [
    "10k to 90k", "normal(5, 1)", "beta(mean: 0.3, 90%: 0.1 to 0.5)", "gamma(shape: 2, scale: 3)", "triangular(1, 2, 3)",
    "mixture(70%: 1 to 2, 30%: normal(3, 0.1))",
]
COUNT = 30

kinds = ", ".join(f"k{index}" for index in range(12))
print(f"suanli: 1\nname: axes\naxes:\n  quarter: 2022Q1..2026Q4\n  kind: [{kinds}]\ninputs:")
for index in range(COUNT):
    value = VALUES[index % len(VALUES)]
    print(f'  x{index}: {{value: "{value}", each: [quarter, kind], source: judgement, confidence: low}}')
print("quantities:")
for index in range(COUNT):
    print(f'  q{index}: {{formula: "x{index} * 2 + x{(index + 1) % COUNT}"}}')
print(f'  flow: {{formula: "{" + ".join(f"q{index}" for index in range(COUNT))}"}}')
print('  stock: {formula: "previous(stock, 0) * 0.95 + flow", unit: 1}')
print('  total: {formula: "sum(stock, over: kind)"}')
print("outputs: [total]")
