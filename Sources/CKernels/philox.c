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
