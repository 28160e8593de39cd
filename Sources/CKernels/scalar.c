// One element at a time: what the others are tested against.
#pragma STDC FP_CONTRACT OFF
#define LANES 1
#define TABLE suanli_scalar_kernels
#include "columns/all.h"
