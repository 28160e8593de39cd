#include "elementary.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

static inline uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// ln 2 in two parts: the first has 21 trailing zero bits, so that its product with an exponent is exact.
static const double LN2_HIGH = 0x1.62e42fee00000p-1, LN2_LOW = 0x1.a39ef35793c76p-33;

// e^(x + tail) for |tail| far below |x|. Reduction to |r| <= ln 2 / 2, then the Taylor series to r^13 / 13!, whose
// remainder is below 2^-57; the power of two is applied in two factors so that subnormal results round once.
static inline double exp_with_tail(double x, double tail) {
    x = x > 710.0 ? 710.0 : x;
    x = x < -746.0 ? -746.0 : x;
    double shifted = x * 0x1.71547652b82fep0 + 0x1.8p52;
    uint64_t k = bits_of(shifted) - bits_of(0x1.8p52);
    double n = shifted - 0x1.8p52;
    double r = ((x - n * LN2_HIGH) - n * LN2_LOW) + tail;
    double q = 1.0 / 6227020800.0;
    q = q * r + 1.0 / 479001600.0;
    q = q * r + 1.0 / 39916800.0;
    q = q * r + 1.0 / 3628800.0;
    q = q * r + 1.0 / 362880.0;
    q = q * r + 1.0 / 40320.0;
    q = q * r + 1.0 / 5040.0;
    q = q * r + 1.0 / 720.0;
    q = q * r + 1.0 / 120.0;
    q = q * r + 1.0 / 24.0;
    q = q * r + 1.0 / 6.0;
    q = q * r + 0.5;
    double mantissa = 1.0 + (r + (r * r) * q);
    // k / 2 rounded down, without a signed shift.
    uint64_t half = ((k + 4096) >> 1) - 2048;
    double scale_1 = from_bits((half + 1023) << 52);
    double scale_2 = from_bits((k - half + 1023) << 52);
    return (mantissa * scale_1) * scale_2;
}

// x = 2^k m with m in [sqrt(1/2), sqrt(2)); valid for positive finite x.
static inline double split_exponent(double x, double *k) {
    int is_small = x < 0x1p-1022;
    double scaled = is_small ? x * 0x1p54 : x;
    uint64_t bits = bits_of(scaled);
    uint64_t shifted = bits + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
    double exponent = (double)((int64_t)(shifted >> 52) - 1023);
    *k = is_small ? exponent - 54.0 : exponent;
    return from_bits((shifted & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu);
}

// The even part of log((1 + s) / (1 - s)) / s - 2 as a polynomial in z = s^2: the minimax coefficients of FDLIBM's
// e_log.c (Sun Microsystems, 1993), error below 2^-58 for |s| <= 0.1716.
static inline double log_series(double z) {
    double q = 0x1.2f112df3e5244p-3;
    q = q * z + 0x1.39a09d078c69fp-3;
    q = q * z + 0x1.7466496cb03dep-3;
    q = q * z + 0x1.c71c51d8e78afp-3;
    q = q * z + 0x1.2492494229359p-2;
    q = q * z + 0x1.999999997fa04p-2;
    q = q * z + 0x1.5555555555593p-1;
    return q * z;
}

static inline double log_positive(double x) {
    double k;
    double f = split_exponent(x, &k) - 1.0;
    double s = f / (2.0 + f);
    double half_square = 0.5 * f * f;
    double r = log_series(s * s);
    return k * LN2_HIGH - ((half_square - (s * (half_square + r) + k * LN2_LOW)) - f);
}

static inline double log_any(double x) {
    double result = log_positive(x);
    result = x == INFINITY ? INFINITY : result;
    result = x == 0.0 ? -INFINITY : result;
    return x >= 0.0 ? result : NAN;
}

double suanli_exp(double x) { return exp_with_tail(x, 0.0); }

double suanli_log(double x) { return log_any(x); }

double suanli_log1p(double x) {
    double u = 1.0 + x;
    if (u == 1.0 || u == INFINITY) return x;
    // log(u) misses what 1 + x lost in rounding; to first order that is (x - (u - 1)) / u.
    return u > 0.0 ? log_any(u) + (x - (u - 1.0)) / u : log_any(u);
}

// Unevaluated sums of two doubles (T. J. Dekker, doi:10.1007/BF01397083).
struct pair {
    double high, low;
};

static inline struct pair sum(double a, double b) {
    double s = a + b, t = s - a;
    return (struct pair){s, (a - (s - t)) + (b - t)};
}

static inline struct pair product(double a, double b) {
    double scaled_a = 134217729.0 * a, scaled_b = 134217729.0 * b;
    double a_high = scaled_a - (scaled_a - a), b_high = scaled_b - (scaled_b - b);
    double a_low = a - a_high, b_low = b - b_high;
    double p = a * b;
    return (struct pair){p, ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

// log x for positive finite x to about 2^-66 relative: the series' first two terms in pairs, the rest in doubles.
static struct pair log_pair(double x) {
    double k;
    double f = split_exponent(x, &k) - 1.0;
    struct pair denominator = sum(2.0, f);
    double s = f / denominator.high;
    struct pair back = product(s, denominator.high);
    double s_low = (((f - back.high) - back.low) - s * denominator.low) / denominator.high;
    struct pair z = product(s, s);
    z.low += 2.0 * s * s_low;
    // (2/3) z in a pair, and what the series has beyond it: 2/5 z^2 and on, at least 2^-12 smaller than 2.
    const double third_high = 0x1.5555555555555p-1, third_low = 0x1.5555555555555p-55;
    struct pair cubic = product(z.high, third_high);
    cubic.low += z.high * third_low + z.low * third_high;
    double q = 2.0 / 23.0;
    q = q * z.high + 2.0 / 21.0;
    q = q * z.high + 2.0 / 19.0;
    q = q * z.high + 2.0 / 17.0;
    q = q * z.high + 2.0 / 15.0;
    q = q * z.high + 2.0 / 13.0;
    q = q * z.high + 2.0 / 11.0;
    q = q * z.high + 2.0 / 9.0;
    q = q * z.high + 2.0 / 7.0;
    q = q * z.high + 2.0 / 5.0;
    q = q * z.high * z.high;
    struct pair factor = sum(cubic.high, q);
    factor.low += cubic.low;
    struct pair whole = sum(2.0, factor.high);
    whole.low += factor.low;
    struct pair series = product(s, whole.high);
    series.low += s * whole.low + s_low * whole.high;
    struct pair result = sum(k * LN2_HIGH, series.high);
    // LN2_LOW carries ln 2 to 2^-86 only with this third part.
    struct pair low_part = product(k, LN2_LOW);
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

double suanli_pow(double x, double y) {
    if (y == 0.0 || x == 1.0 || x == 0.0 || !isfinite(x) || !isfinite(y)) return pow_special(x, y);
    double sign = 1.0;
    if (x < 0.0) {
        if (rint(y) != y) return NAN;
        if (is_odd_integer(y)) sign = -1.0;
    }
    struct pair logarithm = log_pair(fabs(x));
    double estimate = y * logarithm.high;
    if (!(fabs(estimate) < 800.0)) return sign * (estimate > 0.0 ? INFINITY : 0.0);
    struct pair exponent = product(y, logarithm.high);
    exponent.low += y * logarithm.low;
    return sign * exp_with_tail(exponent.high, exponent.low);
}

// Wichura's rational approximations: |u - 1/2| <= 0.425, then in r = sqrt(-log min(u, 1 - u)) up to 5 and beyond.
static inline double normal_central(double q) {
    double r = 0.180625 - q * q;
    double a = 2.5090809287301226727e+3;
    a = a * r + 3.3430575583588128105e+4;
    a = a * r + 6.7265770927008700853e+4;
    a = a * r + 4.5921953931549871457e+4;
    a = a * r + 1.3731693765509461125e+4;
    a = a * r + 1.9715909503065514427e+3;
    a = a * r + 1.3314166789178437745e+2;
    a = a * r + 3.3871328727963666080e+0;
    double b = 5.2264952788528545610e+3;
    b = b * r + 2.8729085735721942674e+4;
    b = b * r + 3.9307895800092710610e+4;
    b = b * r + 2.1213794301586595867e+4;
    b = b * r + 5.3941960214247511077e+3;
    b = b * r + 6.8718700749205790830e+2;
    b = b * r + 4.2313330701600911252e+1;
    b = b * r + 1.0;
    return q * a / b;
}

static inline double normal_middle_tail(double r) {
    double c = 7.74545014278341407640e-4;
    c = c * r + 2.27238449892691845833e-2;
    c = c * r + 2.41780725177450611770e-1;
    c = c * r + 1.27045825245236838258e+0;
    c = c * r + 3.64784832476320460504e+0;
    c = c * r + 5.76949722146069140550e+0;
    c = c * r + 4.63033784615654529590e+0;
    c = c * r + 1.42343711074968357734e+0;
    double d = 1.05075007164441684324e-9;
    d = d * r + 5.47593808499534494600e-4;
    d = d * r + 1.51986665636164571966e-2;
    d = d * r + 1.48103976427480074590e-1;
    d = d * r + 6.89767334985100004550e-1;
    d = d * r + 1.67638483018380384940e+0;
    d = d * r + 2.05319162663775882187e+0;
    d = d * r + 1.0;
    return c / d;
}

static inline double normal_far_tail(double r) {
    double e = 2.01033439929228813265e-7;
    e = e * r + 2.71155556874348757815e-5;
    e = e * r + 1.24266094738807843860e-3;
    e = e * r + 2.65321895265761230930e-2;
    e = e * r + 2.96560571828504891230e-1;
    e = e * r + 1.78482653991729133580e+0;
    e = e * r + 5.46378491116411436990e+0;
    e = e * r + 6.65790464350110377720e+0;
    double f = 2.04426310338993978564e-15;
    f = f * r + 1.42151175831644588870e-7;
    f = f * r + 1.84631831751005468180e-5;
    f = f * r + 7.86869131145613259100e-4;
    f = f * r + 1.48753612908506148525e-2;
    f = f * r + 1.36929880922735805310e-1;
    f = f * r + 5.99832206555887937690e-1;
    f = f * r + 1.0;
    return e / f;
}

static inline double normal_tail(double u) {
    double p = u < 0.5 ? u : 1.0 - u;
    double r = sqrt(-log_positive(p));
    double size = r <= 5.0 ? normal_middle_tail(r - 1.6) : normal_far_tail(r - 5.0);
    return u < 0.5 ? -size : size;
}

double suanli_normal_quantile(double u) {
    double q = u - 0.5;
    return fabs(q) <= 0.425 ? normal_central(q) : normal_tail(u);
}

void suanli_exp_column(const double *x, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = exp_with_tail(x[i], 0.0);
}

void suanli_log_column(const double *x, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = log_any(x[i]);
}

// Two passes, so that the first has no branch: seven in eight draws are central.
void suanli_normal_quantile_column(const double *u, double *out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = normal_central(u[i] - 0.5);
    for (size_t i = 0; i < count; i++)
        if (fabs(u[i] - 0.5) > 0.425) out[i] = normal_tail(u[i]);
}
