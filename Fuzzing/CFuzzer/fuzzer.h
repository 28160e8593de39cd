// What of libFuzzer, which comes with the compiler, the harness calls.
#ifndef SUANLI_FUZZER_H
#define SUANLI_FUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);

#endif
