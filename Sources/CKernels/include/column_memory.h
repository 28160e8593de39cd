#ifndef SUANLI_COLUMN_MEMORY_H
#define SUANLI_COLUMN_MEMORY_H

#include <stddef.h>

// So many zeros, one at least, from the beginning of a cache line on: vectors of eight then never lie across two, which takes half
// as long again to load and to store. NULL where there is no memory. To be given back by suanli_free_doubles.
double *suanli_new_doubles(size_t count);
void suanli_free_doubles(double *doubles);

#endif
