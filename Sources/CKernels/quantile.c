#include "quantile.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "elementary.h"

#pragma STDC FP_CONTRACT OFF

// Rounding may carry low + width * share past the upper end by one unit.
static inline double stretched(double low, double width, double high, double share) {
    double x = low + width * share;
    return x < high ? x : high;
}

void suanli_quantile_uniform(const double *u, double low, double high, double *out, size_t count) {
    double width = high - low;
    for (size_t i = 0; i < count; i++) out[i] = stretched(low, width, high, u[i]);
}

void suanli_quantile_normal(const double *u, double mean, double sd, double *out, size_t count) {
    suanli_normal_quantile_column(u, out, count);
    for (size_t i = 0; i < count; i++) out[i] = mean + sd * out[i];
}

void suanli_quantile_lognormal(const double *u, double mu, double sigma, double *out, size_t count) {
    // e^mu apart, so that the rounding of mu + sigma z does not drown a small sigma; unless e^mu might leave the range.
    int is_apart = fabs(mu) < 300.0;
    double scale = is_apart ? suanli_exp(mu) : 1.0;
    suanli_quantile_normal(u, is_apart ? 0.0 : mu, sigma, out, count);
    suanli_exp_column(out, out, count);
    for (size_t i = 0; i < count; i++) out[i] *= scale;
}

void suanli_quantile_triangular(const double *u, double low, double mode, double high, double *out, size_t count) {
    double width = high - low;
    double below = (mode - low) / width, above = (high - mode) / width;
    for (size_t i = 0; i < count; i++) {
        double from_low = stretched(low, width, high, sqrt(u[i] * below));
        double from_high = high - width * sqrt((1.0 - u[i]) * above);
        out[i] = u[i] < below ? from_low : (from_high > low ? from_high : low);
    }
}

void suanli_quantile_step(const double *u, const double *thresholds, const double *values, size_t steps, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t low = 0, high = steps - 1;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (thresholds[middle] <= u[i]) low = middle + 1;
            else high = middle;
        }
        out[i] = values[low];
    }
}

void suanli_quantile_table(const double *u, const double *coefficients, unsigned split, double *out, size_t count) {
    const double least = 0x1p-53, most = 0x1.fffffffffffffp-2;
    const uint64_t mantissa_mask = 0x000fffffffffffffu, one = 0x3ff0000000000000u;
    const uint64_t octave_of_quarter = 1021; // biased exponent of 1/4
    for (size_t i = 0; i < count; i++) {
        uint64_t is_upper = u[i] > 0.5;
        double p = is_upper ? 1.0 - u[i] : u[i];
        // What lies outside the table, NaN and 1/2 itself included, is looked up at its edge.
        p = p > least ? p : least;
        p = p < most ? p : most;
        uint64_t bits;
        memcpy(&bits, &p, sizeof bits);
        uint64_t octave = octave_of_quarter - (bits >> 52);
        uint64_t mantissa = bits & mantissa_mask;
        uint64_t part = mantissa >> (52 - split);
        // The mantissa's remaining bits as a number in [1, 2), then stretched to [-1, 1).
        uint64_t rest = one | (mantissa << split & mantissa_mask);
        double t;
        memcpy(&t, &rest, sizeof t);
        t = (t - 1.5) * 2.0;
        const double *c = coefficients + (((is_upper * SUANLI_TABLE_OCTAVES + octave) << split | part) * SUANLI_TABLE_COEFFICIENTS);
        double q = c[7];
        q = q * t + c[6];
        q = q * t + c[5];
        q = q * t + c[4];
        q = q * t + c[3];
        q = q * t + c[2];
        q = q * t + c[1];
        q = q * t + c[0];
        out[i] = is_upper ? 1.0 - q : q;
    }
}
