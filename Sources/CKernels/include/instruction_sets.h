#ifndef SUANLI_INSTRUCTION_SETS_H
#define SUANLI_INSTRUCTION_SETS_H

#include <stddef.h>
#include <stdint.h>

#include "moments.h"

// Every column kernel is compiled from one source for each of these; all give the same bits. The best one that the machine
// has is chosen when the program is loaded, unless SUANLI_ISA in the environment names another.
enum suanli_instruction_set {
    SUANLI_SCALAR,   // one element at a time: what the others are tested against
    SUANLI_BASELINE, // what every machine of its kind has: two elements (SSE2, NEON)
    SUANLI_AVX2,     // four elements (AVX2 and FMA)
    SUANLI_AVX512,   // eight elements (F, DQ, BW and VL)
    SUANLI_INSTRUCTION_SETS,
};

// A new kernel: its template in a header of columns/, listed in columns/all.h; a line here, which makes its entry of the
// table and its public function (suanli_NAME); its declaration in a header of include/.
// KERNEL(result, name, parameters, arguments).
#define SUANLI_UNARY_KERNEL(KERNEL, name) KERNEL(void, name, (const double *a, double *out, size_t count), (a, out, count))
#define SUANLI_NUMBER_KERNEL(KERNEL, name) KERNEL(double, name, (double x), (x))
#define SUANLI_BINARY_KERNEL(KERNEL, name) \
    KERNEL(void, name, (const double *a, const double *b, unsigned fixed, double *out, size_t count), (a, b, fixed, out, count))
#define SUANLI_KERNELS(KERNEL)                                                                                       \
    SUANLI_NUMBER_KERNEL(KERNEL, exp)                                                                                \
    SUANLI_NUMBER_KERNEL(KERNEL, log)                                                                                \
    SUANLI_NUMBER_KERNEL(KERNEL, log1p)                                                                              \
    SUANLI_NUMBER_KERNEL(KERNEL, sin)                                                                                \
    SUANLI_NUMBER_KERNEL(KERNEL, cos)                                                                                \
    SUANLI_NUMBER_KERNEL(KERNEL, normal_quantile)                                                                    \
    SUANLI_NUMBER_KERNEL(KERNEL, normal_cdf)                                                                         \
    KERNEL(double, pow, (double x, double y), (x, y))                                                                \
    SUANLI_BINARY_KERNEL(KERNEL, add)                                                                                \
    SUANLI_BINARY_KERNEL(KERNEL, subtract)                                                                           \
    SUANLI_BINARY_KERNEL(KERNEL, multiply)                                                                           \
    SUANLI_BINARY_KERNEL(KERNEL, divide)                                                                             \
    SUANLI_BINARY_KERNEL(KERNEL, power)                                                                              \
    SUANLI_BINARY_KERNEL(KERNEL, minimum)                                                                            \
    SUANLI_BINARY_KERNEL(KERNEL, maximum)                                                                            \
    SUANLI_BINARY_KERNEL(KERNEL, less)                                                                               \
    SUANLI_BINARY_KERNEL(KERNEL, less_equal)                                                                         \
    SUANLI_BINARY_KERNEL(KERNEL, equal)                                                                              \
    SUANLI_BINARY_KERNEL(KERNEL, not_equal)                                                                          \
    SUANLI_BINARY_KERNEL(KERNEL, and)                                                                                \
    SUANLI_BINARY_KERNEL(KERNEL, or)                                                                                 \
    SUANLI_BINARY_KERNEL(KERNEL, close)                                                                              \
    SUANLI_UNARY_KERNEL(KERNEL, negate)                                                                              \
    SUANLI_UNARY_KERNEL(KERNEL, absolute)                                                                            \
    SUANLI_UNARY_KERNEL(KERNEL, square_root)                                                                         \
    SUANLI_UNARY_KERNEL(KERNEL, floor)                                                                               \
    SUANLI_UNARY_KERNEL(KERNEL, ceiling)                                                                             \
    SUANLI_UNARY_KERNEL(KERNEL, round)                                                                               \
    SUANLI_UNARY_KERNEL(KERNEL, not)                                                                                 \
    SUANLI_UNARY_KERNEL(KERNEL, exp_column)                                                                          \
    SUANLI_UNARY_KERNEL(KERNEL, log_column)                                                                          \
    SUANLI_UNARY_KERNEL(KERNEL, sin_column)                                                                          \
    SUANLI_UNARY_KERNEL(KERNEL, cos_column)                                                                          \
    SUANLI_UNARY_KERNEL(KERNEL, normal_cdf_column)                                                                   \
    SUANLI_UNARY_KERNEL(KERNEL, normal_quantile_column)                                                              \
    KERNEL(void, select,                                                                                             \
        (const double *condition, const double *a, const double *b, unsigned fixed, double *out, size_t count),      \
        (condition, a, b, fixed, out, count))                                                                        \
    KERNEL(void, philox_uniforms, (uint64_t key, uint32_t replicate, uint64_t first, size_t count, double *out),     \
        (key, replicate, first, count, out))                                                                         \
    KERNEL(void, sobol_uniforms,                                                                                     \
        (const uint64_t *directions, const uint64_t *scramble, uint64_t first, size_t count, double *out),           \
        (directions, scramble, first, count, out))                                                                   \
    KERNEL(void, quantile_uniform, (const double *u, double low, double high, double *out, size_t count),            \
        (u, low, high, out, count))                                                                                  \
    KERNEL(void, quantile_normal, (const double *u, double mean, double sd, double *out, size_t count),              \
        (u, mean, sd, out, count))                                                                                   \
    KERNEL(void, quantile_lognormal, (const double *u, double mu, double sigma, double *out, size_t count),          \
        (u, mu, sigma, out, count))                                                                                  \
    KERNEL(void, normal_of_standard, (const double *z, double mean, double sd, double *out, size_t count),           \
        (z, mean, sd, out, count))                                                                                   \
    KERNEL(void, lognormal_of_standard, (const double *z, double mu, double sigma, double *out, size_t count),       \
        (z, mu, sigma, out, count))                                                                                  \
    KERNEL(void, quantile_split_lognormal,                                                                           \
        (const double *u, double median, double lower_sigma, double upper_sigma, double *out, size_t count),         \
        (u, median, lower_sigma, upper_sigma, out, count))                                                           \
    KERNEL(void, quantile_triangular,                                                                                \
        (const double *u, double low, double mode, double high, double *out, size_t count),                          \
        (u, low, mode, high, out, count))                                                                            \
    KERNEL(void, quantile_exponential, (const double *u, double mean, double *out, size_t count),                    \
        (u, mean, out, count))                                                                                       \
    KERNEL(void, quantile_weibull, (const double *u, double shape, double scale, double *out, size_t count),         \
        (u, shape, scale, out, count))                                                                               \
    KERNEL(void, quantile_logistic, (const double *u, double location, double scale, double *out, size_t count),     \
        (u, location, scale, out, count))                                                                            \
    KERNEL(void, quantile_loguniform,                                                                                \
        (const double *u, double low, double high, double width, double *out, size_t count),                         \
        (u, low, high, width, out, count))                                                                           \
    KERNEL(void, quantile_metalog,                                                                                   \
        (const double *u, const double *coefficients, size_t terms, double min, double max, double *out,             \
         size_t count),                                                                                              \
        (u, coefficients, terms, min, max, out, count))                                                              \
    KERNEL(void, quantile_step,                                                                                      \
        (const double *u, const double *thresholds, const double *values, size_t steps, double *out, size_t count),  \
        (u, thresholds, values, steps, out, count))                                                                  \
    KERNEL(void, quantile_table,                                                                                     \
        (const double *u, const double *coefficients, unsigned split, double *out, size_t count),                    \
        (u, coefficients, split, out, count))                                                                        \
    KERNEL(void, quantile_pieces,                                                                                    \
        (const double *u, const double *pieces, const uint32_t *guide, double *out, size_t count),                   \
        (u, pieces, guide, out, count))                                                                              \
    KERNEL(struct suanli_moments, column_moments, (const double *column, size_t count), (column, count))             \
    KERNEL(void, column_hits, (const double *column, size_t count, size_t *hits, size_t *undefined),                 \
        (column, count, hits, undefined))                                                                            \
    KERNEL(void, add_to_bins,                                                                                        \
        (const uint16_t *const *bins, const uint32_t *firsts, size_t factors, const double *rows, size_t count,      \
         double *sums),                                                                                              \
        (bins, firsts, factors, rows, count, sums))

#define SUANLI_KERNEL_ENTRY(result, name, parameters, arguments) result(*name) parameters;
struct suanli_kernels {
    SUANLI_KERNELS(SUANLI_KERNEL_ENTRY)
};

// The kernels of one instruction set; NULL where the machine does not have it.
const struct suanli_kernels *suanli_kernels_of(enum suanli_instruction_set set);

// The one that is in use.
enum suanli_instruction_set suanli_instruction_set(void);
// As SUANLI_ISA spells it: scalar, baseline, avx2 or avx512.
const char *suanli_instruction_set_name(enum suanli_instruction_set set);
// The value of SUANLI_ISA where it names none, or none that the machine has, so that it was not followed; else NULL.
const char *suanli_refused_instruction_set(void);

#endif
