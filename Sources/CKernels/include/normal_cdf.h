#ifndef SUANLI_NORMAL_CDF_H
#define SUANLI_NORMAL_CDF_H

#include <stddef.h>

// The standard normal distribution function. At or below 0 its relative error is under 1e-15 down to x = -37.5; below that
// it loses digits to gradual underflow and is 0 from about -38.5. Above 0 it is 1 minus the value at -x: absolute error
// under 3e-16, and 1 from about 8.3 (no quantile of a draw lies so far: the largest is 8.21). 1/2 at either zero, 0 and 1 at
// the infinities, NaN at NaN.
double suanli_normal_cdf(double x);

// The same bits for a column; out may be x.
void suanli_normal_cdf_column(const double *x, double *out, size_t count);

#endif
