"""The polynomial of the exponential function in Sources/CKernels/columns/elementary.h.

e^r = 1 + r + r^2 q(r) for |r| <= ln 2 / 2: prints the q of degree 9 whose largest error relative to e^r is least (the exchange algorithm
of E. Ya. Remez; near 0, where q hardly matters, the weight is bounded), and that error. Needs mpmath. Run: python3 make_exponential.py
"""
import mpmath as mp

mp.mp.dps = 40
DEGREE, STEPS = 9, 800
reach = mp.log(2) / 2 * mp.mpf("1.0001")


def wanted(r):
    return (mp.exp(r) - 1 - r) / r**2 if abs(r) > 1e-8 else mp.mpf(1) / 2 + r / 6


def weight(r):
    return max(r * r, mp.mpf("1e-4")) / mp.exp(r)


def best_at(points):
    """The polynomial whose weighted errors at the points are equal and alternate in sign."""
    size = DEGREE + 2
    matrix, right = mp.matrix(size, size), mp.matrix(size, 1)
    for row, point in enumerate(points):
        for power in range(DEGREE + 1):
            matrix[row, power] = point**power
        matrix[row, DEGREE + 1] = (-1) ** row / weight(point)
        right[row] = wanted(point)
    return list(mp.lu_solve(matrix, right))[: DEGREE + 1]


def extremes(errors):
    """The places of the largest errors between changes of sign."""
    found = []
    for place, error in enumerate(errors):
        if found and (errors[found[-1]] > 0) == (error > 0):
            if abs(error) > abs(errors[found[-1]]):
                found[-1] = place
        else:
            found.append(place)
    return found


grid = [reach * mp.cos(mp.pi * k / STEPS) for k in range(STEPS + 1)]
points = [reach * mp.cos(mp.pi * k / (DEGREE + 1)) for k in range(DEGREE + 2)]
for _ in range(12):
    polynomial = best_at(points)
    errors = [(mp.polyval(polynomial[::-1], r) - wanted(r)) * weight(r) for r in grid]
    places = extremes(errors)
    if len(places) != DEGREE + 2:
        break
    points = [grid[place] for place in places]
print("error 2 **", mp.nstr(mp.log(max(map(abs, errors)), 2), 5))
for power, coefficient in enumerate(polynomial):
    print(power, float(coefficient).hex())
