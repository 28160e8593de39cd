#include "histogram.h"

#include <math.h>
#include <stdlib.h>
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

static inline uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

// MARK: Windows

static const uint64_t REST = ((uint64_t)1 << SUANLI_HISTOGRAM_SHIFT) - 1;
enum { COUNT_BITS = 64 - SUANLI_HISTOGRAM_SHIFT };

static void forget(struct suanli_histogram_window *window) {
    for (size_t sign = 0; sign < 2; sign++) {
        window->sides[sign].low = window->size;
        window->sides[sign].end = 0;
    }
}

bool suanli_window_open(struct suanli_histogram_window *window, uint32_t first, uint32_t size) {
    window->sides[0].buckets = calloc(2 * (size_t)size, sizeof *window->sides[0].buckets);
    if (!window->sides[0].buckets) return false;
    window->sides[1].buckets = window->sides[0].buckets + size;
    window->first = first;
    window->size = size;
    forget(window);
    return true;
}

void suanli_window_close(struct suanli_histogram_window *window) {
    free(window->sides[0].buckets);
    *window = (struct suanli_histogram_window){0};
}

// The place of a number on its side; size and above where it is outside.
static inline uint32_t place_of(const struct suanli_histogram_window *window, uint64_t bits) {
    return (uint32_t)((bits & ~SIGN) >> SUANLI_HISTOGRAM_SHIFT) - window->first;
}

static inline void note_place(struct suanli_window_side *side, uint32_t place) {
    if (place < side->low) side->low = place;
    if (place >= side->end) side->end = place + 1;
}

// Without a branch: in the first thousands of draws nothing tells which buckets are new.
static inline void count_in(struct suanli_window_bucket *bucket, uint64_t bits) {
    bucket->count_and_ones = (bucket->count_and_ones | bits << COUNT_BITS) + 1;
    bucket->zeros |= ~bits;
}

size_t suanli_window_add(
    const double *column, size_t count, double least, double most, struct suanli_histogram_window *window,
    double *others) {
    const uint32_t least_place = place_of(window, bits_of(least)), most_place = place_of(window, bits_of(most));
    if ((least > 0 || most < 0) && least_place < window->size && most_place < window->size) {
        struct suanli_window_side *side = &window->sides[most < 0];
        note_place(side, least_place);
        note_place(side, most_place);
        struct suanli_window_bucket *const buckets = side->buckets;
        const uint32_t first = window->first;
#pragma clang loop unroll_count(4)
        for (size_t i = 0; i < count; i++) {
            const uint64_t bits = bits_of(column[i]);
            count_in(&buckets[(uint32_t)((bits & ~SIGN) >> SUANLI_HISTOGRAM_SHIFT) - first], bits);
        }
        return 0;
    }
    size_t other_count = 0;
    for (size_t i = 0; i < count; i++) {
        const uint64_t bits = bits_of(column[i]);
        const uint32_t place = place_of(window, bits);
        if (place < window->size) {
            struct suanli_window_side *side = &window->sides[bits >> 63];
            note_place(side, place);
            count_in(&side->buckets[place], bits);
        } else {
            others[other_count++] = column[i];
        }
    }
    return other_count;
}

// Whole octaves, so that few sizes come up.
static struct suanli_window_side whole(const struct suanli_window_side *side) {
    const uint32_t octave = SUANLI_HISTOGRAM_OCTAVE;
    if (side->end <= side->low) return (struct suanli_window_side){side->buckets, 0, 0};
    return (struct suanli_window_side){
        side->buckets, side->low / octave * octave, (side->end + octave - 1) / octave * octave};
}

size_t suanli_window_reach(const struct suanli_histogram_window *window) {
    const struct suanli_window_side positive = whole(&window->sides[0]), negative = whole(&window->sides[1]);
    return (size_t)(positive.end - positive.low) + (negative.end - negative.low);
}

// The bucket of the numbers whose bits begin like `first`, as a histogram has it.
static inline struct suanli_histogram_bucket taken(const struct suanli_window_bucket *bucket, uint64_t first) {
    const uint64_t ones = bucket->count_and_ones >> COUNT_BITS;
    const bool is_single = (ones & bucket->zeros & REST) == 0;
    const uint64_t key = first & SIGN ? ~first : first | SIGN;
    return (struct suanli_histogram_bucket){
        (uint32_t)(key >> SUANLI_HISTOGRAM_SHIFT), bucket->count_and_ones & SUANLI_WINDOW_DRAWS,
        is_single ? first | ones : 0};
}

// The same of the octave from `place` on. One that has nothing is not written to, so that it takes no memory.
static size_t take_octave(
    struct suanli_histogram_window *window, size_t sign, uint32_t place, struct suanli_histogram_bucket *buckets) {
    struct suanli_window_bucket *octave = window->sides[sign].buckets + place;
    size_t found = 0;
    for (uint32_t i = 0; i < SUANLI_HISTOGRAM_OCTAVE; i++) {
        const uint32_t slot = sign ? SUANLI_HISTOGRAM_OCTAVE - 1 - i : i;
        const uint64_t bits = (uint64_t)(window->first + place + slot) << SUANLI_HISTOGRAM_SHIFT;
        buckets[found] = taken(&octave[slot], sign ? bits | SIGN : bits);
        found += buckets[found].count != 0;
    }
    if (found > 0) memset(octave, 0, SUANLI_HISTOGRAM_OCTAVE * sizeof *octave);
    return found;
}

size_t suanli_window_take(struct suanli_histogram_window *window, struct suanli_histogram_bucket *buckets) {
    const uint32_t octave = SUANLI_HISTOGRAM_OCTAVE;
    const struct suanli_window_side positive = whole(&window->sides[0]), negative = whole(&window->sides[1]);
    size_t found = 0;
    // Below zero larger bits are smaller numbers.
    for (uint32_t place = negative.end; place > negative.low; place -= octave)
        found += take_octave(window, 1, place - octave, buckets + found);
    for (uint32_t place = positive.low; place < positive.end; place += octave)
        found += take_octave(window, 0, place, buckets + found);
    forget(window);
    return found;
}

// MARK: Pages

static inline void add_at(struct suanli_histogram_page *page, uint64_t place, uint64_t value, uint64_t weight) {
    struct suanli_page_bucket *bucket =
        &page->bucket[place >> SUANLI_HISTOGRAM_SHIFT & (SUANLI_HISTOGRAM_OCTAVE - 1)];
    bucket->count += weight;
    int is_only = (bucket->value == 0) | (bucket->value == value);
    bucket->value = is_only ? value : ~(uint64_t)0;
}

size_t suanli_pages_add(
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

size_t suanli_page_take(
    struct suanli_histogram_page *page, uint32_t octave, struct suanli_histogram_bucket buckets[SUANLI_HISTOGRAM_OCTAVE]) {
    const bool is_negative = octave >= SUANLI_HISTOGRAM_OCTAVES / 2;
    size_t found = 0;
    for (uint32_t i = 0; i < SUANLI_HISTOGRAM_OCTAVE; i++) {
        // Below zero larger bits are smaller numbers.
        const uint32_t slot = is_negative ? SUANLI_HISTOGRAM_OCTAVE - 1 - i : i;
        const struct suanli_page_bucket bucket = page->bucket[slot];
        const uint64_t bits = (uint64_t)(octave * SUANLI_HISTOGRAM_OCTAVE + slot) << SUANLI_HISTOGRAM_SHIFT;
        const uint64_t key = is_negative ? ~bits : bits | SIGN;
        buckets[found] = (struct suanli_histogram_bucket){
            (uint32_t)(key >> SUANLI_HISTOGRAM_SHIFT), bucket.count, bucket.value == ~(uint64_t)0 ? 0 : bucket.value};
        found += bucket.count != 0;
    }
    memset(page, 0, sizeof *page);
    return found;
}
