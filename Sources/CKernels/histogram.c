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

size_t suanli_histogram_add(
    const double *column, size_t from, size_t count, struct suanli_histogram_page **pages, uint64_t *zeros) {
    uint64_t zero_count = 0;
    size_t i = from;
    for (; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, column + i, sizeof bits);
        struct suanli_histogram_page *page = pages[bits >> 52];
        if (__builtin_expect(!page || bits << 1 == 0, 0)) {
            if (bits << 1 == 0) {
                zero_count++;
                continue;
            }
            if (!(fabs(column[i]) < INFINITY)) continue;
            break;
        }
        struct suanli_histogram_bucket *bucket = &page->bucket[bits >> SUANLI_HISTOGRAM_SHIFT & (SUANLI_HISTOGRAM_PAGE - 1)];
        bucket->count++;
        // Without a branch: in the first thousands of draws nothing tells which buckets are new.
        int is_only = (bucket->value == 0) | (bucket->value == bits);
        bucket->value = is_only ? bits : ~(uint64_t)0;
    }
    *zeros += zero_count;
    return i;
}
