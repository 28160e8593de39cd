#ifndef SUANLI_QUANTILE_H
#define SUANLI_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

// Quantile functions over columns of uniforms 0 < u < 1; u and out do not overlap. None leaves its distribution's support.

// u and out may be one column.
void suanli_quantile_uniform(const double *u, double low, double high, double *out, size_t count);
void suanli_quantile_normal(const double *u, double mean, double sd, double *out, size_t count);
void suanli_quantile_lognormal(const double *u, double mu, double sigma, double *out, size_t count);
// The same of standard normals z, which may come from elsewhere; z and out may be one column.
void suanli_normal_of_standard(const double *z, double mean, double sd, double *out, size_t count);
void suanli_lognormal_of_standard(const double *z, double mu, double sigma, double *out, size_t count);
void suanli_quantile_triangular(const double *u, double low, double mode, double high, double *out, size_t count);
void suanli_quantile_exponential(const double *u, double mean, double *out, size_t count);
void suanli_quantile_weibull(const double *u, double shape, double scale, double *out, size_t count);
void suanli_quantile_logistic(const double *u, double location, double scale, double *out, size_t count);
// width is log(high / low), given apart since it may be known better than the quotient.
void suanli_quantile_loguniform(const double *u, double low, double high, double width, double *out, size_t count);
void suanli_quantile_split_lognormal(const double *u, double median, double lower_sigma, double upper_sigma, double *out, size_t count);
// Three or more coefficients in the order of T. W. Keelin, doi:10.1287/deca.2016.0338; an end that is infinite is none.
void suanli_quantile_metalog(const double *u, const double *coefficients, size_t terms, double min, double max, double *out, size_t count);
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

enum {
    SUANLI_PIECE_NUMBERS = 12,
    SUANLI_PIECES_CELL_BITS = 6,
    SUANLI_PIECES_CELLS = 52 << SUANLI_PIECES_CELL_BITS, // parts of octaves of p, from 2^-53 to 1/2
};

// A piecewise polynomial of degree 7 in pieces of any size: first those of the lower tail by ascending p = min(u, 1 - u), then
// those of the upper. Each is 12 numbers: where it starts, 2 over its width, its smallest and its largest quantile, and by
// ascending power the polynomial of the distance from the former, in the variable that runs from -1 to 1 over the piece.
// guide[tail * SUANLI_PIECES_CELLS + cell] says in which pieces the cell starts and ends: the last that starts at or below its
// start, and in the upper half of the word how many more start below its end. There are fewer than 2^16 pieces.
void suanli_quantile_pieces(const double *u, const double *pieces, const uint32_t *guide, double *out, size_t count);

#endif
