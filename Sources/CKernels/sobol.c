#include "sobol.h"

#include "sobol_numbers.h"

uint64_t suanli_sobol_point(const uint64_t directions[SUANLI_SOBOL_BITS], uint64_t index) {
    uint64_t code = (index ^ index >> 1) & (((uint64_t)1 << SUANLI_SOBOL_BITS) - 1), result = 0;
    for (; code != 0; code &= code - 1) result ^= directions[__builtin_ctzll(code)];
    return result;
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
