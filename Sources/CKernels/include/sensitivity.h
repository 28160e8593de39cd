#ifndef SUANLI_SENSITIVITY_H
#define SUANLI_SENSITIVITY_H

#include <stddef.h>
#include <stdint.h>

// bins[c], c being which of so many equal cells each uniform 0 < u < 1 falls into.
void suanli_bins_of_cells(const double *u, size_t cells, const uint16_t *bins, uint16_t *out, size_t count);
// How many of the ascending cuts are at most u.
void suanli_bins_cut(const double *u, const double *cuts, size_t cut_count, uint16_t *out, size_t count);

enum {
    SUANLI_BIN_OUTPUTS = 4, // outputs that are summed by bin together
    SUANLI_BIN_LANES = 8,   // of each its value, then of each its rank
};

// Row i: values[k][i] of each column k, then its rank's distance from the middle, ranks[k][i] / 2 - (count + 1) / 2, times scale.
// Ranks are as suanli_mid_ranks gives them.
void suanli_bin_rows(
    const double *const values[SUANLI_BIN_OUTPUTS], const uint16_t *const ranks[SUANLI_BIN_OUTPUTS], size_t count, double scale,
    double *rows);
// Of each factor f adds row i, SUANLI_BIN_LANES numbers, to the sums of bin firsts[f] + bins[f][i], in the order of i. No two factors
// share a bin.
void suanli_add_to_bins(
    const uint16_t *const *bins, const uint32_t *firsts, size_t factors, const double *rows, size_t count, double *sums);
// How many elements fell into each bin, added to counts.
void suanli_count_bins(const uint16_t *bins, size_t count, uint32_t *counts);

enum {
    SUANLI_RANK_LIMIT = 4096, // the longest column that is ranked
    SUANLI_RANK_DIGIT = 12,   // bits of a key that are sorted at a time, twice
};

// Twice the rank, from 1, of each value of a column of finite ones; equal ones share the mean of theirs. Returns the sum of
// t^3 - t over the sets of t equal ones. Fast where values differ by a four-thousandth of their distance from one in the middle.
double suanli_mid_ranks(const double *column, size_t count, uint16_t *ranks);

// The sum of (a - b)^2 over the elements where both are finite, in four lanes by index modulo 4 and then pairwise; returns how
// many they are.
size_t suanli_squared_differences(const double *a, const double *b, size_t count, double *sum);

#endif
