#include "weighted.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

enum { LANES = 8 };

static double total(const double lane[LANES]) {
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

void suanli_draw_weights(
    const double *chance, double one, size_t count, uint64_t *weights, size_t *undefined, size_t *capped) {
    size_t unknown = 0, above = 0;
    for (size_t i = 0; i < count; i++) {
        double c = chance[i];
        unknown += c != c;
        above += c > 1.0;
        double kept = c > 0.0 ? c : 0.0;
        kept = kept < 1.0 ? kept : 1.0;
        weights[i] = (uint64_t)rint(kept * one);
    }
    *undefined = unknown;
    *capped = above;
}

static inline uint64_t weight_of(double x, uint64_t weight) { return fabs(x) < INFINITY ? weight : 0; }

// The range of what counts, and how much there is of it.
static struct suanli_moments range_of(const double *column, const uint64_t *weights, size_t count) {
    struct suanli_moments result = {0, 0.0, 0.0, INFINITY, -INFINITY, 0, 0};
    for (size_t i = 0; i < count; i++) {
        uint64_t weight = weight_of(column[i], weights[i]);
        if (!weight) continue;
        result.finite += weight;
        result.minimum = column[i] < result.minimum ? column[i] : result.minimum;
        result.maximum = column[i] > result.maximum ? column[i] : result.maximum;
    }
    return result;
}

struct suanli_moments suanli_weighted_moments(const double *column, const uint64_t *weights, size_t count) {
    struct suanli_moments result = range_of(column, weights, count);
    if (result.finite == 0) return result;
    double whole = (double)result.finite;
    // Shares, not weights, so that no sum is larger than the largest value.
    double sum[LANES] = {0}, squares[LANES] = {0}, deviations[LANES] = {0};
    for (size_t i = 0; i < count; i++) {
        uint64_t weight = weight_of(column[i], weights[i]);
        if (weight) sum[i % LANES] += column[i] * ((double)weight / whole);
    }
    double mean = total(sum);
    for (size_t i = 0; i < count; i++) {
        uint64_t weight = weight_of(column[i], weights[i]);
        if (!weight) continue;
        double deviation = column[i] - mean;
        result.at_minimum += column[i] == result.minimum ? weight : 0;
        result.at_maximum += column[i] == result.maximum ? weight : 0;
        squares[i % LANES] += (double)weight * (deviation * deviation);
        deviations[i % LANES] += (double)weight * deviation;
    }
    double error = total(deviations) / whole;
    double moved = fabs(error) < INFINITY ? mean + error : mean;
    result.mean = moved < result.minimum ? result.minimum : moved > result.maximum ? result.maximum : moved;
    double reduced = total(squares) - total(deviations) * error;
    // As of columns without weights: moments.h.
    result.squares = result.minimum == result.maximum ? 0.0 : isnan(reduced) ? INFINITY : reduced < 0.0 ? 0.0 : reduced;
    return result;
}

void suanli_weighted_hits(
    const double *column, const uint64_t *weights, size_t count, uint64_t *hits, uint64_t *undefined) {
    uint64_t ones = 0, unknown = 0;
    for (size_t i = 0; i < count; i++) {
        ones += column[i] == 1.0 ? weights[i] : 0;
        unknown += column[i] != column[i] ? weights[i] : 0;
    }
    *hits = ones;
    *undefined = unknown;
}
