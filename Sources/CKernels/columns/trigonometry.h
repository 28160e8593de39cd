// Sine and cosine: see include/elementary.h.

// Taylor polynomials on [-pi/4, pi/4]: the first term left out is below 1e-19 of the result.

INLINE V sine_near_zero(V x) {
    V square = x * x;
    V q = POLYNOMIAL(square, 1.0 / 355687428096000.0, -1.0 / 1307674368000.0, 1.0 / 6227020800.0, -1.0 / 39916800,
        1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6);
    return fused(x * square, q, x);
}

INLINE V cosine_near_zero(V x) {
    V square = x * x;
    V q = POLYNOMIAL(square, -1.0 / 6402373705728000.0, 1.0 / 20922789888000.0, -1.0 / 87178291200.0, 1.0 / 479001600.0,
        -1.0 / 3628800, 1.0 / 40320, -1.0 / 720, 1.0 / 24);
    // 1 - square / 2 with the rounding of the subtraction carried along.
    V half = all(0.5) * square, rest = all(1.0) - half;
    return rest + fused(square * square, q, all(1.0) - rest - half);
}

// The sine of x + quarters * pi / 2. Cody and Waite's reduction ("Software Manual for the Elementary Functions", 1980): pi / 2 in
// three parts of 33 bits, whose products with the number of quarter turns are exact.
INLINE V shifted_sine(V x, uint64_t quarters) {
    const double first = 0x1.921fb544p+0, second = 0x1.0b4611a6p-34, third = 0x1.3198a2e037073p-69;
    V shifted = fused(x, all(0x1.45f306dc9c883p-1), all(0x1.8p52));
    V turns = shifted - all(0x1.8p52);
    V start = fused(turns, all(-first), x), step = turns * all(second);
    V high = start - step;
    V low = fused(turns, all(-third), (start - high) - step);
    V sine = sine_near_zero(high), cosine = cosine_near_zero(high);
    U quadrant = (U)shifted + all_bits(quarters);
    V value = choose((quadrant & all_bits(1)) != all_bits(0), fused(-low, sine, cosine), fused(low, cosine, sine));
    value = choose((quadrant & all_bits(2)) != all_bits(0), -value, value);
    return choose(size_of(x) <= all(1e6), value, all(NAN));
}

// Tiny arguments, and the sign of zero, come through as they are.
INLINE V sin_of(V x) { return choose(size_of(x) < all(0x1p-27), x, shifted_sine(x, 0)); }

INLINE V cos_of(V x) { return shifted_sine(x, 1); }
