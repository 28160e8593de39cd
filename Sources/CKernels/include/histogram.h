#ifndef SUANLI_HISTOGRAM_H
#define SUANLI_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SUANLI_HISTOGRAM_SHIFT = 42, // leaves sign, exponent and 10 bits of mantissa: 1,024 buckets an octave
    SUANLI_HISTOGRAM_OCTAVE = 1024, // buckets of an octave of one sign
    SUANLI_HISTOGRAM_OCTAVES = 4096, // of both signs, by a number's first twelve bits
    SUANLI_WINDOW_DRAWS = (1 << 22) - 1, // the most that a window may count before it is emptied
};

// The bits of x in an order-preserving form: a < b as numbers if and only if key(a) < key(b).
uint64_t suanli_histogram_key(double x);
// Its inverse.
double suanli_histogram_value(uint64_t key);

// An occupied bucket, as a histogram has it: the key of its numbers without the last SUANLI_HISTOGRAM_SHIFT bits, and the bits of
// the only number that it has seen, or 0 after a second one.
struct suanli_histogram_bucket {
    uint32_t key;
    uint64_t count;
    uint64_t only;
};

// Draws that count alike are counted in a window: buckets of some octaves on either side of zero, side by side, so that the place of a
// number is a shift and a difference. A bucket has in its 22 low bits how many numbers it has seen, and above them the bits
// that any of those had in the last 42 of a double; the last 42 bits of the other word are those that any of them had not. It has seen
// one number only where no bit is in both. All zero when empty.
struct suanli_window_bucket {
    uint64_t count_and_ones;
    uint64_t zeros;
};

// The buckets of one sign, away from zero, and which of them may be occupied.
struct suanli_window_side {
    struct suanli_window_bucket *buckets;
    uint32_t low;
    uint32_t end; // behind the last one; at most low where there is none
};

struct suanli_histogram_window {
    // Of positive and of negative numbers, `size` each; the first has the numbers whose bits without the sign, and without the last
    // SUANLI_HISTOGRAM_SHIFT, are `first`.
    struct suanli_window_side sides[2];
    uint32_t first;
    uint32_t size;
};

// Gives a window its buckets, all empty; what is never touched takes no memory. False where there is no memory.
bool suanli_window_open(struct suanli_histogram_window *window, uint32_t first, uint32_t size);
// Gives them back.
void suanli_window_close(struct suanli_histogram_window *window);

// Counts the elements of a column in a window, and moves those that are outside to `others`, which has room for all. Returns how many
// those are. No element is below `least` or above `most`; where that is not known, or some are NaN, these are infinite. Where both are of one
// sign and in the window, it takes about a nanosecond an element, else twice that.
size_t suanli_window_add(
    const double *column, size_t count, double least, double most, struct suanli_histogram_window *window,
    double *others);

// How many buckets suanli_window_take looks at, and may write.
size_t suanli_window_reach(const struct suanli_histogram_window *window);
// Moves the occupied buckets, ascending, to `buckets`, leaves the window empty, and returns how many there were.
size_t suanli_window_take(struct suanli_histogram_window *window, struct suanli_histogram_bucket *buckets);

// Anything else is counted in pages, one for each octave of each sign that anything falls in. A bucket's value is the bits of the
// only value it has seen: 0 before the first, which none has (a zero is kept as -0), and all ones, a NaN's, once it has seen two.
struct suanli_page_bucket {
    uint64_t count;
    uint64_t value;
};

// By the leading bits of the mantissa.
struct suanli_histogram_page {
    struct suanli_page_bucket bucket[SUANLI_HISTOGRAM_OCTAVE];
};

// Adds the finite values of column[from ..< count] to the buckets of their distances from center, counting apart those that
// are at it; with weights, those of weight 0 as if they were not there, and without each as one. pages has an entry for each combination
// of sign and exponent, a distance's first twelve bits, null until it is needed. Returns count, or the position of the first
// value whose page is null: the caller provides it and calls again from there.
size_t suanli_pages_add(
    const double *column, const uint64_t *weights, double center, size_t from, size_t count,
    struct suanli_histogram_page **pages, uint64_t *zeros);

// Moves the occupied buckets of the page of an octave, ascending, to buckets, leaves it empty, and returns how many there were.
size_t suanli_page_take(
    struct suanli_histogram_page *page, uint32_t octave, struct suanli_histogram_bucket buckets[SUANLI_HISTOGRAM_OCTAVE]);

#endif
