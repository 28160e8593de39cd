// Functions of single numbers, as those of columns compute them: see include/elementary.h and include/normal_cdf.h.

static double kernel_exp(double x) { return exp_of(all(x))[0]; }

static double kernel_log(double x) { return log_of(all(x))[0]; }

static double kernel_log1p(double x) { return log1p_of(all(x))[0]; }

static double kernel_pow(double x, double y) { return pow_of(all(x), all(y))[0]; }

static double kernel_sin(double x) { return sin_of(all(x))[0]; }

static double kernel_cos(double x) { return cos_of(all(x))[0]; }

static double kernel_normal_quantile(double u) { return normal_quantile_of(all(u))[0]; }

static double kernel_normal_cdf(double x) { return normal_cdf_of(all(x))[0]; }
