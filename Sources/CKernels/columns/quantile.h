// Quantile functions: see include/quantile.h.

INLINE V no_more_than(V x, double most) { return choose(x < all(most), x, all(most)); }

INLINE V no_less_than(V x, double least) { return choose(x > all(least), x, all(least)); }

static void kernel_quantile_uniform(const double *u, double low, double high, double *out, size_t count) {
    double width = high - low;
    // Rounding may carry the sum past the upper end by one unit.
    EACH_VECTOR({ store(out + i, no_more_than(fused(all(width), load(u + i, lanes), all(low)), high), lanes); })
}

static void kernel_normal_of_standard(const double *z, double mean, double sd, double *out, size_t count) {
    EACH_VECTOR({ store(out + i, fused(all(sd), load(z + i, lanes), all(mean)), lanes); })
}

static void kernel_quantile_normal(const double *u, double mean, double sd, double *out, size_t count) {
    kernel_normal_quantile_column(u, out, count);
    kernel_normal_of_standard(out, mean, sd, out, count);
}

// e^mu apart, so that the rounding of mu + sigma z does not drown a small sigma; unless e^mu might leave the range.
static void kernel_lognormal_of_standard(const double *z, double mu, double sigma, double *out, size_t count) {
    double scale = kernel_exp(mu);
    if (fabs(mu) < 300.0) {
        EACH_VECTOR({ store(out + i, all(scale) * exp_of(all(sigma) * load(z + i, lanes)), lanes); })
    } else {
        EACH_VECTOR({ store(out + i, exp_of(fused(all(sigma), load(z + i, lanes), all(mu))), lanes); })
    }
}

// The exponential function in a loop of its own, not within that of the normal quantiles: a processor looks ahead only so far.
static void kernel_quantile_lognormal(const double *u, double mu, double sigma, double *out, size_t count) {
    kernel_normal_quantile_column(u, out, count);
    if (fabs(mu) < 300.0 && fabs(sigma) < 80.0) {
        // |sigma z| < 80 x 8.3, where the shorter way has the same bits.
        double scale = kernel_exp(mu);
        EACH_VECTOR({ store(out + i, all(scale) * exp_moderate(all(sigma) * load(out + i, lanes)), lanes); })
    } else {
        kernel_lognormal_of_standard(out, mu, sigma, out, count);
    }
}

static void kernel_quantile_split_lognormal(const double *u, double median, double lower_sigma, double upper_sigma, double *out, size_t count) {
    kernel_normal_quantile_column(u, out, count);
    EACH_VECTOR({
        V z = load(out + i, lanes);
        V sigma = choose(z < all(0.0), all(lower_sigma), all(upper_sigma));
        store(out + i, all(median) * exp_of(sigma * z), lanes);
    })
}

static void kernel_quantile_triangular(const double *u, double low, double mode, double high, double *out, size_t count) {
    double width = high - low;
    double below = (mode - low) / width, above = (high - mode) / width;
    EACH_VECTOR({
        V x = load(u + i, lanes);
        M is_below = x < all(below);
        V share = __builtin_elementwise_sqrt(choose(is_below, x * all(below), (all(1.0) - x) * all(above)));
        V from_low = no_more_than(fused(all(width), share, all(low)), high);
        V from_high = no_less_than(fused(all(-width), share, all(high)), low);
        store(out + i, choose(is_below, from_low, from_high), lanes);
    })
}

// log(1 - u) for 0 < u < 1. What the subtraction loses, which is nothing where its result is not near 1, is made up for to
// first order.
INLINE V log_of_rest(V u) {
    V rest = no_less_than(all(1.0) - u, 0x1p-54);
    V lost = (all(1.0) - rest) - u;
    return fused(lost, all(2.0) - rest, log_normal_number(rest));
}

static void kernel_quantile_exponential(const double *u, double mean, double *out, size_t count) {
    EACH_VECTOR({ store(out + i, all(-mean) * log_of_rest(load(u + i, lanes)), lanes); })
}

static void kernel_quantile_weibull(const double *u, double shape, double scale, double *out, size_t count) {
    double power = 1.0 / shape;
    // The logarithm lies within +-37, so that its rounding is nothing to the accuracy asked for.
    EACH_VECTOR({
        V logarithm = log_normal_number(-log_of_rest(load(u + i, lanes)));
        store(out + i, all(scale) * exp_of(all(power) * logarithm), lanes);
    })
}

INLINE V logit_of(V u) { return log_normal_number(u / (all(1.0) - u)); }

static void kernel_quantile_logistic(const double *u, double location, double scale, double *out, size_t count) {
    EACH_VECTOR({
        V x = choose(load(u + i, lanes) < all(1.0), load(u + i, lanes), all(0.5));
        store(out + i, fused(all(scale), logit_of(x), all(location)), lanes);
    })
}

static void kernel_quantile_loguniform(const double *u, double low, double high, double width, double *out, size_t count) {
    // From the nearer end, so that the exponent's rounding is least there.
    EACH_VECTOR({
        V x = load(u + i, lanes);
        M is_lower = x <= all(0.5);
        V power = exp_of(choose(is_lower, all(width) * x, all(-width) * (all(1.0) - x)));
        store(out + i, no_more_than(no_less_than(choose(is_lower, all(low), all(high)) * power, low), high), lanes);
    })
}

// a(y) + b(y) log(u / (1 - u)) with y = u - 1/2; the terms alternate between a and b from the fifth on.
INLINE V metalog(V u, const double *coefficients, size_t terms) {
    V y = u - all(0.5);
    V logit = log_normal_number(u / (all(1.0) - u));
    V plain = all(0.0), logistic = all(0.0);
    // The higher powers of either, the highest first.
    for (size_t k = terms; k-- > 4;) {
        if (k % 2 == 1) logistic = fused(logistic, y, all(coefficients[k]));
        else plain = fused(plain, y, all(coefficients[k]));
    }
    plain = fused(plain, y, all(terms > 3 ? coefficients[3] : 0.0));
    logistic = fused(logistic, y, all(coefficients[2]));
    return fused(fused(logistic, y, all(coefficients[1])), logit, fused(plain, y, all(coefficients[0])));
}

static void kernel_quantile_metalog(const double *u, const double *coefficients, size_t terms, double min, double max, double *out, size_t count) {
    bool has_min = min > -INFINITY, has_max = max < INFINITY;
    EACH_VECTOR({
        V x = load(u + i, lanes);
        V m = metalog(choose(x < all(1.0), x, all(0.5)), coefficients, terms);
        if (has_min && has_max) {
            // The share of the way from the nearer end.
            V power = exp_of(-size_of(m));
            V share = all(max - min) * (power / (all(1.0) + power));
            m = choose(m < all(0.0), all(min) + share, all(max) - share);
        } else if (has_min) {
            m = all(min) + exp_of(m);
        } else if (has_max) {
            m = all(max) - exp_of(-m);
        }
        store(out + i, m, lanes);
    })
}

// Few thresholds are all looked at, for a vector of draws together.
INLINE void short_step(const double *u, const double *thresholds, const double *values, size_t steps, double *out, size_t count) {
    EACH_VECTOR({
        V x = load(u + i, lanes);
        U below = all_bits(0);
        for (size_t k = 0; k + 1 < steps; k++) below -= (U)(all(thresholds[k]) <= x);
        uint64_t place[LANES];
        spill(below, place);
        for (size_t lane = 0; lane < lanes; lane++) out[i + lane] = values[place[lane]];
    })
}

enum { SHORT_STEPS = 64 };

static void kernel_quantile_step(const double *u, const double *thresholds, const double *values, size_t steps, double *out, size_t count) {
    if (steps <= SHORT_STEPS) {
        short_step(u, thresholds, values, steps, out, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        // The number of thresholds at or below u by halving, in a loop whose length is the same for all draws.
        size_t low = 0;
        for (size_t length = steps - 1; length > 0;) {
            size_t half = (length + 1) / 2;
            low += thresholds[low + half - 1] <= u[i] ? half : 0;
            length -= half;
        }
        out[i] = values[low];
    }
}

// min(u, 1 - u), held within the tables: what lies outside, NaN and 1/2 itself included, is looked up at the edge.
INLINE V tail_chance(V u, M *is_upper) {
    *is_upper = u > all(0.5);
    V p = choose(*is_upper, all(1.0) - u, u);
    return no_more_than(no_less_than(p, 0x1p-53), 0x1.fffffffffffffp-2);
}

// Even and odd powers apart: two chains run side by side.
INLINE V degree_seven(const V c[8], V t) {
    V square = t * t;
    V even = fused(fused(fused(c[6], square, c[4]), square, c[2]), square, c[0]);
    V odd = fused(fused(fused(c[7], square, c[5]), square, c[3]), square, c[1]);
    return fused(t, odd, even);
}

static void kernel_quantile_table(const double *u, const double *coefficients, unsigned split, double *out, size_t count) {
    const uint64_t mantissa_mask = 0x000fffffffffffffu;
    const uint64_t octave_of_quarter = 1021; // biased exponent of 1/4
    EACH_VECTOR({
        M is_upper;
        U bits = (U)tail_chance(load(u + i, lanes), &is_upper);
        // Exponent and part run together; the octaves are stored from the largest down, the parts of each upwards.
        U place = bits >> (52 - split);
        U part = place & all_bits((1u << split) - 1);
        U cell = all_bits(octave_of_quarter << split) - place + part + part;
        cell += (U)is_upper & all_bits(SUANLI_TABLE_OCTAVES << split);
        // The mantissa's remaining bits as a number in [1, 2), then stretched to [-1, 1).
        V rest = (V)((bits << split & all_bits(mantissa_mask)) | (U)all(1.0));
        V t = (rest - all(1.5)) * all(2.0);
        uint64_t cells[LANES];
        spill(cell, cells);
        const double *row[LANES];
        for (size_t lane = 0; lane < LANES; lane++) row[lane] = coefficients + cells[lane] * SUANLI_TABLE_COEFFICIENTS;
        V c[8];
        gather_four(row, 0, c);
        gather_four(row, 4, c + 4);
        V q = degree_seven(c, t);
        store(out + i, choose(is_upper, all(1.0) - q, q), lanes);
    })
}

// The last piece that starts at or below p; most cells leave nothing to search.
INLINE const double *piece_at(double p, const double *pieces, uint32_t cell) {
    uint32_t low = cell & 0xffff, high = low + (cell >> 16);
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        if (pieces[(size_t)middle * SUANLI_PIECE_NUMBERS] <= p) low = middle;
        else high = middle - 1;
    }
    return pieces + (size_t)low * SUANLI_PIECE_NUMBERS;
}

static void kernel_quantile_pieces(const double *u, const double *pieces, const uint32_t *guide, double *out, size_t count) {
    // The biased exponent of 2^-53, then some bits of the mantissa.
    const uint64_t first_cell = 970u << SUANLI_PIECES_CELL_BITS;
    EACH_VECTOR({
        M is_upper;
        V p = tail_chance(load(u + i, lanes), &is_upper);
        U cell = ((U)p >> (52 - SUANLI_PIECES_CELL_BITS)) - all_bits(first_cell);
        cell += (U)is_upper & all_bits(SUANLI_PIECES_CELLS);
        uint64_t cells[LANES];
        spill(cell, cells);
        const double *row[LANES];
        for (size_t lane = 0; lane < LANES; lane++) row[lane] = piece_at(p[lane], pieces, guide[cells[lane]]);
        V place[4];
        V c[8];
        gather_four(row, 0, place);
        gather_four(row, 4, c);
        gather_four(row, 8, c + 4);
        V q = place[2] + degree_seven(c, fused(p - place[0], place[1], all(-1.0)));
        // Within the piece's own range, so that the next one's is not overlapped.
        q = choose(q > place[2], q, place[2]);
        store(out + i, choose(q < place[3], q, place[3]), lanes);
    })
}
