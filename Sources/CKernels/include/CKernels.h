// The hot loops. Every function gives the same bits on every machine: IEEE 754 double arithmetic in a stated order, no
// contraction, no reciprocal estimates, no libm beyond the exactly rounded sqrt, fma, floor, ceil and rint.
#ifndef SUANLI_CKERNELS_H
#define SUANLI_CKERNELS_H

#include "arithmetic.h"
#include "column_memory.h"
#include "elementary.h"
#include "histogram.h"
#include "instruction_sets.h"
#include "moments.h"
#include "normal_cdf.h"
#include "philox.h"
#include "quantile.h"
#include "sensitivity.h"
#include "sobol.h"
#include "weighted.h"

#endif
