// Columns of scrambled Sobol' points: see include/sobol.h.

// Points are made in aligned groups of this many: they differ from the group's first point by the same eight words
// everywhere, since a point is linear in the Gray code of its index and that code in the index.
enum { SOBOL_GROUP = 8, SOBOL_GROUP_BITS = 3 };

// Bit k of the result is bit k of x, flipped or not by a function of the bits below it: every step moves information
// upward only. Each word is random, so that two points which part at some bit are independent above it (a product
// with a random even number is uniform above the lowest bit of the other factor); the masks add random bits where few
// bits are below, and xor beside addition keeps the whole from being linear in either sense.
INLINE U sobol_scrambled(U x, const U word[SUANLI_SOBOL_SCRAMBLE_WORDS]) {
    x += word[0];
    x ^= x * word[1];
    x += word[2];
    x ^= (x << 1) & word[3];
    x *= word[4];
    x ^= word[5];
    x ^= (x << 2) & word[6];
    x ^= x * word[7];
    return x + word[8];
}

INLINE void sobol_group(const uint64_t local[SOBOL_GROUP], uint64_t base, const U word[SUANLI_SOBOL_SCRAMBLE_WORDS], double *out) {
    for (size_t at = 0; at < SOBOL_GROUP; at += LANES) {
        U x;
        memcpy(&x, local + at, sizeof x);
        x = __builtin_elementwise_bitreverse(sobol_scrambled(x ^ all_bits(base), word));
        store(out + at, unit_interval(x), LANES);
    }
}

// From one group to the next the Gray code of the group's first index changes in two places: where that of the group's
// number does, which is at the number of trailing zeros of the next, and in the highest bit below the group's number.
INLINE uint64_t sobol_step(const uint64_t *directions, uint64_t next_group) {
    int bit = next_group == 0 ? 64 : __builtin_ctzll(next_group) + SOBOL_GROUP_BITS;
    return directions[SOBOL_GROUP_BITS - 1] ^ (bit < SUANLI_SOBOL_BITS ? directions[bit] : 0);
}

static void kernel_sobol_uniforms(
    const uint64_t *directions, const uint64_t *scramble, uint64_t first, size_t count, double *out) {
    uint64_t local[SOBOL_GROUP], group = first / SOBOL_GROUP;
    for (uint64_t j = 0; j < SOBOL_GROUP; j++) local[j] = suanli_sobol_point(directions, j);
    uint64_t base = suanli_sobol_point(directions, group * SOBOL_GROUP);
    U word[SUANLI_SOBOL_SCRAMBLE_WORDS];
    for (int i = 0; i < SUANLI_SOBOL_SCRAMBLE_WORDS; i++) word[i] = all_bits(scramble[i]);
    // Even factors where the product is added to the point, so that its lowest bit stays; an odd one where it replaces it.
    word[1] <<= 1;
    word[4] |= 1;
    word[7] <<= 1;
    size_t skipped = first % SOBOL_GROUP;
    while (count > 0) {
        size_t wanted = count < SOBOL_GROUP - skipped ? count : SOBOL_GROUP - skipped;
        if (wanted == SOBOL_GROUP) {
            sobol_group(local, base, word, out);
        } else {
            double part[SOBOL_GROUP];
            sobol_group(local, base, word, part);
            memcpy(out, part + skipped, wanted * sizeof *out);
        }
        out += wanted;
        count -= wanted;
        skipped = 0;
        group += 1;
        base ^= sobol_step(directions, group);
    }
}
