// Times kernels over columns of 512: kernels NAME REPEATS prints the name and nanoseconds an element; NAME all is each.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CKernels.h"

enum { COUNT = 512 };
static double uniforms[COUNT], normals[COUNT], positives[COUNT], out[COUNT];
static uint64_t directions[SUANLI_SOBOL_BITS], scramble[SUANLI_SOBOL_SCRAMBLE_WORDS];
// A table of 8 parts an octave, and a window of a histogram's buckets; what their numbers are costs nothing.
enum { SPLIT = 3, TABLE_NUMBERS = (2 * SUANLI_TABLE_OCTAVES << SPLIT) * SUANLI_TABLE_COEFFICIENTS };
static double table[TABLE_NUMBERS] __attribute__((aligned(64)));
enum { MANY = 1 << 16 };
static double many[MANY]; // lognormal with the spread of an output
static struct suanli_histogram_window window;
static volatile double sink;

static void philox(uint64_t turn) { suanli_philox_uniforms(7, 3, turn * COUNT, COUNT, out); }
static void sobol(uint64_t turn) { suanli_sobol_uniforms(directions, scramble, turn * COUNT, COUNT, out); }
static void normal(uint64_t turn) { suanli_normal_quantile_column(uniforms, out, COUNT); (void)turn; }
static void lognormal(uint64_t turn) { suanli_quantile_lognormal(uniforms, 13.0, 0.4, out, COUNT); (void)turn; }
static void triangular(uint64_t turn) { suanli_quantile_triangular(uniforms, 0.2, 0.35, 0.6, out, COUNT); (void)turn; }
static void exponential(uint64_t turn) { suanli_exp_column(normals, out, COUNT); (void)turn; }
static void logarithm(uint64_t turn) { suanli_log_column(positives, out, COUNT); (void)turn; }
static void sine(uint64_t turn) { suanli_sin_column(normals, out, COUNT); (void)turn; }
static void moments(uint64_t turn) { sink = suanli_column_moments(positives, COUNT).mean; (void)turn; }

static void tabulated(uint64_t turn) { suanli_quantile_table(uniforms, table, SPLIT, out, COUNT); (void)turn; }
static void window_add(uint64_t turn) {
    sink = (double)suanli_window_add(many + turn % (MANY / COUNT) * COUNT, COUNT, 1e3, 1e8, &window, out);
}
static void minimum(uint64_t turn) { suanli_minimum(normals, positives, 0, out, COUNT); (void)turn; }
static void division(uint64_t turn) { suanli_divide(normals, positives, 0, out, COUNT); (void)turn; }

static const struct {
    const char *name;
    void (*run)(uint64_t turn);
} kernels[] = {
    {"philox_uniforms", philox},       {"sobol_uniforms", sobol},           {"normal_quantile", normal},
    {"quantile_lognormal", lognormal}, {"quantile_triangular", triangular}, {"exp", exponential},
    {"log", logarithm},                {"sin", sine},                       {"column_moments", moments},
    {"quantile_table", tabulated},     {"window_add", window_add},         {"minimum", minimum},
    {"divide", division},
};

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int count, char **arguments) {
    if (count != 3) return 64;
    uint64_t repeats = strtoull(arguments[2], NULL, 10);
    suanli_philox_uniforms(1, 0, 0, COUNT, uniforms);
    suanli_normal_quantile_column(uniforms, normals, COUNT);
    suanli_exp_column(normals, positives, COUNT);
    suanli_sobol_directions(5, directions);
    for (int i = 0; i < SUANLI_SOBOL_SCRAMBLE_WORDS; i++) memcpy(&scramble[i], &uniforms[i], sizeof scramble[i]);
    suanli_philox_uniforms(2, 0, 0, MANY, many);
    for (size_t i = 0; i < MANY; i += COUNT) {
        suanli_quantile_lognormal(many + i, 13.0, 0.4, out, COUNT);
        memcpy(many + i, out, sizeof out);
    }
    for (size_t i = 0; i < TABLE_NUMBERS; i++) table[i] = uniforms[i % COUNT];
    // 32 octaves around 2^18.
    if (!suanli_window_open(&window, 1025 * SUANLI_HISTOGRAM_OCTAVE, 32 * SUANLI_HISTOGRAM_OCTAVE)) return 1;
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        if (strcmp(arguments[1], "all") != 0 && strcmp(arguments[1], kernels[k].name) != 0) continue;
        double start = seconds();
        for (uint64_t turn = 0; turn < repeats; turn++) {
            kernels[k].run(turn);
            sink = out[turn % COUNT];
        }
        printf("%s %.4f\n", kernels[k].name, (seconds() - start) / (double)repeats / COUNT * 1e9);
    }
    return 0;
}
