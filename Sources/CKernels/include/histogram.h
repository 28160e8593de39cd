#ifndef SUANLI_HISTOGRAM_H
#define SUANLI_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum {
    SUANLI_HISTOGRAM_SHIFT = 42, // leaves sign, exponent and 10 bits of mantissa: 1,024 buckets an octave
    SUANLI_HISTOGRAM_PAGE = 1024, // buckets a page: an octave of one sign
    SUANLI_HISTOGRAM_PAGES = 4096, // octaves of both signs
};

// A bucket's value is the bits of the only value it has seen: 0 before the first, which none has (a zero is kept as -0),
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

// A bucket that has seen something, and where it is in its page.
struct suanli_histogram_entry {
    size_t slot;
    struct suanli_histogram_bucket bucket;
};

// Moves the occupied buckets of a page, ascending, to entries, leaves it empty, and returns how many there were.
size_t suanli_histogram_take(
    struct suanli_histogram_page *page, struct suanli_histogram_entry entries[SUANLI_HISTOGRAM_PAGE]);

// Adds the finite values of column[from ..< count] to the buckets of their distances from center, counting apart those that
// are at it. pages has an entry for each combination of sign and exponent, a distance's first twelve bits, null until it is
// needed. Returns count, or the position of the first value whose page is null: the caller provides it and calls again from
// there.
size_t suanli_histogram_add(
    const double *column, double center, size_t from, size_t count, struct suanli_histogram_page **pages,
    uint64_t *zeros);

// The same for elements that count with weights, those of weight 0 as if they were not there; without weights each counts
// as one.
size_t suanli_weighted_histogram_add(
    const double *column, const uint64_t *weights, double center, size_t from, size_t count,
    struct suanli_histogram_page **pages, uint64_t *zeros);

#endif
