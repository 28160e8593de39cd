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

void suanli_quantile_exponential(const double *u, double mean, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = -mean * suanli_log1p(-u[i]);
}

void suanli_quantile_weibull(const double *u, double shape, double scale, double *out, size_t count) {
    double power = 1.0 / shape;
    // The logarithm lies within +-37, so that its rounding is nothing to the accuracy asked for.
    for (size_t i = 0; i < count; i++) out[i] = scale * suanli_exp(power * suanli_log(-suanli_log1p(-u[i])));
}

void suanli_quantile_logistic(const double *u, double location, double scale, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = location + scale * suanli_log(u[i] / (1.0 - u[i]));
}

void suanli_quantile_loguniform(const double *u, double low, double high, double width, double *out, size_t count) {
    // From the nearer end, so that the exponent's rounding is least there.
    for (size_t i = 0; i < count; i++) {
        double x = u[i] <= 0.5 ? low * suanli_exp(width * u[i]) : high * suanli_exp(-width * (1.0 - u[i]));
        x = x > low ? x : low;
        out[i] = x < high ? x : high;
    }
}

void suanli_quantile_split_lognormal(const double *u, double median, double lower_sigma, double upper_sigma, double *out, size_t count) {
    suanli_normal_quantile_column(u, out, count);
    for (size_t i = 0; i < count; i++) out[i] = median * suanli_exp((out[i] < 0.0 ? lower_sigma : upper_sigma) * out[i]);
}

// a(y) + b(y) log(u / (1 - u)) with y = u - 1/2; the terms alternate between a and b from the fifth on.
static double metalog(double u, const double *coefficients, size_t terms) {
    double y = u - 0.5;
    double logit = suanli_log(u / (1.0 - u));
    double plain = 0.0, logistic = 0.0;
    // The higher powers of either, the highest first.
    for (size_t k = terms; k-- > 4;) {
        if (k % 2 == 1) logistic = logistic * y + coefficients[k];
        else plain = plain * y + coefficients[k];
    }
    plain = plain * y + (terms > 3 ? coefficients[3] : 0.0);
    logistic = logistic * y + coefficients[2];
    return plain * y + coefficients[0] + (logistic * y + coefficients[1]) * logit;
}

void suanli_quantile_metalog(const double *u, const double *coefficients, size_t terms, double min, double max, double *out, size_t count) {
    int has_min = min > -INFINITY, has_max = max < INFINITY;
    for (size_t i = 0; i < count; i++) {
        double m = metalog(u[i], coefficients, terms);
        if (has_min && has_max) {
            // The share of the way from the nearer end.
            double power = suanli_exp(-fabs(m));
            double share = (max - min) * (power / (1.0 + power));
            out[i] = m < 0.0 ? min + share : max - share;
        } else if (has_min) {
            out[i] = min + suanli_exp(m);
        } else if (has_max) {
            out[i] = max - suanli_exp(-m);
        } else {
            out[i] = m;
        }
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

void suanli_quantile_pieces(const double *u, const double *pieces, const uint32_t *guide, double *out, size_t count) {
    const double least = 0x1p-53, most = 0x1.fffffffffffffp-2;
    const uint64_t first_cell = 970u << 4; // the biased exponent of 2^-53, then four bits of the mantissa
    for (size_t i = 0; i < count; i++) {
        uint64_t is_upper = u[i] > 0.5;
        double p = is_upper ? 1.0 - u[i] : u[i];
        // What lies outside, NaN and 1/2 itself included, is looked up at the edge.
        p = p > least ? p : least;
        p = p < most ? p : most;
        uint64_t bits;
        memcpy(&bits, &p, sizeof bits);
        const uint32_t *cell = guide + is_upper * (SUANLI_PIECES_CELLS + 1) + ((bits >> 48) - first_cell);
        // The last piece that starts at or below p; most cells leave nothing to search.
        uint32_t low = cell[0], high = cell[1];
        while (low < high) {
            uint32_t middle = low + (high - low + 1) / 2;
            if (pieces[(size_t)middle * SUANLI_PIECE_NUMBERS] <= p) low = middle;
            else high = middle - 1;
        }
        const double *c = pieces + (size_t)low * SUANLI_PIECE_NUMBERS;
        double t = (p - c[0]) * c[1] - 1.0;
        double q = c[11];
        q = q * t + c[10];
        q = q * t + c[9];
        q = q * t + c[8];
        q = q * t + c[7];
        q = q * t + c[6];
        q = q * t + c[5];
        q = q * t + c[4];
        q += c[2];
        // Within the piece's own range, so that the next one's is not overlapped.
        q = q > c[2] ? q : c[2];
        out[i] = q < c[3] ? q : c[3];
    }
}
