// The normal distribution function and its inverse: see include/normal_cdf.h and include/elementary.h.

// For s = |x| the upper tail is e^(-s^2 / 2) g(t) / (s + 4) with t = (s - 4) / (s + 4), g being nearly a straight line:
// the transformation of M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x in
// 0 <= x < infinity" (doi:10.1090/S0025-5718-1981-0595058-X), with which one polynomial serves the whole half line. Ours
// interpolates g at Chebyshev points of 0 <= s <= 40 to 3e-18 (Tests/CKernelsTests/Data/make_normal_cdf.py).
INLINE V scaled_tail(V s) {
    V r = all(1.0) / (s + all(4.0));
    V t = fused(r, all(-8.0), all(1.0));
    // Even and odd powers apart: two chains run side by side.
    V square = t * t;
    V even = POLYNOMIAL(square, -0x1.6c380a93251c9p-38, -0x1.4dc8a7b2940c5p-29, 0x1.4bfcb7d4806f3p-26,
        -0x1.6cf526bfbf40bp-24, 0x1.2373459fff4bbp-22, -0x1.51f5a0aa614a5p-21, 0x1.80b86fded9bf2p-21,
        -0x1.001ebb491cbe6p-19, 0x1.17a4ae728bb92p-13, -0x1.c81719d5a8880p-9, 0x1.eec4cc3e4d6eap-5,
        0x1.8c6dbf2cfc2b2p-2, 0x1.82b4bb8c94dcep-1);
    V odd = POLYNOMIAL(square, -0x1.82056cdae89ecp-31, 0x1.027804be0e631p-29, 0x1.c6fe0409dce1bp-27,
        -0x1.4c78dffdc8279p-23, 0x1.122da1c5d1579p-20, -0x1.8d4a2aa24ab2ap-18, 0x1.26d090ce3ccb2p-15,
        -0x1.e4a425060d790p-13, 0x1.ab825fbf6d301p-10, -0x1.ee276104785ecp-8, -0x1.7dff2bff683b6p-3,
        -0x1.373e3a893c28ap-1);
    return fused(t, odd, even) * r;
}

// The tail is 0 long before; keeps infinities out of the arithmetic. NaN stays.
INLINE V bounded_size(V x) {
    V s = size_of(x);
    return choose(s > all(40.0), all(40.0), s);
}

// The exponent's own rounding would cost up to 350 units in the last place: power is e to the rounded one, and its rest
// is so small that two terms of its series do.
INLINE V normal_cdf_of(V x) {
    V s = bounded_size(x);
    struct pair square = product(s, s);
    V power = exp_of(all(-0.5) * square.high);
    V tail = scaled_tail(s) * (power - power * (all(0.5) * square.low));
    return choose(x > all(0.0), all(1.0) - tail, tail);
}

// Wichura's rational approximations (AS 241): |u - 1/2| <= 0.425, then in r = sqrt(-log min(u, 1 - u)) up to 5 and beyond.
INLINE V normal_central(V q) {
    V r = fused(-q, q, all(0.180625));
    V a = POLYNOMIAL(r, 2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
        4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2,
        3.3871328727963666080e+0);
    V b = POLYNOMIAL(r, 5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
        2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0);
    return q * a / b;
}

INLINE V normal_middle_tail(V r) {
    V c = POLYNOMIAL(r, 7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
        1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0,
        1.42343711074968357734e+0);
    V d = POLYNOMIAL(r, 1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
        1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0,
        1.0);
    return c / d;
}

INLINE V normal_far_tail(V r) {
    V e = POLYNOMIAL(r, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
        2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0,
        6.65790464350110377720e+0);
    V f = POLYNOMIAL(r, 2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
        7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1,
        1.0);
    return e / f;
}

INLINE V normal_tail(V u) {
    M is_lower = u < all(0.5);
    V p = choose(is_lower, u, all(1.0) - u);
    V r = __builtin_elementwise_sqrt(-log_of(p));
    V size = normal_middle_tail(r - all(1.6));
    M is_far = r > all(5.0);
    // Once in 4e10 draws.
    if (lane_mask(is_far)) size = choose(is_far, normal_far_tail(r - all(5.0)), size);
    return choose(is_lower, -size, size);
}

INLINE M is_tail(V u) { return size_of(u - all(0.5)) > all(0.425); }

INLINE V normal_quantile_of(V u) {
    return choose(is_tail(u), normal_tail(u), normal_central(u - all(0.5)));
}

enum { TAIL_BLOCK = 512 };

// The one in seven draws that are not central are packed, so that whole vectors of them are computed, and then unpacked among
// the central ones; no branch depends on a draw.
static void kernel_normal_quantile_column(const double *column, double *result, size_t total) {
    for (size_t start = 0; start < total; start += TAIL_BLOCK) {
        const double *u = column + start;
        double *out = result + start;
        const size_t count = total - start < TAIL_BLOCK ? total - start : TAIL_BLOCK;
        double tails[TAIL_BLOCK + LANES];
        uint8_t masks[TAIL_BLOCK / LANES + 1];
        size_t packed = 0;
        EACH_VECTOR({
            V x = load(u + i, lanes);
            unsigned mask = lane_mask(is_tail(x)) & ((1u << lanes) - 1);
            masks[i / LANES] = (uint8_t)mask;
            store(tails + packed, pack(x, mask), LANES);
            packed += (size_t)__builtin_popcount(mask);
            store(out + i, normal_central(x - all(0.5)), lanes);
        })
        store(tails + packed, all(0.25), LANES); // what fills the last vector up
        for (size_t i = 0; i < packed; i += LANES) store(tails + i, normal_tail(load(tails + i, LANES)), LANES);
        const double *next = tails;
        EACH_VECTOR({
            store(out + i, unpack(load(next, LANES), load(out + i, lanes), masks[i / LANES]), lanes);
            next += __builtin_popcount(masks[i / LANES]);
        })
    }
}
