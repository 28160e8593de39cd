#ifndef SUANLI_PHILOX_H
#define SUANLI_PHILOX_H

#include <stddef.h>
#include <stdint.h>

// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011,
// doi:10.1145/2063384.2063405): one block of four words from a counter and a key.
void suanli_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

// Uniforms of indices first .. first + count - 1 of one stream, each (i + 1/2) / 2^52 with i the top 52 bits of a
// 64-bit word, so that 0 < u < 1 and 1 - u is exact. A counter is (index / 2 low, index / 2 high, 0, replicate);
// its block serves an even index and the odd one after it. first must be even.
void suanli_philox_uniforms(uint64_t key, uint32_t replicate, uint64_t first, size_t count, double *out);

#endif
