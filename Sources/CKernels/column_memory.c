#include "column_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64 };

double *suanli_new_doubles(size_t count) {
    if (count > SIZE_MAX / 2 / sizeof(double)) return NULL;
    const size_t bytes = (count * sizeof(double) / CACHE_LINE + 1) * CACHE_LINE;
    double *const doubles = aligned_alloc(CACHE_LINE, bytes);
    if (doubles) memset(doubles, 0, bytes);
    return doubles;
}

void suanli_free_doubles(double *doubles) {
    free(doubles);
}
