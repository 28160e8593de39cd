// Sums of rows by bin: see include/sensitivity.h. All of a sum is loaded before any of it is stored, which a plain loop may not do.

static void kernel_add_to_bins(const uint16_t *bins, const double *rows, size_t count, double *sums) {
    for (size_t i = 0; i < count; i++) {
        double *sum = sums + (size_t)bins[i] * SUANLI_BIN_LANES;
        V totals[SUANLI_BIN_LANES / LANES], row[SUANLI_BIN_LANES / LANES];
        memcpy(totals, sum, sizeof totals);
        memcpy(row, rows + i * SUANLI_BIN_LANES, sizeof row);
        for (size_t part = 0; part < SUANLI_BIN_LANES / LANES; part++) totals[part] += row[part];
        memcpy(sum, totals, sizeof totals);
    }
}
