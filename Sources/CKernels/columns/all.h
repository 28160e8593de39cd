// Every template, and the table of what they make. A source file defines LANES, and TABLE as the table's name.
#include "../include/CKernels.h"

#include "vector.h"

#include "elementary.h"
#include "trigonometry.h"
#include "normal.h"
#include "single.h"
#include "arithmetic.h"
#include "philox.h"
#include "sobol.h"
#include "quantile.h"
#include "moments.h"
#include "bins.h"

#define TABLE_ENTRY(result, name, parameters, arguments) .name = kernel_##name,
const struct suanli_kernels TABLE = {SUANLI_KERNELS(TABLE_ENTRY)};
