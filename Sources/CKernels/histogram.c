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
    const double *column, double center, size_t from, size_t count, struct suanli_histogram_page **pages,
    uint64_t *zeros) {
    uint64_t zero_count = 0;
    size_t i = from;
    for (; i < count; i++) {
        double x = column[i];
        double distance = x - center;
        if (distance == 0.0) {
            zero_count++;
            continue;
        }
        if (!(fabs(x) < INFINITY)) continue;
        uint64_t bucket = suanli_histogram_key(distance) >> SUANLI_HISTOGRAM_SHIFT;
        struct suanli_histogram_page *page = pages[bucket / SUANLI_HISTOGRAM_PAGE];
        if (!page) break;
        size_t slot = bucket % SUANLI_HISTOGRAM_PAGE;
        uint64_t before = page->count[slot]++;
        double known = before ? page->value[slot] : x;
        page->value[slot] = known == x ? x : NAN;
    }
    *zeros += zero_count;
    return i;
}
