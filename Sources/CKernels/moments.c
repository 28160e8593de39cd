#include "moments.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

enum { LANES = 8 };

static double total(const double lane[LANES]) {
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

static inline int is_finite(double x) { return fabs(x) < INFINITY; }

// The mean of values whose sum overflows.
static double scaled_mean(const double *column, size_t count, size_t finite) {
    double sum[LANES] = {0};
    for (size_t i = 0; i < count; i++) sum[i % LANES] += is_finite(column[i]) ? column[i] * 0x1p-64 : 0.0;
    return total(sum) / (double)finite * 0x1p64;
}

// Squared deviations from the mean, and what the deviations add up to: the rounding error of the mean, which is taken out
// of both (the corrected two-pass algorithm of Chan, Golub and LeVeque). The mean stays within the range, so that a
// column of one value has exactly that mean and no squares.
static void correct(struct suanli_moments *moments, double squares, double deviations) {
    double finite = (double)moments->finite;
    double error = deviations / finite;
    if (is_finite(error)) {
        double mean = moments->mean + error;
        double reduced = squares - deviations * error;
        moments->mean = mean < moments->minimum ? moments->minimum : mean > moments->maximum ? moments->maximum : mean;
        squares = reduced > 0.0 ? reduced : 0.0;
    }
    moments->squares = squares;
}

struct suanli_moments suanli_column_moments(const double *column, size_t count) {
    double sum[LANES] = {0}, squares[LANES] = {0}, deviations[LANES] = {0}, low[LANES], high[LANES];
    size_t finite[LANES] = {0}, at_minimum[LANES] = {0}, at_maximum[LANES] = {0};
    for (int j = 0; j < LANES; j++) {
        low[j] = INFINITY;
        high[j] = -INFINITY;
    }
    // The last, partial group of lanes goes through the same loop body with its missing lanes left alone.
    for (size_t i = 0; i < count; i += LANES) {
        size_t lanes = count - i < LANES ? count - i : LANES;
        for (size_t j = 0; j < lanes; j++) {
            double x = column[i + j];
            int keep = is_finite(x);
            finite[j] += keep;
            sum[j] += keep ? x : 0.0;
            low[j] = keep && x < low[j] ? x : low[j];
            high[j] = keep && x > high[j] ? x : high[j];
        }
    }
    struct suanli_moments result = {0, 0.0, 0.0, INFINITY, -INFINITY, 0, 0};
    for (int j = 0; j < LANES; j++) {
        result.finite += finite[j];
        result.minimum = low[j] < result.minimum ? low[j] : result.minimum;
        result.maximum = high[j] > result.maximum ? high[j] : result.maximum;
    }
    if (result.finite == 0) return result;
    result.mean = total(sum) / (double)result.finite;
    if (!is_finite(result.mean)) result.mean = scaled_mean(column, count, result.finite);
    for (size_t i = 0; i < count; i += LANES) {
        size_t lanes = count - i < LANES ? count - i : LANES;
        for (size_t j = 0; j < lanes; j++) {
            double x = column[i + j];
            double deviation = is_finite(x) ? x - result.mean : 0.0;
            at_minimum[j] += x == result.minimum;
            at_maximum[j] += x == result.maximum;
            squares[j] += deviation * deviation;
            deviations[j] += deviation;
        }
    }
    for (int j = 0; j < LANES; j++) {
        result.at_minimum += at_minimum[j];
        result.at_maximum += at_maximum[j];
    }
    correct(&result, total(squares), total(deviations));
    return result;
}

void suanli_column_hits(const double *column, size_t count, size_t *hits, size_t *undefined) {
    size_t ones = 0, unknown = 0;
    for (size_t i = 0; i < count; i++) {
        ones += column[i] == 1.0;
        unknown += column[i] != column[i];
    }
    *hits = ones;
    *undefined = unknown;
}
