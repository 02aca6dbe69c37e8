// Every __kmpc_atomic_* entry point, called by one thread on many operand pairs, leaves and gives
// what the same C expression does, and touches no byte beside its operand. Each row of the
// library's table becomes a prototype and a check here; the references are computed apart from the
// library's. The last step holds the names that were called against those that the library exports.
//
// RUN: %veda-abi -O0 > %t.log
// RUN: %run %t.gcc > %t.called
// RUN: nm -D --defined-only %libveda | grep -o '__kmpc_atomic_[a-z0-9_]*' | sort -u > %t.exported
// RUN: sort -u %t.called | diff %t.exported -
// REQUIRES: gcc
#include <complex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE(t, c) typedef c t;
#include "abi/kmpc/atomic.def"

#define CALLER void *, int
#define HERE NULL, 0

/* Prototypes. */
#define SWAP_returned(name, t) t name(CALLER, t *, t);
#define SWAP_out(name, t) void name(CALLER, t *, t, t *);
#define CAPTURE_returned(name, t, e_t) t name(CALLER, t *, e_t, int);
#define CAPTURE_out(name, t, e_t) void name(CALLER, t *, e_t, t *, int);

#define READ(name, t) t name(CALLER, t *);
#define WRITE(name, t) void name(CALLER, t *, t);
#define SWAP(name, t, give) SWAP_##give(name, t)
#define UPDATE(name, t, e_t, w, how, op) void name(CALLER, t *, e_t);
#define CAPTURE(name, t, e_t, w, how, op, give) CAPTURE_##give(name, t, e_t)
#define COMPARE(n, t)                                                                              \
    bool __kmpc_atomic_bool_##n##_cas(CALLER, t *, t, t);                                          \
    bool __kmpc_atomic_bool_##n##_cas_cpt(CALLER, t *, t, t, t *);                                 \
    t __kmpc_atomic_val_##n##_cas(CALLER, t *, t, t);                                              \
    t __kmpc_atomic_val_##n##_cas_cpt(CALLER, t *, t, t, t *);
#define GENERIC(n)                                                                                 \
    void __kmpc_atomic_##n(CALLER, void *, void *, void (*)(void *, void *, void *));
#include "abi/kmpc/atomic.def"
void __kmpc_atomic_start(void);
void __kmpc_atomic_end(void);

/* Operand values. Every pair of them is tried where C defines the operation on it. */
static const int64_t integers[] = {0,      1,         2,         3,         7,         -1,
                                   -2,     -7,        100,       127,       -128,      32767,
                                   -32768, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, 0x5a5a5a5a};
static const complex double reals[] = {1,           -1,          0.5 + 2 * I,      -3 - 0.25 * I,
                                       7.75 - 8 * I, 100 + 100 * I, 1e3 + 1e-3 * I, -0.1 * I - 64};
enum { NINTEGERS = sizeof integers / sizeof *integers, NREALS = sizeof reals / sizeof *reals };

#define IS_INTEGER(t) ((t)0.5 == 0)
#define COUNT(t) (IS_INTEGER(t) ? NINTEGERS : NREALS)
#define VALUE(t, i) (IS_INTEGER(t) ? (t)integers[(i) % NINTEGERS] : (t)reals[(i) % NREALS])
#define FOR_PAIRS(t, e_t)                                                                          \
    for (int i = 0; i < COUNT(t); i++)                                                             \
        for (int j = 0; j < COUNT(e_t); j++)

/* References: integers in 128 bits, the others as C does them in type w. False: not defined. */
typedef __int128 wide;
enum op {
    OP_add, OP_sub, OP_mul, OP_div, OP_shl, OP_shr, OP_andb, OP_orb,
    OP_xor, OP_neqv, OP_eqv, OP_andl, OP_orl, OP_min, OP_max
};

static bool integer_result(enum op op, wide a, wide b, int bits, wide *result)
{
    switch (op) {
    case OP_add: *result = a + b; return true;
    case OP_sub: *result = a - b; return true;
    case OP_mul: *result = a * b; return true;
    case OP_div:
        if (b == 0 || a / b >= (wide)1 << (bits - 1))
            return false;
        *result = a / b;
        return true;
    case OP_shl: *result = a * ((wide)1 << (b & 63)); return b >= 0 && b < bits;
    case OP_shr: *result = a >> (b & 63); return b >= 0 && b < bits;
    case OP_andb: *result = a & b; return true;
    case OP_orb: *result = a | b; return true;
    case OP_xor:
    case OP_neqv: *result = a ^ b; return true;
    case OP_eqv: *result = ~(a ^ b); return true;
    case OP_andl: *result = a && b; return true;
    case OP_orl: *result = a || b; return true;
    case OP_min: *result = a < b ? a : b; return true;
    case OP_max: *result = a > b ? a : b; return true;
    }
    return false;
}

#define REAL_add(a, b) ((a) + (b))
#define REAL_sub(a, b) ((a) - (b))
#define REAL_mul(a, b) ((a) * (b))
#define REAL_div(a, b) ((a) / (b))
#define REAL_min(a, b) ((a) < (b) ? (a) : (b))
#define REAL_max(a, b) ((a) > (b) ? (a) : (b))
#define REAL_shl REAL_add /* there is no such row: only to compile */
#define REAL_shr REAL_add
#define REAL_andb REAL_add
#define REAL_orb REAL_add
#define REAL_xor REAL_add
#define REAL_neqv REAL_add
#define REAL_eqv REAL_add
#define REAL_andl REAL_add
#define REAL_orl REAL_add

/* A real result that goes to an integer operand must fit there. */
#define IS_SIGNED(t) ((long double)(t)-1 < 0)
#define FITS(t, r) (!IS_INTEGER(t) || ((r) > (IS_SIGNED(t) ? -128 : -1) && (r) < 127))

/* Sets `want` to x op e, the operands exchanged if back, and leaves the pair if C does not define
 * it. */
#define WANT(t, e_t, w, op, back)                                                                  \
    if (IS_INTEGER(t) && IS_INTEGER(e_t)) {                                                        \
        wide a = (wide)VALUE(t, i), b = (wide)VALUE(e_t, j), r;                                    \
        if (!integer_result(OP_##op, back ? b : a, back ? a : b, 8 * sizeof(t), &r))               \
            continue;                                                                              \
        want = (t)r;                                                                               \
    } else {                                                                                       \
        w a = (w)VALUE(t, i), b = (w)VALUE(e_t, j), r = back ? REAL_##op(b, a) : REAL_##op(a, b);  \
        if (!FITS(t, __real__ r))                                                                  \
            continue;                                                                              \
        want = (t)r;                                                                               \
    }
enum { loop, fetch, pick, back };

/* The operand under test: at its alignment and not at twice that, among guard bytes. */
enum { GUARD = 64 };
static unsigned char *memory; /* 3 * GUARD bytes */
static const char *now;
static int errors;

static void expect(bool ok, const char *what, int i, int j)
{
    if (!ok && errors++ < 40)
        fprintf(stderr, "%s: wrong %s, operands %d and %d\n", now, what, i, j);
}

static void *place(size_t shift)
{
    memset(memory, 0xa5, 3 * GUARD);
    return memory + GUARD + shift;
}

static void expect_guards(const void *operand, size_t size)
{
    const unsigned char *x = operand;
    for (unsigned char *p = memory; p < memory + 3 * GUARD; p++)
        expect((p >= x && p < x + size) || *p == 0xa5, "neighbour", (int)(p - x), (int)size);
}

static void under_test(const char *name)
{
    now = name;
    puts(name);
}

#define PLACED(t) t *x = place((i + j) % 2 * _Alignof(t))

/* Checks. */
#define GET_returned(value, call, ...) value = call(__VA_ARGS__)
#define GET_SWAP_returned(got, name, x, e) got = name(HERE, x, e)
#define GET_SWAP_out(got, name, x, e) name(HERE, x, e, &got)
#define GET_CAPTURE_returned(got, name, x, e, flag) got = name(HERE, x, e, flag)
#define GET_CAPTURE_out(got, name, x, e, flag) name(HERE, x, e, &got, flag)

#define READ(name, t)                                                                              \
    static void check_##name(void)                                                                 \
    {                                                                                              \
        under_test(#name);                                                                         \
        FOR_PAIRS (t, t) {                                                                         \
            PLACED(t);                                                                             \
            *x = VALUE(t, i);                                                                      \
            expect(name(HERE, x) == VALUE(t, i), "value", i, j);                                   \
            expect(*x == VALUE(t, i), "x", i, j);                                                  \
            expect_guards(x, sizeof(t));                                                           \
        }                                                                                          \
    }
#define WRITE(name, t)                                                                             \
    static void check_##name(void)                                                                 \
    {                                                                                              \
        under_test(#name);                                                                         \
        FOR_PAIRS (t, t) {                                                                         \
            PLACED(t);                                                                             \
            *x = VALUE(t, i);                                                                      \
            name(HERE, x, VALUE(t, j));                                                            \
            expect(*x == VALUE(t, j), "x", i, j);                                                  \
            expect_guards(x, sizeof(t));                                                           \
        }                                                                                          \
    }
#define SWAP(name, t, give)                                                                        \
    static void check_##name(void)                                                                 \
    {                                                                                              \
        under_test(#name);                                                                         \
        FOR_PAIRS (t, t) {                                                                         \
            PLACED(t);                                                                             \
            t got = 0;                                                                             \
            *x = VALUE(t, i);                                                                      \
            GET_SWAP_##give(got, name, x, VALUE(t, j));                                            \
            expect(*x == VALUE(t, j), "x", i, j);                                                  \
            expect(got == VALUE(t, i), "captured value", i, j);                                    \
            expect_guards(x, sizeof(t));                                                           \
        }                                                                                          \
    }
#define UPDATE(name, t, e_t, w, how, op)                                                           \
    static void check_##name(void)                                                                 \
    {                                                                                              \
        under_test(#name);                                                                         \
        FOR_PAIRS (t, e_t) {                                                                       \
            PLACED(t);                                                                             \
            t want;                                                                                \
            WANT(t, e_t, w, op, how == back)                                                       \
            *x = VALUE(t, i);                                                                      \
            name(HERE, x, VALUE(e_t, j));                                                          \
            expect(*x == want, "x", i, j);                                                         \
            expect_guards(x, sizeof(t));                                                           \
        }                                                                                          \
    }
#define CAPTURE(name, t, e_t, w, how, op, give)                                                    \
    static void check_##name(void)                                                                 \
    {                                                                                              \
        under_test(#name);                                                                         \
        FOR_PAIRS (t, e_t) {                                                                       \
            PLACED(t);                                                                             \
            t want, got = 0;                                                                       \
            WANT(t, e_t, w, op, how == back)                                                       \
            *x = VALUE(t, i);                                                                      \
            GET_CAPTURE_##give(got, name, x, VALUE(e_t, j), 0);                                    \
            expect(*x == want, "x", i, j);                                                         \
            expect(got == VALUE(t, i), "value before", i, j);                                      \
            *x = VALUE(t, i);                                                                      \
            GET_CAPTURE_##give(got, name, x, VALUE(e_t, j), 1);                                    \
            expect(*x == want, "x", i, j);                                                         \
            expect(got == want, "value after", i, j);                                              \
            expect_guards(x, sizeof(t));                                                           \
        }                                                                                          \
    }

/* x == e and x != e, with the new value VALUE(t, j + 1); v starts as 77. */
#define COMPARE(n, t)                                                                              \
    static void check_compare_##n(void)                                                            \
    {                                                                                              \
        FOR_PAIRS (t, t) {                                                                         \
            t *x = place(0), v;                                                                    \
            t was = VALUE(t, i), e = VALUE(t, j), d = VALUE(t, j + 1);                             \
            t becomes = was == e ? d : was;                                                        \
            under_test("__kmpc_atomic_bool_" #n "_cas");                                           \
            *x = was;                                                                              \
            expect(__kmpc_atomic_bool_##n##_cas(HERE, x, e, d) == (was == e), "value", i, j);      \
            expect(*x == becomes, "x", i, j);                                                      \
            under_test("__kmpc_atomic_val_" #n "_cas");                                            \
            *x = was;                                                                              \
            expect(__kmpc_atomic_val_##n##_cas(HERE, x, e, d) == was, "value", i, j);              \
            expect(*x == becomes, "x", i, j);                                                      \
            under_test("__kmpc_atomic_bool_" #n "_cas_cpt");                                       \
            *x = was, v = 77;                                                                      \
            expect(__kmpc_atomic_bool_##n##_cas_cpt(HERE, x, e, d, &v) == (was == e), "value", i,  \
                   j);                                                                             \
            expect(*x == becomes, "x", i, j);                                                      \
            expect(v == (was == e ? 77 : was), "v", i, j);                                         \
            under_test("__kmpc_atomic_val_" #n "_cas_cpt");                                        \
            *x = was, v = 77;                                                                      \
            expect(__kmpc_atomic_val_##n##_cas_cpt(HERE, x, e, d, &v) == was, "value", i, j);      \
            expect(*x == becomes, "x", i, j);                                                      \
            expect(v == becomes, "v", i, j);                                                       \
            expect_guards(x, sizeof(t));                                                           \
        }                                                                                          \
    }

/* x = 3 * x + e, byte by byte, at every offset: a generic operand may lie across words. */
static size_t generic_size;
static void three_times_plus(void *out, void *in, void *e)
{
    for (size_t k = 0; k < generic_size; k++)
        ((uint8_t *)out)[k] = (uint8_t)(3 * ((uint8_t *)in)[k] + *(uint8_t *)e);
}
#define GENERIC(n)                                                                                 \
    static void check_generic_##n(void)                                                            \
    {                                                                                              \
        under_test("__kmpc_atomic_" #n);                                                           \
        generic_size = n;                                                                          \
        for (int i = 0; i < 16; i++) {                                                             \
            unsigned char *x = place((size_t)i), e = (unsigned char)(i + 1);                       \
            for (int k = 0; k < n; k++)                                                            \
                x[k] = (unsigned char)(k + i);                                                     \
            __kmpc_atomic_##n(HERE, x, &e, three_times_plus);                                      \
            for (int k = 0; k < n; k++)                                                            \
                expect(x[k] == (unsigned char)(3 * (k + i) + e), "x", i, k);                       \
            expect_guards(x, n);                                                                   \
        }                                                                                          \
    }
#include "abi/kmpc/atomic.def"

/* The global region encloses updates of single operands, whatever their address. */
static void check_global_region(void)
{
    static long double operands[4096];
    __kmpc_atomic_start();
    for (size_t k = 0; k < sizeof operands / sizeof *operands; k++)
        __kmpc_atomic_float10_add(HERE, &operands[k], 1);
    __kmpc_atomic_end();
    under_test("__kmpc_atomic_start");
    under_test("__kmpc_atomic_end");
}

int main(void)
{
    memory = aligned_alloc(GUARD, 3 * GUARD);
#define READ(name, t) check_##name();
#define WRITE(name, t) check_##name();
#define SWAP(name, t, give) check_##name();
#define UPDATE(name, t, e_t, w, how, op) check_##name();
#define CAPTURE(name, t, e_t, w, how, op, give) check_##name();
#define COMPARE(n, t) check_compare_##n();
#define GENERIC(n) check_generic_##n();
#include "abi/kmpc/atomic.def"
    check_global_region();
    free(memory);
    return errors != 0;
}
