// Operations of one, two and three columns: see include/arithmetic.h.

#define UNARY(name, expression)                                                     \
    static void kernel_##name(const double *a, double *out, size_t count) {                  \
        EACH_VECTOR({                                                               \
            V x = load(a + i, lanes);                                               \
            store(out + i, (expression), lanes);                                    \
        })                                                                          \
    }

#define BINARY(name, expression)                                                                        \
    static void kernel_##name(const double *a, const double *b, unsigned fixed, double *out, size_t count) {     \
        if (fixed == 0) {                                                                               \
            EACH_VECTOR({                                                                               \
                V x = load(a + i, lanes);                                                               \
                V y = load(b + i, lanes);                                                               \
                store(out + i, (expression), lanes);                                                    \
            })                                                                                          \
        } else if (fixed == SUANLI_FIRST_FIXED) {                                                       \
            V x = all(*a);                                                                              \
            EACH_VECTOR({                                                                               \
                V y = load(b + i, lanes);                                                               \
                store(out + i, (expression), lanes);                                                    \
            })                                                                                          \
        } else if (fixed == SUANLI_SECOND_FIXED) {                                                      \
            V y = all(*b);                                                                              \
            EACH_VECTOR({                                                                               \
                V x = load(a + i, lanes);                                                               \
                store(out + i, (expression), lanes);                                                    \
            })                                                                                          \
        } else {                                                                                        \
            V x = all(*a), y = all(*b);                                                                 \
            EACH_VECTOR({ store(out + i, (expression), lanes); })                                       \
        }                                                                                               \
    }

// Equal operands differ at most in the sign of zero: the minimum keeps it, the maximum drops it. Joined with a NaN's bits,
// those of any number are a NaN's.
INLINE V minimum_of(V x, V y) { return choose(x < y, x, choose(y < x, y, (V)((U)x | (U)y))); }

INLINE V maximum_of(V x, V y) {
    V equal = choose(x == y, (V)((U)x & (U)y), x + y);
    return choose(x > y, x, choose(y > x, y, equal));
}

INLINE V truth(M holds) { return choose(holds, all(1.0), all(0.0)); }

INLINE V defined(V x, V y, M holds) { return choose(is_unordered(x, y), all(NAN), truth(holds)); }

// An infinity is close to itself alone, though 1e-9 of it is no less.
INLINE V close_to(V x, V y) {
    V a = size_of(x), b = size_of(y);
    V larger = choose(a > b, a, b);
    return truth((x == y) | ((larger < all(INFINITY)) & (size_of(x - y) <= all(1e-9) * larger)));
}

BINARY(add, x + y)
BINARY(subtract, x - y)
BINARY(multiply, x * y)
BINARY(quotient, x / y)
BINARY(general_power, pow_of(x, y))
BINARY(minimum, minimum_of(x, y))
BINARY(maximum, maximum_of(x, y))
BINARY(less, defined(x, y, x < y))
BINARY(less_equal, defined(x, y, x <= y))
BINARY(equal, defined(x, y, x == y))
BINARY(not_equal, defined(x, y, x != y))
BINARY(and, choose((x == all(0.0)) | (y == all(0.0)), all(0.0), x * y))
BINARY(or, choose((x == all(1.0)) | (y == all(1.0)), all(1.0), x + y))
BINARY(close, close_to(x, y))

UNARY(negate, -x)
UNARY(absolute, size_of(x))
UNARY(square_root, __builtin_elementwise_sqrt(x))
UNARY(floor, __builtin_elementwise_floor(x))
UNARY(ceiling, __builtin_elementwise_ceil(x))
UNARY(round, __builtin_elementwise_rint(x))
UNARY(not, all(1.0) - x)
UNARY(exp_column, exp_of(x))
UNARY(log_column, log_of(x))
UNARY(sin_column, sin_of(x))
UNARY(cos_column, cos_of(x))
UNARY(normal_cdf_column, normal_cdf_of(x))

// Division by a power of two is multiplication by its inverse, exactly, where that is normal.
static void kernel_divide(const double *a, const double *b, unsigned fixed, double *out, size_t count) {
    uint64_t bits;
    memcpy(&bits, b, sizeof bits);
    double inverse = 1.0 / *b;
    bool is_power = (bits & 0x000fffffffffffffu) == 0 && fabs(inverse) >= 0x1p-1022 && fabs(inverse) < INFINITY;
    if (fixed == SUANLI_SECOND_FIXED && is_power) kernel_multiply(a, &inverse, fixed, out, count);
    else kernel_quotient(a, b, fixed, out, count);
}

// A square or cube without the general power's work.
static void kernel_power(const double *a, const double *b, unsigned fixed, double *out, size_t count) {
    if (fixed != SUANLI_SECOND_FIXED || (*b != 2.0 && *b != 3.0)) {
        kernel_general_power(a, b, fixed, out, count);
    } else if (*b == 2.0) {
        kernel_multiply(a, a, 0, out, count);
    } else {
        EACH_VECTOR({
            V x = load(a + i, lanes);
            store(out + i, x * x * x, lanes);
        })
    }
}

INLINE V operand(const double *column, unsigned is_fixed, size_t i, size_t lanes) {
    return is_fixed ? all(*column) : load(column + i, lanes);
}

static void kernel_select(const double *condition, const double *a, const double *b, unsigned fixed, double *out, size_t count) {
    EACH_VECTOR({
        V c = operand(condition, fixed & SUANLI_FIRST_FIXED, i, lanes);
        V x = operand(a, fixed & SUANLI_SECOND_FIXED, i, lanes);
        V y = operand(b, fixed & SUANLI_THIRD_FIXED, i, lanes);
        V chosen = choose(c != all(0.0), x, y);
        store(out + i, choose(c != c, all(NAN), chosen), lanes);
    })
}
