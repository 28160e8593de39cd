// Sums of rows by bin: see include/sensitivity.h. All of a sum is loaded before any of it is stored, which a plain loop may not do.

struct bin_sum { V part[SUANLI_BIN_LANES / LANES]; };

INLINE struct bin_sum load_sum(const double *from) {
    struct bin_sum sum;
    memcpy(&sum, from, sizeof sum);
    return sum;
}

INLINE void store_sum(double *to, struct bin_sum sum, struct bin_sum row) {
    for (size_t part = 0; part < SUANLI_BIN_LANES / LANES; part++) sum.part[part] += row.part[part];
    memcpy(to, &sum, sizeof sum);
}

// Two factors with each row: the rows come from further away than the sums.
static void kernel_add_to_bins(
    const uint16_t *const *bins, const uint32_t *firsts, size_t factors, const double *rows, size_t count, double *sums) {
    size_t factor = 0;
    for (; factor + 1 < factors; factor += 2) {
        const uint16_t *bins0 = bins[factor], *bins1 = bins[factor + 1];
        double *sums0 = sums + (size_t)firsts[factor] * SUANLI_BIN_LANES;
        double *sums1 = sums + (size_t)firsts[factor + 1] * SUANLI_BIN_LANES;
        for (size_t i = 0; i < count; i++) {
            double *to0 = sums0 + (size_t)bins0[i] * SUANLI_BIN_LANES, *to1 = sums1 + (size_t)bins1[i] * SUANLI_BIN_LANES;
            struct bin_sum row = load_sum(rows + i * SUANLI_BIN_LANES), sum0 = load_sum(to0), sum1 = load_sum(to1);
            store_sum(to0, sum0, row);
            store_sum(to1, sum1, row);
        }
    }
    if (factor == factors) return;
    for (size_t i = 0; i < count; i++) {
        double *to = sums + ((size_t)firsts[factor] + bins[factor][i]) * SUANLI_BIN_LANES;
        store_sum(to, load_sum(to), load_sum(rows + i * SUANLI_BIN_LANES));
    }
}
