#include "quantile.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "elementary.h"

#pragma STDC FP_CONTRACT OFF

void suanli_quantile_uniform(const double *u, double low, double high, double *out, size_t count) {
    double width = high - low;
    for (size_t i = 0; i < count; i++) out[i] = low + width * u[i];
}

void suanli_quantile_normal(const double *u, double mean, double sd, double *out, size_t count) {
    suanli_normal_quantile_column(u, out, count);
    for (size_t i = 0; i < count; i++) out[i] = mean + sd * out[i];
}

void suanli_quantile_lognormal(const double *u, double mu, double sigma, double *out, size_t count) {
    suanli_quantile_normal(u, mu, sigma, out, count);
    suanli_exp_column(out, out, count);
}

void suanli_quantile_triangular(const double *u, double low, double mode, double high, double *out, size_t count) {
    double width = high - low;
    double rise = width * (mode - low), fall = width * (high - mode);
    double at_mode = (mode - low) / width;
    for (size_t i = 0; i < count; i++) {
        double from_low = low + sqrt(u[i] * rise);
        double from_high = high - sqrt((1.0 - u[i]) * fall);
        out[i] = u[i] < at_mode ? from_low : from_high;
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
    const uint64_t mantissa_mask = 0x000fffffffffffffu, one = 0x3ff0000000000000u;
    const uint64_t octave_of_quarter = 1021; // biased exponent of 1/4
    for (size_t i = 0; i < count; i++) {
        uint64_t is_upper = u[i] > 0.5;
        double p = is_upper ? 1.0 - u[i] : u[i];
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
