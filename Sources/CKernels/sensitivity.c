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

void suanli_count_bins(const uint16_t *bins, size_t count, uint32_t *counts) {
    for (size_t i = 0; i < count; i++) counts[bins[i]]++;
}

void suanli_bin_rows(
    const double *const values[SUANLI_BIN_OUTPUTS], const uint16_t *const ranks[SUANLI_BIN_OUTPUTS], size_t count, double scale,
    double *rows) {
    const double middle = (double)(count + 1) / 2;
    for (size_t i = 0; i < count; i++) {
        double *row = rows + i * SUANLI_BIN_LANES;
        for (size_t k = 0; k < SUANLI_BIN_OUTPUTS; k++) {
            row[k] = values[k][i];
            row[k + SUANLI_BIN_OUTPUTS] = ((double)ranks[k][i] / 2 - middle) * scale;
        }
    }
}

enum { DIGITS = 1 << SUANLI_RANK_DIGIT };

// The sign, the exponent and twelve bits of the mantissa, ascending with x.
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
static double middle_of(const double *column, size_t count) {
    double sample[81];
    for (size_t i = 0; i < 81; i++) sample[i] = column[i * count / 81];
    for (size_t left = 27; left > 0; left /= 3) {
        for (size_t i = 0; i < left; i++) sample[i] = median_of_three(sample[3 * i], sample[3 * i + 1], sample[3 * i + 2]);
    }
    return sample[0];
}

// From how many of each digit there are to where the first of each goes.
static void place(uint16_t sizes[DIGITS]) {
    uint16_t start = 0;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        const uint16_t size = sizes[digit];
        sizes[digit] = start;
        start = (uint16_t)(start + size);
    }
}

// The elements in the order of their keys: by the lower digit, then by the upper one, which moves along with the index.
static void sort_by_key(const uint32_t *keys, size_t count, uint16_t *order) {
    uint16_t lower[DIGITS] = {0}, upper[DIGITS] = {0};
    uint32_t moved[SUANLI_RANK_LIMIT];
    for (size_t i = 0; i < count; i++) {
        lower[keys[i] & (DIGITS - 1)]++;
        upper[keys[i] >> SUANLI_RANK_DIGIT]++;
    }
    place(lower);
    place(upper);
    for (size_t i = 0; i < count; i++) {
        moved[lower[keys[i] & (DIGITS - 1)]++] = keys[i] >> SUANLI_RANK_DIGIT << 16 | (uint32_t)i;
    }
    for (size_t i = 0; i < count; i++) order[upper[moved[i] >> 16]++] = (uint16_t)moved[i];
}

static void swap(uint16_t *a, uint16_t *b) {
    const uint16_t kept = *a;
    *a = *b;
    *b = kept;
}

static void sift_down(const double *column, uint16_t *order, size_t root, size_t count) {
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && column[order[child]] < column[order[child + 1]]) child++;
        if (column[order[root]] >= column[order[child]]) return;
        swap(&order[root], &order[child]);
    }
}

// Elements with equal keys in the order of their values: mostly two or three, or all of one value; else, where values far apart leave
// the others one key, in n log n steps whatever they are (heapsort).
static void sort_by_value(const double *column, uint16_t *order, size_t count) {
    size_t sorted = 1;
    while (sorted < count && column[order[sorted - 1]] <= column[order[sorted]]) sorted++;
    if (sorted == count) return;
    for (size_t root = count / 2; root-- > 0;) sift_down(column, order, root, count);
    for (size_t left = count; left-- > 1;) {
        swap(&order[0], &order[left]);
        sift_down(column, order, 0, left);
    }
}

// The ranks of elements first ..< end of the order, which is that of their values; returns the sum of t^3 - t.
static double rank_run(const double *column, const uint16_t *order, size_t first, size_t end, uint16_t *ranks) {
    double ties = 0;
    for (size_t next; first < end; first = next) {
        for (next = first + 1; next < end && column[order[next]] == column[order[first]];) next++;
        const double size = (double)(next - first);
        ties += size * size * size - size;
        for (size_t i = first; i < next; i++) ranks[order[i]] = (uint16_t)(first + next + 1);
    }
    return ties;
}

double suanli_mid_ranks(const double *column, size_t count, uint16_t *ranks) {
    if (count == 0) return 0;
    uint32_t keys[SUANLI_RANK_LIMIT];
    uint16_t order[SUANLI_RANK_LIMIT];
    const double center = middle_of(column, count);
    for (size_t i = 0; i < count; i++) keys[i] = rank_key(column[i] - center);
    sort_by_key(keys, count, order);
    double ties = 0;
    for (size_t first = 0, next; first < count; first = next) {
        const uint32_t key = keys[order[first]];
        for (next = first + 1; next < count && keys[order[next]] == key;) next++;
        if (next == first + 1) {
            ranks[order[first]] = (uint16_t)(first + next + 1);
            // Most that have one key are two.
        } else if (next == first + 2 && column[order[first]] != column[order[first + 1]]) {
            const int is_less = column[order[first]] < column[order[first + 1]];
            ranks[order[first]] = (uint16_t)(2 * first + (is_less ? 2 : 4));
            ranks[order[first + 1]] = (uint16_t)(2 * first + (is_less ? 4 : 2));
        } else {
            sort_by_value(column, order + first, next - first);
            ties += rank_run(column, order, first, next, ranks);
        }
    }
    return ties;
}

static int is_finite(double x) {
    return x - x == 0;
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
