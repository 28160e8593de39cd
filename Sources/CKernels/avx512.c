#if defined(__x86_64__)
#pragma STDC FP_CONTRACT OFF
// The order of instructions is that for the processors with the least room to look ahead; it changes no bits.
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,tune=znver4"))), apply_to = function)
#define LANES 8
#define TABLE suanli_avx512_kernels
#include "columns/all.h"
#pragma clang attribute pop
#endif
