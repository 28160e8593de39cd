// Exponential, logarithm and power: see include/elementary.h.

// ln 2 in two parts: the first has 21 trailing zero bits, so that its product with an exponent is exact.
static const double LN2_HIGH = 0x1.62e42fee00000p-1, LN2_LOW = 0x1.a39ef35793c76p-33;

// e^(x + tail) = mantissa 2^k for |tail| far below |x| < 800. Reduction to |r| <= ln 2 / 2, then 1 + r + r^2 q(r) with a
// minimax q of degree 9, 2^-58 off (Tests/CKernelsTests/Data/make_exponential.py), as a tree (G. Estrin), since waiting for one operation after the other costs
// more than the operations.
INLINE V exp_mantissa(V x, V tail, U *k) {
    V shifted = fused(x, all(0x1.71547652b82fep0), all(0x1.8p52));
    *k = (U)shifted - (U)all(0x1.8p52);
    V n = shifted - all(0x1.8p52);
    V r = fused(n, all(-LN2_LOW), fused(n, all(-LN2_HIGH), x)) + tail;
    V r2 = r * r, r4 = r2 * r2;
    V q01 = fused(r, all(0x1.55555555554fap-3), all(0x1.000000000000ap-1));
    V q23 = fused(r, all(0x1.1111111127be6p-7), all(0x1.555555555087cp-5));
    V q45 = fused(r, all(0x1.a01a012a57026p-13), all(0x1.6c16c1842a271p-10));
    V q67 = fused(r, all(0x1.71df2554c3994p-19), all(0x1.a0199a0c2eac4p-16));
    V q89 = fused(r, all(0x1.ad7f69b90fe09p-26), all(0x1.28ad72fee4169p-22));
    V q = fused(r4, fused(r4, q89, fused(r2, q67, q45)), fused(r2, q23, q01));
    return all(1.0) + fused(r2, q, r);
}

// The power of two is applied in two factors so that subnormal results round once.
INLINE V exp_with_tail(V x, V tail) {
    x = choose(x > all(710.0), all(710.0), x);
    x = choose(x < all(-746.0), all(-746.0), x);
    U k;
    V mantissa = exp_mantissa(x, tail, &k);
    // k / 2 rounded down, without a signed shift.
    U half = ((k + all_bits(4096)) >> 1) - all_bits(2048);
    V scale_1 = (V)((half + all_bits(1023)) << 52);
    V scale_2 = (V)((k - half + all_bits(1023)) << 52);
    return (mantissa * scale_1) * scale_2;
}

INLINE V exp_of(V x) { return exp_with_tail(x, all(0.0)); }

// The same bits for |x| < 700, where the result is normal.
INLINE V exp_moderate(V x) {
    U k;
    V mantissa = exp_mantissa(x, all(0.0), &k);
    return (V)((U)mantissa + (k << 52));
}

// x = 2^k m with m in [sqrt(1/2), sqrt(2)), for positive normal x.
INLINE V split_normal(V x, V *k) {
    const uint64_t root_half = 0x3fe6a09e667f3bcdu;
    U shifted = (U)x + all_bits(0x3ff0000000000000u - root_half);
    // The biased exponent as a number: the low bits of a double in [2^52, 2^53).
    *k = (V)((shifted >> 52) | (U)all(0x1p52)) - all(0x1p52 + 1023.0);
    return (V)((shifted & all_bits(0x000fffffffffffffu)) + all_bits(root_half));
}

// The same for all positive finite x.
INLINE V split_exponent(V x, V *k) {
    M is_small = x < all(0x1p-1022);
    V m = split_normal(choose(is_small, x * all(0x1p54), x), k);
    *k -= choose(is_small, all(54.0), all(0.0));
    return m;
}

// log of 2^k m, after FDLIBM's e_log.c (Sun Microsystems, 1993): the even part of log((1 + s) / (1 - s)) / s - 2 in s^2 with its
// minimax coefficients, error below 2^-58 for |s| <= 0.1716.
INLINE V log_of_parts(V m, V k) {
    V f = m - all(1.0);
    V s = f / (all(2.0) + f);
    V z = s * s, z2 = z * z;
    V even = POLYNOMIAL(z2, 0x1.39a09d078c69fp-3, 0x1.c71c51d8e78afp-3, 0x1.999999997fa04p-2);
    V odd = POLYNOMIAL(z2, 0x1.2f112df3e5244p-3, 0x1.7466496cb03dep-3, 0x1.2492494229359p-2, 0x1.5555555555593p-1);
    V r = fused(z2, even, z * odd);
    V half_square = all(0.5) * f * f;
    return k * all(LN2_HIGH) - ((half_square - fused(s, half_square + r, k * all(LN2_LOW))) - f);
}

INLINE V log_normal_number(V x) {
    V k, m = split_normal(x, &k);
    return log_of_parts(m, k);
}

INLINE V log_of(V x) {
    V k, m = split_exponent(x, &k);
    V result = log_of_parts(m, k);
    result = choose(x == all(INFINITY), all(INFINITY), result);
    result = choose(x == all(0.0), all(-INFINITY), result);
    return choose(x >= all(0.0), result, all(NAN));
}

INLINE V log1p_of(V x) {
    V u = all(1.0) + x;
    V logarithm = log_of(u);
    // log(u) misses what 1 + x lost in rounding; to first order that is (x - (u - 1)) / u.
    V result = choose(u > all(0.0), logarithm + (x - (u - all(1.0))) / u, logarithm);
    return choose((u == all(1.0)) | (u == all(INFINITY)), x, result);
}

// Unevaluated sums of two doubles (T. J. Dekker, doi:10.1007/BF01397083).
struct pair {
    V high, low;
};

INLINE struct pair sum(V a, V b) {
    V s = a + b, t = s - a;
    return (struct pair){s, (a - (s - t)) + (b - t)};
}

INLINE struct pair product(V a, V b) {
    V p = a * b;
    return (struct pair){p, fused(a, b, -p)};
}

// log x for positive finite x to about 2^-66 relative: the series' first two terms in pairs, the rest in doubles.
INLINE struct pair log_pair(V x) {
    V k;
    V f = split_exponent(x, &k) - all(1.0);
    struct pair denominator = sum(all(2.0), f);
    V s = f / denominator.high;
    // What the division leaves is a number itself.
    V rest = fused(-s, denominator.high, f);
    V s_low = fused(-s, denominator.low, rest) / denominator.high;
    struct pair z = product(s, s);
    z.low = fused(all(2.0) * s, s_low, z.low);
    // (2/3) z in a pair, and what the series has beyond it: 2/5 z^2 and on, at least 2^-12 smaller than 2.
    const double third_high = 0x1.5555555555555p-1, third_low = 0x1.5555555555555p-55;
    struct pair cubic = product(z.high, all(third_high));
    cubic.low = fused(z.high, all(third_low), fused(z.low, all(third_high), cubic.low));
    V q = all(2.0 / 23.0);
    q = q * z.high + all(2.0 / 21.0);
    q = q * z.high + all(2.0 / 19.0);
    q = q * z.high + all(2.0 / 17.0);
    q = q * z.high + all(2.0 / 15.0);
    q = q * z.high + all(2.0 / 13.0);
    q = q * z.high + all(2.0 / 11.0);
    q = q * z.high + all(2.0 / 9.0);
    q = q * z.high + all(2.0 / 7.0);
    q = q * z.high + all(2.0 / 5.0);
    q = q * z.high * z.high;
    struct pair factor = sum(cubic.high, q);
    factor.low += cubic.low;
    struct pair whole = sum(all(2.0), factor.high);
    whole.low += factor.low;
    struct pair series = product(s, whole.high);
    series.low = fused(s, whole.low, fused(s_low, whole.high, series.low));
    struct pair result = sum(k * all(LN2_HIGH), series.high);
    // LN2_LOW carries ln 2 to 2^-86 only with this third part.
    struct pair low_part = product(k, all(LN2_LOW));
    result.low += series.low + low_part.high + low_part.low;
    return sum(result.high, result.low);
}

static int is_odd_integer(double y) { return fabs(y) < 0x1p53 && rint(y) == y && rint(y / 2.0) != y / 2.0; }

// The cases of C99 Annex F.9.4.4 in which a zero, an infinity or a NaN takes part.
static double pow_special(double x, double y) {
    if (y == 0.0 || x == 1.0) return 1.0;
    if (isnan(x) || isnan(y)) return x + y;
    if (isinf(y)) {
        double size = fabs(x);
        if (size == 1.0) return 1.0;
        return (size > 1.0) == (y > 0.0) ? INFINITY : 0.0;
    }
    double size = (x == 0.0) == (y > 0.0) ? 0.0 : INFINITY;
    return is_odd_integer(y) ? copysign(size, x) : size;
}


// Without the special cases.
INLINE V pow_regular(V x, V y) {
    struct pair logarithm = log_pair(size_of(x));
    V estimate = y * logarithm.high;
    struct pair exponent = product(y, logarithm.high);
    exponent.low = fused(y, logarithm.low, exponent.low);
    V size = exp_with_tail(exponent.high, exponent.low);
    size = choose(size_of(estimate) < all(800.0), size, choose(estimate > all(0.0), all(INFINITY), all(0.0)));
    V half = y * all(0.5);
    M is_integer = __builtin_elementwise_rint(y) == y;
    M is_odd = is_integer & (__builtin_elementwise_rint(half) != half) & (size_of(y) < all(0x1p53));
    V signed_size = choose(is_odd, -size, size);
    return choose(x < all(0.0), choose(is_integer, signed_size, all(NAN)), size);
}

// Squares and cubes are products.
INLINE V pow_of(V x, V y) {
    V square = x * x;
    V result = choose(y == all(2.0), square, choose(y == all(3.0), square * x, pow_regular(x, y)));
    M is_special = (y == all(0.0)) | (x == all(1.0)) | (x == all(0.0)) | ~is_finite(x) | ~is_finite(y);
    if (lane_mask(is_special)) {
        for (size_t lane = 0; lane < LANES; lane++)
            if (is_special[lane]) result[lane] = pow_special(x[lane], y[lane]);
    }
    return result;
}
