#include "histogram.h"

#include <math.h>
#include <string.h>

static const uint64_t SIGN = 0x8000000000000000u;

uint64_t suanli_histogram_key(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits & SIGN ? ~bits : bits | SIGN;
}

double suanli_histogram_value(uint64_t key) {
    uint64_t bits = key & SIGN ? key & ~SIGN : ~key;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

size_t suanli_histogram_take(
    struct suanli_histogram_page *page, struct suanli_histogram_entry entries[SUANLI_HISTOGRAM_PAGE]) {
    size_t found = 0;
    for (size_t slot = 0; slot < SUANLI_HISTOGRAM_PAGE; slot++) {
        entries[found] = (struct suanli_histogram_entry){slot, page->bucket[slot]};
        found += page->bucket[slot].count != 0;
    }
    memset(page, 0, sizeof *page);
    return found;
}

// Adds `weight` at the bucket of the number whose bits are `place`, where `value` was seen. Without a branch: in the first
// thousands of draws nothing tells which buckets are new.
static inline void add_at(struct suanli_histogram_page *page, uint64_t place, uint64_t value, uint64_t weight) {
    struct suanli_histogram_bucket *bucket =
        &page->bucket[place >> SUANLI_HISTOGRAM_SHIFT & (SUANLI_HISTOGRAM_PAGE - 1)];
    bucket->count += weight;
    int is_only = (bucket->value == 0) | (bucket->value == value);
    bucket->value = is_only ? value : ~(uint64_t)0;
}

static inline uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static size_t add_around_zero(
    const double *column, size_t from, size_t count, struct suanli_histogram_page **pages, uint64_t *zeros) {
    uint64_t zero_count = 0;
    size_t i = from;
    for (; i < count; i++) {
        uint64_t bits = bits_of(column[i]);
        struct suanli_histogram_page *page = pages[bits >> 52];
        if (__builtin_expect(!page || bits << 1 == 0, 0)) {
            if (bits << 1 == 0) {
                zero_count++;
                continue;
            }
            if (!(fabs(column[i]) < INFINITY)) continue;
            break;
        }
        add_at(page, bits, bits, 1);
    }
    *zeros += zero_count;
    return i;
}

size_t suanli_weighted_histogram_add(
    const double *column, const uint64_t *weights, double center, size_t from, size_t count,
    struct suanli_histogram_page **pages, uint64_t *zeros) {
    size_t i = from;
    for (; i < count; i++) {
        uint64_t weight = weights ? weights[i] : 1;
        if (!weight || !(fabs(column[i]) < INFINITY)) continue;
        double distance = column[i] - center;
        if (distance == 0.0) {
            *zeros += weight;
            continue;
        }
        uint64_t place = bits_of(distance);
        struct suanli_histogram_page *page = pages[place >> 52];
        if (!page) break;
        // No value has the bits of a bucket that is still empty.
        add_at(page, place, bits_of(column[i] == 0.0 ? -0.0 : column[i]), weight);
    }
    return i;
}

size_t suanli_histogram_add(
    const double *column, double center, size_t from, size_t count, struct suanli_histogram_page **pages,
    uint64_t *zeros) {
    if (center == 0.0) return add_around_zero(column, from, count, pages, zeros);
    return suanli_weighted_histogram_add(column, NULL, center, from, count, pages, zeros);
}
