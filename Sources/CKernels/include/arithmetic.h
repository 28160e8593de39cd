#ifndef SUANLI_ARITHMETIC_H
#define SUANLI_ARITHMETIC_H

#include <stddef.h>

// Column operations: out[i] = f(a[i], ...) for 0 <= i < count. out may be any of the operands, else they do not overlap.
// A condition is 1, 0, or NaN where it is undefined. An operand that `fixed` names is one number, the same for all elements.

enum {
    SUANLI_FIRST_FIXED = 1,
    SUANLI_SECOND_FIXED = 2,
    SUANLI_THIRD_FIXED = 4,
};

void suanli_add(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_subtract(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_multiply(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_divide(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_power(const double *a, const double *b, unsigned fixed, double *out, size_t count);
// NaN if either operand is; -0 is below +0.
void suanli_minimum(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_maximum(const double *a, const double *b, unsigned fixed, double *out, size_t count);

void suanli_negate(const double *a, double *out, size_t count);
void suanli_absolute(const double *a, double *out, size_t count);
void suanli_square_root(const double *a, double *out, size_t count);
void suanli_floor(const double *a, double *out, size_t count);
void suanli_ceiling(const double *a, double *out, size_t count);
// To the nearest integer, halves to the even one.
void suanli_round(const double *a, double *out, size_t count);

// Comparisons are undefined where an operand is NaN.
void suanli_less(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_less_equal(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_equal(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_not_equal(const double *a, const double *b, unsigned fixed, double *out, size_t count);
// Three-valued: 0 decides `and`, 1 decides `or`, whatever the other operand is.
void suanli_and(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_or(const double *a, const double *b, unsigned fixed, double *out, size_t count);
void suanli_not(const double *a, double *out, size_t count);
// NaN where the condition is undefined.
void suanli_select(
    const double *condition, const double *a, const double *b, unsigned fixed, double *out, size_t count);
// 1 where a == b or |a - b| <= 1e-9 max(|a|, |b|), else 0; NaN on either side is 0.
void suanli_close(const double *a, const double *b, unsigned fixed, double *out, size_t count);

#endif
