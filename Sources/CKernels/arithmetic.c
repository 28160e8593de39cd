#include "arithmetic.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "elementary.h"

#pragma STDC FP_CONTRACT OFF

#define UNARY(name, expression)                                    \
    void name(const double *a, double *out, size_t count) {        \
        for (size_t i = 0; i < count; i++) {                       \
            double x = a[i];                                       \
            out[i] = (expression);                                 \
        }                                                          \
    }

#define BINARY(name, expression)                                                   \
    void name(const double *a, const double *b, double *out, size_t count) {       \
        for (size_t i = 0; i < count; i++) {                                       \
            double x = a[i], y = b[i];                                             \
            out[i] = (expression);                                                 \
        }                                                                          \
    }

static inline double where(int condition, double a, double b) { return condition ? a : b; }

static inline double zeros_joined(double a, double b, int with_or) {
    uint64_t x, y;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    x = with_or ? x | y : x & y;
    memcpy(&a, &x, sizeof a);
    return a;
}

// Equal operands differ at most in the sign of zero: the minimum keeps it, the maximum drops it.
static inline double minimum(double x, double y) {
    double smaller = x < y ? x : y;
    double result = x == y ? zeros_joined(x, y, 1) : smaller;
    return isunordered(x, y) ? x + y : result;
}

static inline double maximum(double x, double y) {
    double larger = x > y ? x : y;
    double result = x == y ? zeros_joined(x, y, 0) : larger;
    return isunordered(x, y) ? x + y : result;
}

static inline double defined(double x, double y, int holds) {
    return isunordered(x, y) ? NAN : where(holds, 1.0, 0.0);
}

BINARY(suanli_add, x + y)
BINARY(suanli_subtract, x - y)
BINARY(suanli_multiply, x * y)
BINARY(suanli_divide, x / y)
BINARY(suanli_power, suanli_pow(x, y))
BINARY(suanli_minimum, minimum(x, y))
BINARY(suanli_maximum, maximum(x, y))

UNARY(suanli_negate, -x)
UNARY(suanli_absolute, fabs(x))
UNARY(suanli_square_root, sqrt(x))
UNARY(suanli_floor, floor(x))
UNARY(suanli_ceiling, ceil(x))
UNARY(suanli_round, rint(x))

BINARY(suanli_less, defined(x, y, x < y))
BINARY(suanli_less_equal, defined(x, y, x <= y))
BINARY(suanli_equal, defined(x, y, x == y))
BINARY(suanli_not_equal, defined(x, y, x != y))
BINARY(suanli_and, where(x == 0.0 || y == 0.0, 0.0, x * y))
BINARY(suanli_or, where(x == 1.0 || y == 1.0, 1.0, x + y))
UNARY(suanli_not, 1.0 - x)

// An infinity is close to itself alone, though 1e-9 of it is no less.
static inline double close_to(double x, double y) {
    double larger = fabs(x) > fabs(y) ? fabs(x) : fabs(y);
    return where(x == y || (larger < INFINITY && fabs(x - y) <= 1e-9 * larger), 1.0, 0.0);
}

BINARY(suanli_close, close_to(x, y))

void suanli_select(const double *condition, const double *a, const double *b, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double c = condition[i], x = a[i], y = b[i];
        double chosen = c != 0.0 ? x : y;
        out[i] = isnan(c) ? NAN : chosen;
    }
}
