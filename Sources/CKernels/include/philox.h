#ifndef SUANLI_PHILOX_H
#define SUANLI_PHILOX_H

#include <stddef.h>
#include <stdint.h>

// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011,
// doi:10.1145/2063384.2063405): one block of four words from a counter and a key.
void suanli_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

// Uniforms of indices first .. first + count - 1 of one stream, each (i + 1/2) / 2^52 with i the top 52 bits of a
// 64-bit word, so that 0 < u < 1 and 1 - u is exact. Indices come in groups of 16: index n belongs to the block whose counter
// is (c low, c high, 0, replicate) with c = 8 (n / 16) + n % 8, and its word is the block's first two 32-bit words where n % 16 < 8, the
// last two otherwise, the earlier one on top. Fastest where first and count are multiples of 16.
void suanli_philox_uniforms(uint64_t key, uint32_t replicate, uint64_t first, size_t count, double *out);

#endif
