#ifndef SUANLI_WEIGHTED_H
#define SUANLI_WEIGHTED_H

#include <stddef.h>
#include <stdint.h>

#include "moments.h"

// Summaries of columns whose elements count with integer weights below 2^25; those of weight 0 count as if they were not there.

// Weights from chances relative to the largest: round(chance * one), 0 for NaN, which is counted in undefined. Chances above 1
// count as 1, and are counted in capped.
void suanli_draw_weights(
    const double *chance, double one, size_t count, uint64_t *weights, size_t *undefined, size_t *capped);

// As suanli_column_moments, every number of elements being a sum of weights.
struct suanli_moments suanli_weighted_moments(const double *column, const uint64_t *weights, size_t count);

// The weights of the elements that are 1, and of those that are NaN.
void suanli_weighted_hits(
    const double *column, const uint64_t *weights, size_t count, uint64_t *hits, uint64_t *undefined);

#endif
