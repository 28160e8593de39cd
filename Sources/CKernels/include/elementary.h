#ifndef SUANLI_ELEMENTARY_H
#define SUANLI_ELEMENTARY_H

#include <stddef.h>

// Elementary functions as fixed polynomials. Infinities, NaN, zeros, overflow and gradual underflow as in C99 Annex F.
// The bounds are above the largest errors found against 60-digit arithmetic, in millions of arguments; Tests/CKernelsTests has
// the worst of them among others.

// e^x, under 1.1 ulp. Overflows to infinity above 709.78, is 0 below -745.14.
double suanli_exp(double x);
// Natural logarithm, under 1 ulp; -infinity at 0, NaN below.
double suanli_log(double x);
// log(1 + x), under 2 ulp.
double suanli_log1p(double x);
// x^y, under 1.5 ulp; exact where an integer power is exactly representable and small.
double suanli_pow(double x, double y);
// Sine and cosine of |x| <= 1e6, under 1.25 ulp but where the result is below 1e-10 (then under 1e-25 absolute); NaN beyond.
double suanli_sin(double x);
double suanli_cos(double x);
// The standard normal quantile of 0 < u < 1 (Wichura, algorithm AS 241, doi:10.2307/2347330), relative error 1e-15.
double suanli_normal_quantile(double u);

void suanli_exp_column(const double *x, double *out, size_t count);
void suanli_log_column(const double *x, double *out, size_t count);
void suanli_sin_column(const double *x, double *out, size_t count);
void suanli_cos_column(const double *x, double *out, size_t count);
void suanli_normal_quantile_column(const double *u, double *out, size_t count);

#endif
