// Compiled for what every machine has, which in SSE2 is no fused multiply-add: each is a call, so that this is several times slower.
#pragma STDC FP_CONTRACT OFF
#define LANES 2
#define TABLE suanli_baseline_kernels
#include "columns/all.h"
