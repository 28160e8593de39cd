#include "instruction_sets.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

extern const struct suanli_kernels suanli_scalar_kernels, suanli_baseline_kernels;
#if defined(__x86_64__)
extern const struct suanli_kernels suanli_avx2_kernels, suanli_avx512_kernels;
#endif

static const char *const names[SUANLI_INSTRUCTION_SETS] = {"scalar", "baseline", "avx2", "avx512"};

const struct suanli_kernels *suanli_kernels_of(enum suanli_instruction_set set) {
    switch (set) {
    case SUANLI_SCALAR: return &suanli_scalar_kernels;
    case SUANLI_BASELINE: return &suanli_baseline_kernels;
#if defined(__x86_64__)
    case SUANLI_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &suanli_avx2_kernels : NULL;
    case SUANLI_AVX512: {
        // Single numbers are fused by FMA, which is a set of its own.
        bool has_all = __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                       __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
        return has_all ? &suanli_avx512_kernels : NULL;
    }
#endif
    default: return NULL;
    }
}

static const struct suanli_kernels *kernels = &suanli_baseline_kernels;
static enum suanli_instruction_set set_in_use = SUANLI_BASELINE;
static const char *refused = NULL;

static void use(enum suanli_instruction_set set) {
    kernels = suanli_kernels_of(set);
    set_in_use = set;
}

// Before main and any thread, so that nothing has to be locked later.
__attribute__((constructor)) static void choose_instruction_set(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
#endif
    for (int set = SUANLI_BASELINE; set < SUANLI_INSTRUCTION_SETS; set++)
        if (suanli_kernels_of(set)) use(set);
    const char *wanted = getenv("SUANLI_ISA");
    if (!wanted) return;
    for (int set = 0; set < SUANLI_INSTRUCTION_SETS; set++) {
        if (strcmp(wanted, names[set]) == 0 && suanli_kernels_of(set)) {
            use(set);
            return;
        }
    }
    refused = wanted;
}

enum suanli_instruction_set suanli_instruction_set(void) { return set_in_use; }

const char *suanli_instruction_set_name(enum suanli_instruction_set set) { return names[set]; }

const char *suanli_refused_instruction_set(void) { return refused; }

#define PUBLIC_KERNEL(result, name, parameters, arguments) \
    result suanli_##name parameters { return kernels->name arguments; }
SUANLI_KERNELS(PUBLIC_KERNEL)
