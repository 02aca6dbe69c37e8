// Four threads change one operand at once through each __kmpc_atomic_* entry point; no update is
// lost or torn. All apply the same function, so that the outcome doesn't depend on their order:
// after n calls x is what n calls by one thread make of it, and the captured values, in whatever
// order, are the same as his. The other forms: a reader sees only values that were written whole,
// swaps keep every token, compare and swap and the generic form count right, and the global region
// excludes.
//
// RUN: %veda-abi -O0
// REQUIRES: threads-2
#include <complex.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

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

/* Four threads that begin together: the last to arrive releases the others, which look and yield,
 * since a wake-up would take longer than the calls. body gets the thread's number and gives a part
 * of the sum. */
enum { THREADS = 4, CALLS = 4000 };
static int arrived;
static uint64_t (*body)(int thread, int calls);

static void *run_body(void *thread)
{
    __atomic_fetch_add(&arrived, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < THREADS)
        sched_yield();
    return (void *)(uintptr_t)body((int)(intptr_t)thread, CALLS);
}

static uint64_t concurrently(uint64_t (*what)(int, int))
{
    pthread_t threads[THREADS];
    uint64_t sum = 0;
    body = what;
    arrived = 0;
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, run_body, (void *)(intptr_t)i))
            abort();
    for (int i = 0; i < THREADS; i++) {
        void *part;
        pthread_join(threads[i], &part);
        sum += (uint64_t)(uintptr_t)part;
    }
    return sum;
}

/* A sum of these over a bag of values tells bags apart. */
static uint64_t hash(double re, double im)
{
    uint64_t bits[2], h;
    memcpy(&bits[0], &re, sizeof re);
    memcpy(&bits[1], &im, sizeof im);
    h = (bits[0] + 1) * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ h >> 29 ^ bits[1]) * UINT64_C(0xbf58476d1ce4e5b9);
    return h ^ h >> 32;
}
#define HASH(v) hash((double)__real__(v), (double)__imag__(v))

/* The operand. In the second round at its alignment and not at twice that: a complex may then lie
 * across two words. flag is what the capture forms get. */
static void *room;
static int flag;
#define OPERAND(t) t *x = (t *)((char *)room + (flag ? _Alignof(t) : 0))
#define ROUNDS for (flag = 0; flag < 2; flag++)

/* The first x and the e of each operation: it is defined on them any number of times, and where it
 * can, a lost call changes the outcome. */
enum { loop, fetch, pick, back };
enum op {
    OP_add, OP_sub, OP_mul, OP_div, OP_shl, OP_shr, OP_andb, OP_orb,
    OP_xor, OP_neqv, OP_eqv, OP_andl, OP_orl, OP_min, OP_max
};
struct operands {
    int x, e;
};
static struct operands operands_of(enum op op, bool exchanged)
{
    switch (op) {
    case OP_add: return (struct operands){1, 1};
    case OP_sub: return exchanged ? (struct operands){7, 20} : (struct operands){20000, 2};
    case OP_mul: return (struct operands){3, -1};
    case OP_div: return exchanged ? (struct operands){3, 21} : (struct operands){100, -1};
    case OP_shl: return exchanged ? (struct operands){1, 0} : (struct operands){1, 1};
    case OP_shr: return exchanged ? (struct operands){0, 1} : (struct operands){127, 1};
    case OP_andl: return (struct operands){5, 1};
    case OP_orl: return (struct operands){5, 0};
    case OP_min: return (struct operands){50, 5};
    case OP_max: return (struct operands){5, 50};
    default: return (struct operands){85, 15};
    }
}

#define IS_INTEGER(t) ((t)0.5 == 0)
#define IS_UNSIGNED(t) ((long double)(t)-1 > 0)
#define IS_COMPLEX(t) (__imag__(t)I != 0)

/* Complex: a quarter turn a call. A real e must not take an integer x out of its range. */
#define SET_OPERANDS(t, e_t, how, op)                                                              \
    struct operands pair = operands_of(OP_##op, how == back);                                      \
    if (IS_INTEGER(t) && !IS_INTEGER(e_t) && how != back) {                                        \
        if (OP_##op <= OP_sub && sizeof(t) == 1)                                                   \
            pair.e = 0;                                                                            \
        if (OP_##op >= OP_mul && IS_UNSIGNED(t))                                                   \
            pair.e = 1;                                                                            \
        if (OP_##op == OP_sub && IS_UNSIGNED(t)) /* stays above 0 to the last call */              \
            pair.x = 40000;                                                                        \
    }                                                                                              \
    bool turns = IS_COMPLEX(e_t) && how != back && (OP_##op == OP_mul || OP_##op == OP_div);       \
    t first = (t)pair.x;                                                                           \
    e_t e = turns ? (e_t)I : (e_t)pair.e;                                                          \
    (void)first, (void)e;

#define CAPTURE_CALL_returned(name) got = name(HERE, x, e, flag)
#define CAPTURE_CALL_out(name) name(HERE, x, e, &got, flag)

#define SAME_AS_ALONE(name, t, e_t, how, op)                                                       \
    static void check_##name(void)                                                                 \
    {                                                                                              \
        ROUNDS {                                                                                   \
            OPERAND(t);                                                                            \
            SET_OPERANDS(t, e_t, how, op)                                                          \
            *x = first;                                                                            \
            uint64_t want_captured = body_##name(0, THREADS * CALLS);                              \
            t want = *x;                                                                           \
            *x = first;                                                                            \
            uint64_t captured = concurrently(body_##name);                                         \
            expect(#name, *x == want && captured == want_captured);                                \
        }                                                                                          \
    }
#define UPDATE(name, t, e_t, w, how, op)                                                           \
    static uint64_t body_##name(int thread, int calls)                                             \
    {                                                                                              \
        (void)thread;                                                                              \
        OPERAND(t);                                                                                \
        SET_OPERANDS(t, e_t, how, op)                                                              \
        for (int i = 0; i < calls; i++)                                                            \
            name(HERE, x, e);                                                                      \
        return 0;                                                                                  \
    }                                                                                              \
    SAME_AS_ALONE(name, t, e_t, how, op)
#define CAPTURE(name, t, e_t, w, how, op, give)                                                    \
    static uint64_t body_##name(int thread, int calls)                                             \
    {                                                                                              \
        (void)thread;                                                                              \
        OPERAND(t);                                                                                \
        SET_OPERANDS(t, e_t, how, op)                                                              \
        uint64_t captured = 0;                                                                     \
        for (int i = 0; i < calls; i++) {                                                          \
            t got = 0;                                                                             \
            CAPTURE_CALL_##give(name);                                                             \
            captured += HASH(got);                                                                 \
        }                                                                                          \
        return captured;                                                                           \
    }                                                                                              \
    SAME_AS_ALONE(name, t, e_t, how, op)

/* Two threads write two values in turn, two read: they see one of them. Counts the other values
 * seen. */
#define READ(name, t)                                                                              \
    static uint64_t body_##name(int thread, int calls)                                             \
    {                                                                                              \
        OPERAND(t);                                                                                \
        const t one = IS_INTEGER(t) ? (t)0 : (t)(3 + 3 * I) / 7;                                   \
        const t other = IS_INTEGER(t) ? (t)-1 : (t)(-11 - 11 * I) / 13;                            \
        uint64_t torn = 0;                                                                         \
        __kmpc_atomic_##t##_wr(HERE, x, one);                                                      \
        for (int i = 0; i < calls; i++) {                                                          \
            if (thread % 2 == 0) {                                                                 \
                __kmpc_atomic_##t##_wr(HERE, x, i % 2 ? one : other);                              \
            } else {                                                                               \
                t seen = name(HERE, x);                                                            \
                torn += seen != one && seen != other;                                              \
            }                                                                                      \
        }                                                                                          \
        return torn;                                                                               \
    }                                                                                              \
    static void check_##name(void)                                                                 \
    {                                                                                              \
        ROUNDS {                                                                                   \
            OPERAND(t);                                                                            \
            __kmpc_atomic_##t##_wr(HERE, x, IS_INTEGER(t) ? (t)0 : (t)(3 + 3 * I) / 7);            \
            expect(#name, concurrently(body_##name) == 0);                                         \
        }                                                                                          \
    }

/* Each thread holds a token and swaps it with x's again and again. */
#define SWAP_CALL_returned(name) token = name(HERE, x, token)
#define SWAP_CALL_out(name) name(HERE, x, token, &token)
#define SWAP(name, t, give)                                                                        \
    static uint64_t body_##name(int thread, int calls)                                             \
    {                                                                                              \
        OPERAND(t);                                                                                \
        t token = (t)(thread + 1);                                                                 \
        for (int i = 0; i < calls; i++)                                                            \
            SWAP_CALL_##give(name);                                                                \
        return HASH(token);                                                                        \
    }                                                                                              \
    static void check_##name(void)                                                                 \
    {                                                                                              \
        ROUNDS {                                                                                   \
            OPERAND(t);                                                                            \
            *x = 0;                                                                                \
            uint64_t want = 0, tokens = concurrently(body_##name);                                 \
            for (int token = 0; token <= THREADS; token++)                                         \
                want += HASH((t)token);                                                            \
            expect(#name, tokens + HASH(*x) == want);                                              \
        }                                                                                          \
    }

/* Counts by each of the four forms in turn; v is what x was seen to be. */
#define COMPARE(n, t)                                                                              \
    static uint64_t body_compare_##n(int thread, int calls)                                        \
    {                                                                                              \
        (void)thread;                                                                              \
        t *x = room, v, was;                                                                       \
        for (int i = 0; i < calls; i++) {                                                          \
            bool done = false;                                                                     \
            v = __kmpc_atomic_val_##n##_cas(HERE, x, 0, 0);                                        \
            while (!done) {                                                                        \
                t next = (t)(v + 1);                                                               \
                switch (i % 4) {                                                                   \
                case 0:                                                                            \
                    done = __kmpc_atomic_bool_##n##_cas_cpt(HERE, x, v, next, &v);                 \
                    break;                                                                         \
                case 1:                                                                            \
                    was = __kmpc_atomic_val_##n##_cas(HERE, x, v, next);                           \
                    done = was == v;                                                               \
                    v = was;                                                                       \
                    break;                                                                         \
                case 2:                                                                            \
                    done = __kmpc_atomic_val_##n##_cas_cpt(HERE, x, v, next, &was) == v;           \
                    v = was;                                                                       \
                    break;                                                                         \
                default:                                                                           \
                    done = __kmpc_atomic_bool_##n##_cas(HERE, x, v, next);                         \
                    if (!done)                                                                     \
                        v = __kmpc_atomic_val_##n##_cas(HERE, x, 0, 0);                            \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
        return 0;                                                                                  \
    }                                                                                              \
    static void check_compare_##n(void)                                                            \
    {                                                                                              \
        t *x = room;                                                                               \
        *x = 0;                                                                                    \
        concurrently(body_compare_##n);                                                            \
        expect("__kmpc_atomic_*_" #n "_cas*", *x == (t)(THREADS * CALLS));                         \
    }

/* A count in every two bytes (one, if there is but one) of n; in the second round across words. */
static void count_byte(void *out, void *in, void *e)
{
    *(uint8_t *)out = (uint8_t)(*(uint8_t *)in + *(int *)e);
}
static void count_pairs(uint16_t *out, const uint16_t *in, int e, int pairs)
{
    for (int k = 0; k < pairs; k++)
        out[k] = (uint16_t)(in[k] + e);
}
#define GENERIC(n)                                                                                 \
    static void count_##n(void *out, void *in, void *e)                                            \
    {                                                                                              \
        if (n == 1)                                                                                \
            count_byte(out, in, e);                                                                \
        count_pairs(out, in, *(int *)e, n / 2);                                                    \
    }                                                                                              \
    static uint64_t body_generic_##n(int thread, int calls)                                        \
    {                                                                                              \
        (void)thread;                                                                              \
        OPERAND(uint16_t);                                                                         \
        int e = 1;                                                                                 \
        for (int i = 0; i < calls; i++)                                                            \
            __kmpc_atomic_##n(HERE, x, &e, count_##n);                                             \
        return 0;                                                                                  \
    }                                                                                              \
    static void check_generic_##n(void)                                                            \
    {                                                                                              \
        ROUNDS {                                                                                   \
            OPERAND(uint16_t);                                                                     \
            memset(x, 0, 32);                                                                      \
            concurrently(body_generic_##n);                                                        \
            if (n == 1)                                                                            \
                expect("__kmpc_atomic_1", *(uint8_t *)x == (uint8_t)(THREADS * CALLS));            \
            for (int k = 0; k < n / 2; k++)                                                        \
                expect("__kmpc_atomic_" #n, x[k] == THREADS * CALLS);                              \
        }                                                                                          \
    }

static void expect(const char *name, bool ok)
{
    if (!ok) {
        fprintf(stderr, "%s: an update was lost or torn, flag %d\n", name, flag);
        EXPECT(ok);
    }
}

#include "abi/kmpc/atomic.def"

static long guarded;

static uint64_t body_region(int thread, int calls)
{
    (void)thread;
    for (int i = 0; i < calls; i++) {
        __kmpc_atomic_start();
        guarded++;
        __kmpc_atomic_end();
    }
    return 0;
}

int main(void)
{
    room = aligned_alloc(64, 128);
#define READ(name, t) check_##name();
#define SWAP(name, t, give) check_##name();
#define UPDATE(name, t, e_t, w, how, op) check_##name();
#define CAPTURE(name, t, e_t, w, how, op, give) check_##name();
#define COMPARE(n, t) check_compare_##n();
#define GENERIC(n) check_generic_##n();
#include "abi/kmpc/atomic.def"
    concurrently(body_region);
    expect("__kmpc_atomic_start", guarded == THREADS * CALLS);
    free(room);
    return expect_result();
}
