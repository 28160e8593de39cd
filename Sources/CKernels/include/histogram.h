#ifndef SUANLI_HISTOGRAM_H
#define SUANLI_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum {
    SUANLI_HISTOGRAM_SHIFT = 42, // leaves sign, exponent and 10 bits of mantissa: 1,024 buckets an octave
    SUANLI_HISTOGRAM_PAGE = 1024, // buckets a page: an octave of one sign
    SUANLI_HISTOGRAM_PAGES = 4096, // octaves of both signs
};

// A bucket's value is the bits of the only value it has seen: 0 before the first, which none has (zeros are counted apart),
// and all ones, a NaN's, once it has seen two.
struct suanli_histogram_bucket {
    uint64_t count;
    uint64_t value;
};

// The buckets of one octave of one sign, by the leading bits of the mantissa.
struct suanli_histogram_page {
    struct suanli_histogram_bucket bucket[SUANLI_HISTOGRAM_PAGE];
};

// The bits of x in an order-preserving form: a < b as numbers if and only if key(a) < key(b).
uint64_t suanli_histogram_key(double x);
// Its inverse.
double suanli_histogram_value(uint64_t key);

// Adds the finite, nonzero values of column[from ..< count] to their buckets, counting zeros apart. pages has an entry for
// each combination of sign and exponent, a value's first twelve bits, null until it is needed. Returns count, or the position of the first
// value whose page is null: the caller provides it and calls again from there.
size_t suanli_histogram_add(
    const double *column, size_t from, size_t count, struct suanli_histogram_page **pages, uint64_t *zeros);

#endif
