// Columns of Philox4x32-10: see include/philox.h. Words are kept in the low halves of 64-bit lanes, whose high halves may hold
// anything: the multiplication of low halves is one instruction, and leaves in place what the next round needs.

enum { PHILOX_GROUP = 8 }; // counters side by side: the first halves of their blocks serve eight indices, the second the next eight

INLINE U low_product(U x, uint64_t multiplier) { return (x & all_bits(0xffffffffu)) * all_bits(multiplier); }

// (i + 1/2) / 2^52, i being the top 52 bits of word: both steps are exact.
INLINE V unit_interval(U word) { return (V)((word >> 12) | (U)all(1.0)) - all(1.0 - 0x1p-53); }

// A step of a round waits for the one before, those of other groups do not: as many groups at a time as registers hold.
enum { AHEAD = LANES == 8 ? 4 : LANES == 4 ? 2 : 1, VECTORS_AHEAD = AHEAD * PHILOX_GROUP / LANES };

// All uniforms of `groups` groups from the one whose first counter is counter; their counters share their high half.
INLINE void philox_groups(uint64_t counter, uint32_t replicate, const U keys[20], size_t groups, double *out) {
    U step = all_bits(0);
    for (size_t lane = 0; lane < LANES; lane++) step[lane] = lane;
    const size_t vectors = groups * PHILOX_GROUP / LANES;
    U x0[VECTORS_AHEAD], x1[VECTORS_AHEAD], x2[VECTORS_AHEAD], x3[VECTORS_AHEAD];
    for (size_t v = 0; v < vectors; v++) {
        x0[v] = all_bits((uint32_t)counter + v * LANES) + step;
        x1[v] = all_bits(counter >> 32);
        x2[v] = all_bits(0);
        x3[v] = all_bits(replicate);
    }
#pragma clang loop unroll(full)
    for (int round = 0; round < 9; round++) {
        for (size_t v = 0; v < vectors; v++) {
            U p = low_product(x0[v], 0xD2511F53u), q = low_product(x2[v], 0xCD9E8D57u);
            x0[v] = (q >> 32) ^ x1[v] ^ keys[2 * round];
            x2[v] = (p >> 32) ^ x3[v] ^ keys[2 * round + 1];
            x1[v] = q;
            x3[v] = p;
        }
    }
    for (size_t v = 0; v < vectors; v++) {
        U p = low_product(x0[v], 0xD2511F53u), q = low_product(x2[v], 0xCD9E8D57u);
        // The block's words two by two, the earlier one on top.
        double *to = out + v * LANES / PHILOX_GROUP * 2 * PHILOX_GROUP + v * LANES % PHILOX_GROUP;
        store(to, unit_interval(q ^ ((x1[v] ^ keys[18]) << 32)), LANES);
        store(to + PHILOX_GROUP, unit_interval(p ^ ((x3[v] ^ keys[19]) << 32)), LANES);
    }
}

static void kernel_philox_uniforms(uint64_t key, uint32_t replicate, uint64_t first, size_t count, double *out) {
    U keys[20];
    for (uint32_t round = 0; round < 10; round++) {
        keys[2 * round] = all_bits((uint32_t)key + round * 0x9E3779B9u);
        keys[2 * round + 1] = all_bits((uint32_t)(key >> 32) + round * 0xBB67AE85u);
    }
    uint64_t group = first / (2 * PHILOX_GROUP);
    size_t skipped = first % (2 * PHILOX_GROUP);
    while (count > 0) {
        if (skipped == 0 && group % AHEAD == 0 && count >= AHEAD * 2 * PHILOX_GROUP) {
            philox_groups(group * PHILOX_GROUP, replicate, keys, AHEAD, out);
            out += AHEAD * 2 * PHILOX_GROUP;
            count -= AHEAD * 2 * PHILOX_GROUP;
            group += AHEAD;
        } else {
            double part[2 * PHILOX_GROUP];
            philox_groups(group * PHILOX_GROUP, replicate, keys, 1, part);
            size_t length = 2 * PHILOX_GROUP - skipped < count ? 2 * PHILOX_GROUP - skipped : count;
            memcpy(out, part + skipped, length * sizeof *out);
            out += length;
            count -= length;
            skipped = 0;
            group++;
        }
    }
}
