// Columns of Philox4x32-10: see include/philox.h. Words are kept in the low halves of 64-bit lanes, whose high halves may hold
// anything: the multiplication of low halves is one instruction, and leaves in place what the next round needs.

enum { PHILOX_GROUP = 8 }; // counters side by side: the first halves of their blocks serve eight indices, the second the next eight

INLINE U low_product(U x, uint64_t multiplier) { return (x & all_bits(0xffffffffu)) * all_bits(multiplier); }

// (i + 1/2) / 2^52, i being the top 52 bits of word: both steps are exact.
INLINE V unit_interval(U word) { return (V)((word >> 12) | (U)all(1.0)) - all(1.0 - 0x1p-53); }

struct uniform_pair {
    V first, second;
};

INLINE struct uniform_pair philox_pair(U low, uint64_t high, uint32_t replicate, const U keys[20]) {
    U x0 = low, x1 = all_bits(high), x2 = all_bits(0), x3 = all_bits(replicate);
    U p = low, q = low;
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
        p = low_product(x0, 0xD2511F53u);
        q = low_product(x2, 0xCD9E8D57u);
        U y0 = (x1 ^ keys[2 * round]), y2 = (x3 ^ keys[2 * round + 1]);
        x0 = (q >> 32) ^ y0;
        x2 = (p >> 32) ^ y2;
        if (round == 9) {
            // The block's words two by two, the earlier one on top.
            return (struct uniform_pair){unit_interval(q ^ (y0 << 32)), unit_interval(p ^ (y2 << 32))};
        }
        x1 = q;
        x3 = p;
    }
    __builtin_unreachable();
}

// All sixteen uniforms of the group whose first counter is counter.
INLINE void philox_group(uint64_t counter, uint32_t replicate, const U keys[20], double *out) {
    U step = all_bits(0);
    for (size_t lane = 0; lane < LANES; lane++) step[lane] = lane;
#pragma clang loop unroll(full)
    for (size_t at = 0; at < PHILOX_GROUP; at += LANES) {
        // Eight counters from a multiple of eight share their high half.
        U low = all_bits((uint32_t)counter + at) + step;
        struct uniform_pair pair = philox_pair(low, counter >> 32, replicate, keys);
        store(out + at, pair.first, LANES);
        store(out + PHILOX_GROUP + at, pair.second, LANES);
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
        if (skipped == 0 && count >= 2 * PHILOX_GROUP) {
            philox_group(group * PHILOX_GROUP, replicate, keys, out);
            out += 2 * PHILOX_GROUP;
            count -= 2 * PHILOX_GROUP;
        } else {
            double part[2 * PHILOX_GROUP];
            philox_group(group * PHILOX_GROUP, replicate, keys, part);
            size_t length = 2 * PHILOX_GROUP - skipped < count ? 2 * PHILOX_GROUP - skipped : count;
            memcpy(out, part + skipped, length * sizeof *out);
            out += length;
            count -= length;
            skipped = 0;
        }
        group++;
    }
}
