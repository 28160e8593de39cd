// Writes what a run draws, for scripts/test-streams: emit-streams SAMPLER BITS DRAWS KEY... with SAMPLER philox or sobol. Draw
// by draw, n being index n / 16 of replicate n % 16, and in it stream by stream, as 32-bit words: the top bits of the 52 of a
// uniform where BITS is top, the lowest where it is low, and the whole double where it is all. Under sobol, stream k has
// dimension k. DRAWS 0 goes on until the reader has had enough.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

enum { REPLICATES = 16, BLOCK = 512, STREAMS = 256 };

struct stream {
    uint64_t key, directions[SUANLI_SOBOL_BITS], scrambles[REPLICATES][SUANLI_SOBOL_SCRAMBLE_WORDS];
};

static struct stream streams[STREAMS];
static double uniforms[REPLICATES][STREAMS][BLOCK];

// As SobolStream.swift makes them.
static uint64_t scramble_word(uint64_t key, uint32_t word, uint32_t replicate) {
    uint32_t counter[4] = {word, 0, 1, replicate}, halves[2] = {(uint32_t)key, (uint32_t)(key >> 32)}, out[4];
    suanli_philox4x32_10(counter, halves, out);
    return (uint64_t)out[1] << 32 | out[0];
}

static struct stream stream(uint64_t key, size_t dimension) {
    struct stream result = {.key = key};
    suanli_sobol_directions(dimension, result.directions);
    for (uint32_t r = 0; r < REPLICATES; r++)
        for (uint32_t w = 0; w < SUANLI_SOBOL_SCRAMBLE_WORDS; w++) result.scrambles[r][w] = scramble_word(key, w, r);
    return result;
}

static void write_words(double uniform, const char *bits) {
    uint64_t fraction = (uint64_t)(uniform * 0x1p52);
    uint32_t word = (uint32_t)(strcmp(bits, "top") == 0 ? fraction >> 20 : fraction);
    if (strcmp(bits, "all") == 0) fwrite(&uniform, sizeof uniform, 1, stdout);
    else fwrite(&word, sizeof word, 1, stdout);
}

int main(int count, char **arguments) {
    if (count < 5 || count - 4 > STREAMS) return 64;
    int is_sobol = strcmp(arguments[1], "sobol") == 0;
    size_t inputs = (size_t)count - 4;
    uint64_t draws = strtoull(arguments[3], NULL, 10);
    for (size_t s = 0; s < inputs; s++) streams[s] = stream(strtoull(arguments[4 + s], NULL, 10), s);
    for (uint64_t first = 0; !ferror(stdout); first += BLOCK) {
        for (uint32_t r = 0; r < REPLICATES; r++) {
            for (size_t s = 0; s < inputs; s++) {
                const struct stream *at = &streams[s];
                if (is_sobol) suanli_sobol_uniforms(at->directions, at->scrambles[r], first, BLOCK, uniforms[r][s]);
                else suanli_philox_uniforms(at->key, r, first, BLOCK, uniforms[r][s]);
            }
        }
        for (uint64_t i = 0; i < BLOCK; i++) {
            for (int r = 0; r < REPLICATES; r++) {
                if (draws > 0 && (first + i) * REPLICATES + (uint64_t)r >= draws) return fflush(stdout) != 0;
                for (size_t s = 0; s < inputs; s++) write_words(uniforms[r][s][i], arguments[2]);
            }
        }
    }
    return 0;
}
