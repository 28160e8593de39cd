#if defined(__x86_64__)
#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 4
#define TABLE suanli_avx2_kernels
#include "columns/all.h"
#pragma clang attribute pop
#endif
