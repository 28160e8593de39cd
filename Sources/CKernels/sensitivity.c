#include "sensitivity.h"

#include <string.h>

void suanli_bins_of_cells(const double *u, size_t cells, const uint16_t *bins, uint16_t *out, size_t count) {
    const double scale = (double)cells;
    for (size_t i = 0; i < count; i++) out[i] = bins[(int32_t)(u[i] * scale)];
}

void suanli_bins_cut(const double *u, const double *cuts, size_t cut_count, uint16_t *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t below = 0, rest = cut_count;
        while (rest > 0) {
            const size_t half = (rest + 1) / 2;
            below += cuts[below + half - 1] <= u[i] ? half : 0;
            rest -= half;
        }
        out[i] = (uint16_t)below;
    }
}

// Four lanes, in as many registers as the machine needs; all are loaded before any is stored, which a plain loop may not do.
typedef double four_lanes __attribute__((vector_size(4 * sizeof(double))));

void suanli_add_to_bins(const uint16_t *bins, const double *rows, size_t count, double *sums) {
    for (size_t i = 0; i < count; i++) {
        double *sum = sums + (size_t)bins[i] * SUANLI_BIN_LANES;
        four_lanes totals[SUANLI_BIN_LANES / 4], row[SUANLI_BIN_LANES / 4];
        memcpy(totals, sum, sizeof totals);
        memcpy(row, rows + i * SUANLI_BIN_LANES, sizeof row);
        for (size_t part = 0; part < SUANLI_BIN_LANES / 4; part++) totals[part] += row[part];
        memcpy(sum, totals, sizeof totals);
    }
}

enum { DIGITS = 1 << SUANLI_RANK_DIGIT };

static int is_finite(double x) {
    return x - x == 0;
}

// The sign, the exponent and ten bits of the mantissa, ascending with x.
static uint32_t rank_key(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    const uint64_t ordered = bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
    return (uint32_t)(ordered >> (64 - 2 * SUANLI_RANK_DIGIT));
}

static double median_of_three(double a, double b, double c) {
    const double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

// The median of medians of three, of up to 81 of the values.
static double middle(const double *column, const uint16_t *finite, size_t count) {
    double sample[81];
    for (size_t i = 0; i < 81; i++) sample[i] = column[finite[i * count / 81]];
    for (size_t left = 27; left > 0; left /= 3) {
        for (size_t i = 0; i < left; i++) sample[i] = median_of_three(sample[3 * i], sample[3 * i + 1], sample[3 * i + 2]);
    }
    return sample[0];
}

static void sort_by_digit(
    const uint32_t *keys, const uint16_t *from, uint16_t *to, size_t count, unsigned shift, uint16_t *starts) {
    memset(starts, 0, DIGITS * sizeof *starts);
    for (size_t i = 0; i < count; i++) starts[keys[from[i]] >> shift & (DIGITS - 1)]++;
    uint16_t start = 0;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        const uint16_t size = starts[digit];
        starts[digit] = start;
        start = (uint16_t)(start + size);
    }
    for (size_t i = 0; i < count; i++) to[starts[keys[from[i]] >> shift & (DIGITS - 1)]++] = from[i];
}

size_t suanli_mid_ranks(const double *column, size_t count, double *ranks, double *ties) {
    uint32_t keys[SUANLI_RANK_LIMIT];
    uint16_t order[SUANLI_RANK_LIMIT], other[SUANLI_RANK_LIMIT], starts[DIGITS];
    size_t finite = 0;
    for (size_t i = 0; i < count; i++) {
        ranks[i] = 0;
        order[finite] = (uint16_t)i;
        finite += is_finite(column[i]) ? 1 : 0;
    }
    *ties = 0;
    if (finite == 0) return 0;
    const double center = middle(column, order, finite);
    for (size_t i = 0; i < count; i++) keys[i] = rank_key(column[i] - center);
    sort_by_digit(keys, order, other, finite, 0, starts);
    sort_by_digit(keys, other, order, finite, SUANLI_RANK_DIGIT, starts);
    for (size_t first = 0, next; first < finite; first = next) {
        const uint32_t key = keys[order[first]];
        for (next = first + 1; next < finite && keys[order[next]] == key;) next++;
        const double rank = (double)(first + next + 1) / 2, size = (double)(next - first);
        *ties += size * size * size - size;
        for (size_t i = first; i < next; i++) ranks[order[i]] = rank;
    }
    return finite;
}

size_t suanli_squared_differences(const double *a, const double *b, size_t count, double *sum) {
    double lanes[4] = {0, 0, 0, 0};
    size_t finite = 0;
    for (size_t i = 0; i < count; i++) {
        const int counts = is_finite(a[i]) && is_finite(b[i]);
        const double difference = counts ? a[i] - b[i] : 0;
        lanes[i % 4] += difference * difference;
        finite += counts ? 1 : 0;
    }
    *sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
    return finite;
}
