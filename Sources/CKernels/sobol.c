#include "sobol.h"

#include <string.h>

#include "sobol_numbers.h"

// Points are made in aligned groups of this many: they differ from the group's first point by the same eight words
// everywhere, since a point is linear in the Gray code of its index and that code in the index.
enum { GROUP = 8, GROUP_BITS = 3 };

struct cursor {
    const uint64_t *directions;
    uint64_t local[GROUP];
    // The group at hand, and the first of its points.
    uint64_t group, base;
};

static uint64_t point(const uint64_t *directions, uint64_t index) {
    uint64_t code = (index ^ index >> 1) & (((uint64_t)1 << SUANLI_SOBOL_BITS) - 1), result = 0;
    for (; code != 0; code &= code - 1) result ^= directions[__builtin_ctzll(code)];
    return result;
}

static struct cursor start(const uint64_t *directions, uint64_t index) {
    struct cursor cursor = {.directions = directions, .group = index / GROUP};
    for (int j = 0; j < GROUP; j++) cursor.local[j] = point(directions, (uint64_t)j);
    cursor.base = point(directions, cursor.group * GROUP);
    return cursor;
}

// From one group to the next the Gray code of the group's first index changes in two places: where that of the group's
// number does, which is at the number of trailing zeros of the next, and in the highest bit below the group's number.
static inline void advance(struct cursor *cursor) {
    cursor->group += 1;
    int bit = cursor->group == 0 ? 64 : __builtin_ctzll(cursor->group) + GROUP_BITS;
    cursor->base ^= cursor->directions[GROUP_BITS - 1] ^ (bit < SUANLI_SOBOL_BITS ? cursor->directions[bit] : 0);
}

// Bit k of the result is bit k of x, flipped or not by a function of the bits below it: every step moves information
// upward only. Each word is random, so that two points which part at some bit are independent above it (a product
// with a random even number is uniform above the lowest bit of the other factor); the masks add random bits where few
// bits are below, and xor beside addition keeps the whole from being linear in either sense.
static inline uint64_t scrambled(uint64_t x, const uint64_t *word) {
    x += word[0];
    x ^= x * (word[1] << 1);
    x += word[2];
    x ^= x << 1 & word[3];
    x *= word[4] | 1;
    x ^= word[5];
    x ^= x << 2 & word[6];
    x ^= x * (word[7] << 1);
    return x + word[8];
}

// (i + 1/2) / 2^52: the double 1 + i / 2^52 has i for its fraction, and what is taken off leaves no rounding.
static inline double uniform(uint64_t x) {
    uint64_t bits = __builtin_bitreverse64(x) >> 12 | 0x3ff0000000000000u;
    double result;
    memcpy(&result, &bits, sizeof result);
    return result - (1.0 - 0x1p-53);
}

static inline void fill_group(const struct cursor *cursor, const uint64_t *scramble, double *out) {
    for (int j = 0; j < GROUP; j++) out[j] = uniform(scrambled(cursor->base ^ cursor->local[j], scramble));
}

void suanli_sobol_uniforms(
    const uint64_t directions[SUANLI_SOBOL_BITS], const uint64_t scramble[SUANLI_SOBOL_SCRAMBLE_WORDS],
    uint64_t first, size_t count, double *out) {
    struct cursor cursor = start(directions, first);
    double part[GROUP];
    size_t skip = first % GROUP, done = 0;
    while (done < count) {
        size_t wanted = count - done < GROUP - skip ? count - done : GROUP - skip;
        if (wanted == GROUP) {
            fill_group(&cursor, scramble, out + done);
        } else {
            fill_group(&cursor, scramble, part);
            memcpy(out + done, part + skip, wanted * sizeof *out);
        }
        done += wanted;
        skip = 0;
        advance(&cursor);
    }
}

void suanli_sobol_points(
    const uint64_t directions[SUANLI_SOBOL_BITS], uint64_t first, size_t count, uint64_t *out) {
    for (size_t i = 0; i < count; i++) out[i] = point(directions, first + i);
}

// The recurrence combines earlier directions as the polynomial's terms say, and the earliest also shifted right by the
// degree: to the left where bits are reversed. The first dimension has no recurrence; its numbers are all 1.
void suanli_sobol_directions(size_t dimension, uint64_t directions[SUANLI_SOBOL_BITS]) {
    const uint16_t *row = sobol_numbers[dimension];
    unsigned polynomial = row[0];
    int degree = 31 - __builtin_clz(polynomial);
    for (int bit = 0; bit < SUANLI_SOBOL_BITS; bit++) {
        if (bit < degree || dimension == 0) {
            uint64_t number = dimension == 0 ? 1 : row[1 + bit];
            directions[bit] = __builtin_bitreverse64(number << (63 - bit));
            continue;
        }
        uint64_t value = directions[bit - degree] << degree;
        for (int back = 1; back <= degree; back++) {
            if (polynomial >> (degree - back) & 1) value ^= directions[bit - back];
        }
        directions[bit] = value;
    }
}
