// One element at a time: the functions of single numbers, and the kernels that the others are tested against.
#pragma STDC FP_CONTRACT OFF
#define LANES 1
#define TABLE suanli_scalar_kernels
#include "columns/all.h"

double suanli_exp(double x) { return exp_of(all(x))[0]; }

double suanli_log(double x) { return log_of(all(x))[0]; }

double suanli_log1p(double x) { return log1p_of(all(x))[0]; }

double suanli_pow(double x, double y) { return pow_of(all(x), all(y))[0]; }

double suanli_sin(double x) { return sin_of(all(x))[0]; }

double suanli_cos(double x) { return cos_of(all(x))[0]; }

double suanli_normal_quantile(double u) { return normal_quantile_of(all(u))[0]; }

double suanli_normal_cdf(double x) { return normal_cdf_of(all(x))[0]; }
