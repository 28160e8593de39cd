#ifndef SUANLI_SOBOL_H
#define SUANLI_SOBOL_H

#include <stddef.h>
#include <stdint.h>

// Bits of an index that its point depends on, and so direction numbers of a dimension: 2^44 points.
enum { SUANLI_SOBOL_BITS = 44 };
// Dimensions that have direction numbers.
enum { SUANLI_SOBOL_DIMENSIONS = 1024 };
// Words that one scramble is made of.
enum { SUANLI_SOBOL_SCRAMBLE_WORDS = 9 };

// The direction numbers of a dimension below SUANLI_SOBOL_DIMENSIONS, by the recurrence of Bratley and Fox, "Algorithm
// 659" (1988, doi:10.1145/42288.214372), from the initial numbers of Joe and Kuo (see sobol_numbers.h). Each is a
// binary fraction of 64 bits with its bits reversed: the half is bit 0.
void suanli_sobol_directions(size_t dimension, uint64_t directions[SUANLI_SOBOL_BITS]);

// Point `index` of one dimension, bits reversed, not scrambled, in the order of Antonov and Saleev (1979,
// doi:10.1016/0041-5553(79)90085-5): it combines the directions at the bits of the Gray code of the index, of which those
// from bit 44 on are ignored.
uint64_t suanli_sobol_point(const uint64_t directions[SUANLI_SOBOL_BITS], uint64_t index);

// Points first .. first + count - 1 after nested uniform scrambling (Owen 1995, doi:10.1007/978-1-4612-2552-2_19) by a
// hash of the words (after Burley, "Practical hash-based Owen scrambling", JCGT 9(4), 2020): each bit is flipped or not by
// a function of the words and the bits above it. Random words give a random scramble, words of zero none. Each uniform is
// (i + 1/2) / 2^52 with i the top 52 bits of the scrambled point.
void suanli_sobol_uniforms(
    const uint64_t directions[SUANLI_SOBOL_BITS], const uint64_t scramble[SUANLI_SOBOL_SCRAMBLE_WORDS],
    uint64_t first, size_t count, double *out);

#endif
