#include "philox.h"

enum { ROUNDS = 10 };
static const uint32_t MULTIPLIER_0 = 0xD2511F53u, MULTIPLIER_1 = 0xCD9E8D57u;
static const uint32_t WEYL_0 = 0x9E3779B9u, WEYL_1 = 0xBB67AE85u;

struct block {
    uint32_t word[4];
};

static inline struct block philox(struct block counter, uint32_t key_0, uint32_t key_1) {
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t product_0 = (uint64_t)MULTIPLIER_0 * counter.word[0];
        uint64_t product_1 = (uint64_t)MULTIPLIER_1 * counter.word[2];
        struct block next = {{
            (uint32_t)(product_1 >> 32) ^ counter.word[1] ^ key_0,
            (uint32_t)product_1,
            (uint32_t)(product_0 >> 32) ^ counter.word[3] ^ key_1,
            (uint32_t)product_0,
        }};
        counter = next;
        key_0 += WEYL_0;
        key_1 += WEYL_1;
    }
    return counter;
}

void suanli_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    struct block start = {{counter[0], counter[1], counter[2], counter[3]}};
    struct block result = philox(start, key[0], key[1]);
    for (int i = 0; i < 4; i++) out[i] = result.word[i];
}

static inline double uniform(uint32_t low, uint32_t high) {
    uint64_t word = (uint64_t)high << 32 | low;
    return ((double)(int64_t)(word >> 12) + 0.5) * 0x1p-52;
}

void suanli_philox_uniforms(uint64_t key, uint32_t replicate, uint64_t first, size_t count, double *out) {
    uint32_t key_0 = (uint32_t)key, key_1 = (uint32_t)(key >> 32);
    uint64_t pair = first / 2;
    size_t pairs = count / 2;
    for (size_t i = 0; i < pairs; i++) {
        uint64_t index = pair + i;
        struct block counter = {{(uint32_t)index, (uint32_t)(index >> 32), 0, replicate}};
        struct block words = philox(counter, key_0, key_1);
        out[2 * i] = uniform(words.word[0], words.word[1]);
        out[2 * i + 1] = uniform(words.word[2], words.word[3]);
    }
    if (count % 2) {
        uint64_t index = pair + pairs;
        struct block counter = {{(uint32_t)index, (uint32_t)(index >> 32), 0, replicate}};
        struct block words = philox(counter, key_0, key_1);
        out[count - 1] = uniform(words.word[0], words.word[1]);
    }
}
