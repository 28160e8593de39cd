#include <math.h>
#include <stdint.h>

#include "elementary.h"

#pragma STDC FP_CONTRACT OFF

// Taylor polynomials on [-pi/4, pi/4]: the first term left out is below 1e-19 of the result.

static double sine_near_zero(double x) {
    static const double coefficients[] = {
        -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800.0, -1.0 / 1307674368000.0,
        1.0 / 355687428096000.0,
    };
    double square = x * x, sum = 0.0;
    for (int i = 7; i >= 0; i--) sum = sum * square + coefficients[i];
    return x + x * square * sum;
}

static double cosine_near_zero(double x) {
    static const double coefficients[] = {
        1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600, -1.0 / 87178291200.0,
        1.0 / 20922789888000.0, -1.0 / 6402373705728000.0,
    };
    double square = x * x, sum = 0.0;
    for (int i = 7; i >= 0; i--) sum = sum * square + coefficients[i];
    // 1 - square / 2 with the rounding of the subtraction carried along.
    double half = 0.5 * square, rest = 1.0 - half;
    return rest + ((1.0 - rest - half) + square * square * sum);
}

// The sine of x + quarters * pi / 2. Cody and Waite's reduction ("Software Manual for the Elementary Functions", 1980): pi / 2 in
// three parts of 33 bits, whose products with the number of quarter turns are exact.
static double shifted_sine(double x, int64_t quarters) {
    static const double first = 0x1.921fb544p+0, second = 0x1.0b4611a6p-34, third = 0x1.3198a2e037073p-69;
    if (!(fabs(x) <= 1e6)) return NAN;
    double turns = rint(x * 0x1.45f306dc9c883p-1);
    double start = x - turns * first, step = turns * second;
    double high = start - step;
    double low = (start - high) - step - turns * third;
    double sine = sine_near_zero(high), cosine = cosine_near_zero(high);
    int64_t quadrant = ((int64_t)turns + quarters) & 3;
    double value = quadrant & 1 ? cosine - low * sine : sine + low * cosine;
    return quadrant & 2 ? -value : value;
}

double suanli_sin(double x) {
    // Tiny arguments, and the sign of zero, come through as they are.
    return fabs(x) < 0x1p-27 ? x : shifted_sine(x, 0);
}

double suanli_cos(double x) { return shifted_sine(x, 1); }

void suanli_sin_column(const double *x, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = suanli_sin(x[i]);
}

void suanli_cos_column(const double *x, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = suanli_cos(x[i]);
}
