#ifndef SUANLI_QUANTILE_H
#define SUANLI_QUANTILE_H

#include <stddef.h>

// Quantile functions over columns of uniforms 0 < u < 1; u and out do not overlap. None leaves its distribution's support.

void suanli_quantile_uniform(const double *u, double low, double high, double *out, size_t count);
void suanli_quantile_normal(const double *u, double mean, double sd, double *out, size_t count);
void suanli_quantile_lognormal(const double *u, double mu, double sigma, double *out, size_t count);
void suanli_quantile_triangular(const double *u, double low, double mode, double high, double *out, size_t count);
// values[k], k being how many of the steps - 1 ascending thresholds are <= u.
void suanli_quantile_step(const double *u, const double *thresholds, const double *values, size_t steps, double *out, size_t count);

enum {
    SUANLI_TABLE_OCTAVES = 52, // of p = min(u, 1 - u), from [1/4, 1/2) down to [2^-53, 2^-52)
    SUANLI_TABLE_COEFFICIENTS = 8,
};

// A piecewise polynomial of degree 7 in each of 2^split equal parts of each octave of p, first those of the lower
// tail, then those of the upper: coefficients[((tail * 52 + octave) << split | part) * 8 + power], in the variable that
// runs from -1 to 1 over the part. The polynomial is the quantile in the lower tail and 1 minus it in the upper.
void suanli_quantile_table(const double *u, const double *coefficients, unsigned split, double *out, size_t count);

#endif
