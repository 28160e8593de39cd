#include "normal_cdf.h"

#include <math.h>

#include "elementary.h"

#pragma STDC FP_CONTRACT OFF

// For s = |x| the upper tail is e^(-s^2 / 2) g(t) / (s + 4) with t = (s - 4) / (s + 4), g being nearly a straight line:
// the transformation of M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in
// 0 <= x < infinity" (doi:10.1090/S0025-5718-1981-0595058-X), with which one polynomial serves the whole half line. Ours
// interpolates g at Chebyshev points of 0 <= s <= 40 to 3e-18 (Tests/CKernelsTests/Data/make_normal_cdf.py).
static inline double scaled_tail(double s) {
    double r = 1.0 / (s + 4.0);
    double t = 1.0 - 8.0 * r;
    // Even and odd powers apart: two chains run side by side.
    double square = t * t;
    double even = -0x1.6c380a93251c9p-38;
    even = even * square - 0x1.4dc8a7b2940c5p-29;
    even = even * square + 0x1.4bfcb7d4806f3p-26;
    even = even * square - 0x1.6cf526bfbf40bp-24;
    even = even * square + 0x1.2373459fff4bbp-22;
    even = even * square - 0x1.51f5a0aa614a5p-21;
    even = even * square + 0x1.80b86fded9bf2p-21;
    even = even * square - 0x1.001ebb491cbe6p-19;
    even = even * square + 0x1.17a4ae728bb92p-13;
    even = even * square - 0x1.c81719d5a8880p-9;
    even = even * square + 0x1.eec4cc3e4d6eap-5;
    even = even * square + 0x1.8c6dbf2cfc2b2p-2;
    even = even * square + 0x1.82b4bb8c94dcep-1;
    double odd = -0x1.82056cdae89ecp-31;
    odd = odd * square + 0x1.027804be0e631p-29;
    odd = odd * square + 0x1.c6fe0409dce1bp-27;
    odd = odd * square - 0x1.4c78dffdc8279p-23;
    odd = odd * square + 0x1.122da1c5d1579p-20;
    odd = odd * square - 0x1.8d4a2aa24ab2ap-18;
    odd = odd * square + 0x1.26d090ce3ccb2p-15;
    odd = odd * square - 0x1.e4a425060d790p-13;
    odd = odd * square + 0x1.ab825fbf6d301p-10;
    odd = odd * square - 0x1.ee276104785ecp-8;
    odd = odd * square - 0x1.7dff2bff683b6p-3;
    odd = odd * square - 0x1.373e3a893c28ap-1;
    return (even + t * odd) * r;
}

// The tail is 0 long before; keeps infinities out of the arithmetic. NaN stays.
static inline double size_of(double x) {
    double s = fabs(x);
    return s > 40.0 ? 40.0 : s;
}

// s^2 - (s * s as rounded), exactly (T. J. Dekker, doi:10.1007/BF01397083).
static inline double square_rest(double s, double square) {
    double scaled = 134217729.0 * s;
    double high = scaled - (scaled - s);
    double low = s - high;
    return ((high * high - square) + 2.0 * high * low) + low * low;
}

// The exponent's own rounding would cost up to 350 units in the last place: power is e to the rounded one, and its rest
// is so small that two terms of its series do.
static inline double value_at(double x, double s, double power) {
    double tail = scaled_tail(s) * (power - power * (0.5 * square_rest(s, s * s)));
    return x > 0.0 ? 1.0 - tail : tail;
}

double suanli_normal_cdf(double x) {
    double s = size_of(x);
    return value_at(x, s, suanli_exp(-0.5 * (s * s)));
}

enum { BLOCK = 256 };

// In passes without branches or calls, a block at a time.
void suanli_normal_cdf_column(const double *x, double *out, size_t count) {
    double power[BLOCK];
    for (size_t start = 0; start < count; start += BLOCK) {
        size_t length = count - start < BLOCK ? count - start : BLOCK;
        for (size_t i = 0; i < length; i++) {
            double s = size_of(x[start + i]);
            power[i] = -0.5 * (s * s);
        }
        suanli_exp_column(power, power, length);
        for (size_t i = 0; i < length; i++) out[start + i] = value_at(x[start + i], size_of(x[start + i]), power[i]);
    }
}
