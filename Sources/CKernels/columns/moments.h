// Moments of a column: see include/moments.h. Eight sums side by side, whatever the number of lanes.

enum { SUMS = 8, VECTORS = SUMS / LANES };

INLINE double total(const V sum[VECTORS]) {
    double lane[SUMS];
    memcpy(lane, sum, sizeof lane);
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

INLINE size_t counted(const U sum[VECTORS]) {
    uint64_t lane[SUMS], result = 0;
    memcpy(lane, sum, sizeof lane);
    for (int j = 0; j < SUMS; j++) result += lane[j];
    return result;
}

// The body for each eight elements x[VECTORS] of a column; of the last ones, those missing are NaN.
#define EACH_EIGHT(column, count, ...)                                      \
    for (size_t i = 0; i < count; i += SUMS) {                              \
        V x[VECTORS];                                                       \
        load_eight(column + i, count - i, x);                               \
        for (size_t j = 0; j < VECTORS; j++) __VA_ARGS__                    \
    }

INLINE void load_eight(const double *from, size_t left, V x[VECTORS]) {
    if (left >= SUMS) {
        memcpy(x, from, SUMS * sizeof *from);
    } else {
        double part[SUMS];
        for (size_t j = 0; j < SUMS; j++) part[j] = j < left ? from[j] : NAN;
        memcpy(x, part, sizeof part);
    }
}

// The mean of values whose sum overflows.
static double scaled_mean(const double *column, size_t count, size_t finite) {
    V sum[VECTORS] = {0};
    EACH_EIGHT(column, count, { sum[j] += choose(is_finite(x[j]), x[j] * all(0x1p-64), all(0.0)); })
    return total(sum) / (double)finite * 0x1p64;
}

// Squared deviations from the mean, and what the deviations add up to: the rounding error of the mean, which is taken out
// of both (the corrected two-pass algorithm of Chan, Golub and LeVeque). The mean stays within the range, so that a
// column of one value has exactly that mean and no squares.
static void correct(struct suanli_moments *moments, double squares, double deviations) {
    double finite = (double)moments->finite;
    double error = deviations / finite;
    if (fabs(error) < INFINITY) {
        double mean = moments->mean + error;
        double reduced = squares - deviations * error;
        moments->mean = mean < moments->minimum ? moments->minimum : mean > moments->maximum ? moments->maximum : mean;
        // Squares that overflow stay infinite, whatever is taken off.
        if (squares < INFINITY) squares = reduced > 0.0 ? reduced : 0.0;
    }
    // Of the largest numbers what rounding leaves of the mean has squares that overflow.
    moments->squares = moments->minimum == moments->maximum ? 0.0 : squares;
}

// Count, sum and range: the mean is the sum yet.
static struct suanli_moments first_pass(const double *column, size_t count) {
    V sum[VECTORS], low[VECTORS], high[VECTORS];
    U finite[VECTORS];
    for (size_t j = 0; j < VECTORS; j++) {
        sum[j] = all(0.0);
        low[j] = all(INFINITY);
        high[j] = all(-INFINITY);
        finite[j] = all_bits(0);
    }
    EACH_EIGHT(column, count, {
        M keep = is_finite(x[j]);
        finite[j] -= (U)keep;
        sum[j] += choose(keep, x[j], all(0.0));
        low[j] = choose(keep & (x[j] < low[j]), x[j], low[j]);
        high[j] = choose(keep & (x[j] > high[j]), x[j], high[j]);
    })
    struct suanli_moments result = {counted(finite), total(sum), 0.0, INFINITY, -INFINITY, 0, 0};
    for (size_t j = 0; j < SUMS; j++) {
        double least = low[j / LANES][j % LANES], most = high[j / LANES][j % LANES];
        result.minimum = least < result.minimum ? least : result.minimum;
        result.maximum = most > result.maximum ? most : result.maximum;
    }
    return result;
}

static struct suanli_moments kernel_column_moments(const double *column, size_t count) {
    struct suanli_moments result = first_pass(column, count);
    if (result.finite == 0) {
        result.mean = 0.0;
        return result;
    }
    result.mean /= (double)result.finite;
    if (!(fabs(result.mean) < INFINITY)) result.mean = scaled_mean(column, count, result.finite);
    V squares[VECTORS], deviations[VECTORS], mean = all(result.mean);
    U at_minimum[VECTORS], at_maximum[VECTORS];
    for (size_t j = 0; j < VECTORS; j++) {
        squares[j] = deviations[j] = all(0.0);
        at_minimum[j] = at_maximum[j] = all_bits(0);
    }
    EACH_EIGHT(column, count, {
        V deviation = choose(is_finite(x[j]), x[j] - mean, all(0.0));
        at_minimum[j] -= (U)(x[j] == all(result.minimum));
        at_maximum[j] -= (U)(x[j] == all(result.maximum));
        squares[j] = fused(deviation, deviation, squares[j]);
        deviations[j] += deviation;
    })
    result.at_minimum = counted(at_minimum);
    result.at_maximum = counted(at_maximum);
    correct(&result, total(squares), total(deviations));
    return result;
}

static void kernel_column_hits(const double *column, size_t count, size_t *hits, size_t *undefined) {
    U ones = all_bits(0), unknown = all_bits(0);
    // Missing lanes would be hits, so that they are taken one by one.
    size_t whole = count / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        V x = load(column + i, LANES);
        ones -= (U)(x == all(1.0));
        unknown -= (U)(x != x);
    }
    *hits = *undefined = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        *hits += ones[lane];
        *undefined += unknown[lane];
    }
    for (size_t i = whole; i < count; i++) {
        *hits += column[i] == 1.0;
        *undefined += column[i] != column[i];
    }
}
