// Columns in vectors of LANES doubles, for templates that are compiled once for each instruction set. No include guard: a
// source file defines LANES and includes them once.
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef double V __attribute__((ext_vector_type(LANES)));
typedef uint64_t U __attribute__((ext_vector_type(LANES)));
// What a comparison gives: all bits of a lane, or none.
typedef int64_t M __attribute__((ext_vector_type(LANES)));
typedef bool B __attribute__((ext_vector_type(LANES)));

#define INLINE static inline __attribute__((always_inline))

// The body for each vector of a column of `count` elements: full ones from element i on, then the rest with fewer lanes.
#define EACH_VECTOR(...)                                    \
    {                                                       \
        size_t i = 0;                                       \
        for (; i + LANES <= count; i += LANES) {            \
            const size_t lanes = LANES;                     \
            __VA_ARGS__                                     \
        }                                                   \
        if (i < count) {                                    \
            const size_t lanes = count - i;                 \
            __VA_ARGS__                                     \
        }                                                   \
    }

INLINE V all(double x) { return (V)(x); }
INLINE U all_bits(uint64_t x) { return (U)(x); }

// Missing lanes are 1, at which every function here is defined.
INLINE V load(const double *from, size_t lanes) {
    V x = all(1.0);
    if (lanes == LANES) memcpy(&x, from, sizeof x);
    else memcpy(&x, from, lanes * sizeof *from);
    return x;
}

INLINE void store(double *to, V x, size_t lanes) {
    if (lanes == LANES) memcpy(to, &x, sizeof x);
    else memcpy(to, &x, lanes * sizeof *to);
}

// a b + c, rounded once, which IEEE 754 defines to the bit. Where the machine is not known to have the instruction (SSE2) it is a
// call of the library's fma, several times slower.
INLINE V fused(V a, V b, V c) { return __builtin_elementwise_fma(a, b, c); }

// A polynomial by W. G. Horner's scheme, its coefficients from the highest power down.
#define POLYNOMIAL(x, ...) \
    polynomial(x, (const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

INLINE V polynomial(V x, const double *coefficients, size_t count) {
    V sum = all(coefficients[0]);
#pragma clang loop unroll(full)
    for (size_t k = 1; k < count; k++) sum = fused(sum, x, all(coefficients[k]));
    return sum;
}

INLINE V choose(M condition, V a, V b) { return condition ? a : b; }

INLINE V size_of(V x) { return (V)((U)x & all_bits(0x7fffffffffffffff)); }

INLINE M is_finite(V x) { return size_of(x) < all(INFINITY); }

INLINE M is_unordered(V x, V y) { return (x != x) | (y != y); }

// One bit for each lane.
INLINE unsigned lane_mask(M condition) {
    B lanes = __builtin_convertvector(condition, B);
    uint8_t mask;
    memcpy(&mask, &lanes, sizeof mask);
    return mask & ((1u << LANES) - 1);
}

// Lanes as single numbers by way of memory: loads cost less than moves from one kind of register to the other, which a
// compiler would choose.
INLINE void spill(U x, uint64_t lane[LANES]) {
    memcpy(lane, &x, sizeof x);
    __asm__ volatile("" : "+m"(*(uint64_t(*)[LANES])lane));
}

// Columns offset ..< offset + 4 of LANES rows of numbers.
INLINE void gather_four(const double *const row[LANES], size_t offset, V column[4]) {
#if LANES == 1
    for (size_t k = 0; k < 4; k++) column[k] = all(row[0][offset + k]);
#elif LANES == 2
    for (size_t k = 0; k < 4; k += 2) {
        V first = load(row[0] + offset + k, LANES), second = load(row[1] + offset + k, LANES);
        column[k] = __builtin_shufflevector(first, second, 0, 2);
        column[k + 1] = __builtin_shufflevector(first, second, 1, 3);
    }
#elif LANES == 4
    V a = load(row[0] + offset, LANES), b = load(row[1] + offset, LANES);
    V c = load(row[2] + offset, LANES), d = load(row[3] + offset, LANES);
    V ab_02 = __builtin_shufflevector(a, b, 0, 4, 2, 6), ab_13 = __builtin_shufflevector(a, b, 1, 5, 3, 7);
    V cd_02 = __builtin_shufflevector(c, d, 0, 4, 2, 6), cd_13 = __builtin_shufflevector(c, d, 1, 5, 3, 7);
    column[0] = __builtin_shufflevector(ab_02, cd_02, 0, 1, 4, 5);
    column[1] = __builtin_shufflevector(ab_13, cd_13, 0, 1, 4, 5);
    column[2] = __builtin_shufflevector(ab_02, cd_02, 2, 3, 6, 7);
    column[3] = __builtin_shufflevector(ab_13, cd_13, 2, 3, 6, 7);
#else
    // Row r in the lower half and row r + 4 in the upper one; then as four by four in either half.
    V pair[4];
    for (size_t r = 0; r < 4; r++) {
        memcpy(&pair[r], row[r] + offset, 4 * sizeof(double));
        memcpy((double *)&pair[r] + 4, row[r + 4] + offset, 4 * sizeof(double));
    }
    V ab_02 = __builtin_shufflevector(pair[0], pair[1], 0, 8, 2, 10, 4, 12, 6, 14);
    V ab_13 = __builtin_shufflevector(pair[0], pair[1], 1, 9, 3, 11, 5, 13, 7, 15);
    V cd_02 = __builtin_shufflevector(pair[2], pair[3], 0, 8, 2, 10, 4, 12, 6, 14);
    V cd_13 = __builtin_shufflevector(pair[2], pair[3], 1, 9, 3, 11, 5, 13, 7, 15);
    column[0] = __builtin_shufflevector(ab_02, cd_02, 0, 1, 8, 9, 4, 5, 12, 13);
    column[1] = __builtin_shufflevector(ab_13, cd_13, 0, 1, 8, 9, 4, 5, 12, 13);
    column[2] = __builtin_shufflevector(ab_02, cd_02, 2, 3, 10, 11, 6, 7, 14, 15);
    column[3] = __builtin_shufflevector(ab_13, cd_13, 2, 3, 10, 11, 6, 7, 14, 15);
#endif
}

#if LANES == 4
// For each mask the places, as halves of doubles, from which packed lanes come, and to which they go.
static const int32_t packed_from[16][8] __attribute__((aligned(32))) = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {2, 3, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {4, 5, 2, 3, 4, 5, 6, 7}, {0, 1, 4, 5, 4, 5, 6, 7}, {2, 3, 4, 5, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {6, 7, 2, 3, 4, 5, 6, 7}, {0, 1, 6, 7, 4, 5, 6, 7}, {2, 3, 6, 7, 4, 5, 6, 7}, {0, 1, 2, 3, 6, 7, 6, 7},
    {4, 5, 6, 7, 4, 5, 6, 7}, {0, 1, 4, 5, 6, 7, 6, 7}, {2, 3, 4, 5, 6, 7, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
};
static const int32_t unpacked_from[16][8] __attribute__((aligned(32))) = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 0, 1, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {0, 1, 2, 3, 0, 1, 6, 7}, {0, 1, 2, 3, 2, 3, 6, 7}, {0, 1, 0, 1, 2, 3, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
    {0, 1, 2, 3, 4, 5, 0, 1}, {0, 1, 2, 3, 4, 5, 2, 3}, {0, 1, 0, 1, 4, 5, 2, 3}, {0, 1, 2, 3, 4, 5, 4, 5},
    {0, 1, 2, 3, 0, 1, 2, 3}, {0, 1, 2, 3, 2, 3, 4, 5}, {0, 1, 0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5, 6, 7},
};
typedef int32_t Halves __attribute__((ext_vector_type(8)));

INLINE V permute(V x, const int32_t from[8]) {
    Halves places;
    memcpy(&places, from, sizeof places);
    return (V)__builtin_ia32_permvarsi256((Halves)x, places);
}
#endif

// The lanes in mask, moved together to the front; what follows them is anything.
INLINE V pack(V x, unsigned mask) {
#if LANES == 8
    return __builtin_ia32_compressdf512_mask(x, x, (uint8_t)mask);
#elif LANES == 4
    return permute(x, packed_from[mask]);
#elif LANES == 2
    return mask == 2 ? __builtin_shufflevector(x, x, 1, 1) : x;
#else
    (void)mask;
    return x;
#endif
}

// The first lanes of packed, moved to those in mask in their order; the others are those of x.
INLINE V unpack(V packed, V x, unsigned mask) {
#if LANES == 8
    return __builtin_ia32_expanddf512_mask(packed, x, (uint8_t)mask);
#elif LANES == 4
    const M lane = {1, 2, 4, 8};
    return choose((lane & (M)all_bits(mask)) != 0, permute(packed, unpacked_from[mask]), x);
#elif LANES == 2
    V first = mask == 2 ? __builtin_shufflevector(packed, packed, 0, 0) : packed;
    return (V){mask & 1 ? first[0] : x[0], mask & 2 ? first[1] : x[1]};
#else
    return mask ? packed : x;
#endif
}
