#ifndef SUANLI_MOMENTS_H
#define SUANLI_MOMENTS_H

#include <stddef.h>

// Count, mean, sum of squared deviations and range of the finite values of a column.
struct suanli_moments {
    size_t finite;
    double mean, squares, minimum, maximum;
    // How many of the values are equal to the minimum, and to the maximum.
    size_t at_minimum, at_maximum;
};

// Two passes, each summing into eight lanes by index modulo 8 and then pairwise, so that the order of additions does
// not depend on the machine. The mean is finite and within the range; the squares are infinite where they overflow
// (deviations above 1e154). Without finite values the mean and squares are 0 and the range is empty (+inf, -inf).
struct suanli_moments suanli_column_moments(const double *column, size_t count);

// How many elements are 1, and how many are NaN.
void suanli_column_hits(const double *column, size_t count, size_t *hits, size_t *undefined);

#endif
