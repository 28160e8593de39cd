// Compiled for what every machine has.
#pragma STDC FP_CONTRACT OFF
#define LANES 2
#define TABLE suanli_baseline_kernels
#include "columns/all.h"
