// Every GOMP_loop_* and GOMP_parallel_loop_* entry point, those that today's compilers no longer emit too: each
// iteration runs once, ordered ones in order.
// RUN: %veda-abi
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"

typedef unsigned long long ull;

enum { N = 61, FROM = 5, STEP = 3 };

static unsigned hits[N];
static long last_ordered;

void GOMP_parallel(void (*)(void *), void *, unsigned, unsigned);
void GOMP_parallel_start(void (*)(void *), void *, unsigned);
void GOMP_parallel_end(void);
void GOMP_loop_end(void), GOMP_loop_end_nowait(void), GOMP_ordered_start(void), GOMP_ordered_end(void);
void GOMP_barrier(void);

static void clear(void)
{
    memset(hits, 0, sizeof hits);
    last_ordered = -1;
}

static void check(const char *name)
{
    for (int i = 0; i < N; i++)
        if (hits[i] != 1) {
            fprintf(stderr, "%s: ", name);
            EXPECT_EQ(hits[i], 1);
            break;
        }
    clear();
}

/* Iteration i of the signed loop is FROM + i * STEP, counted up; of the unsigned one it counts down. */
static void body(long from, long to, bool ordered)
{
    for (long v = from; v < to; v += STEP) {
        long i = (v - FROM) / STEP;
        if (ordered)
            GOMP_ordered_start();
        __atomic_fetch_add(&hits[i], 1, __ATOMIC_RELAXED);
        if (ordered) {
            EXPECT(i > last_ordered);
            last_ordered = i;
            GOMP_ordered_end();
        }
    }
}

static void body_down(ull from, ull to, bool ordered)
{
    for (ull v = from; v > to; v -= STEP) {
        long i = (long)((FROM + (ull)(N - 1) * STEP - v) / STEP);
        if (ordered)
            GOMP_ordered_start();
        __atomic_fetch_add(&hits[i], 1, __ATOMIC_RELAXED);
        if (ordered) {
            EXPECT(i > last_ordered);
            last_ordered = i;
            GOMP_ordered_end();
        }
    }
}

#define END (FROM + N * STEP)
#define DOWN_FROM (FROM + (ull)(N - 1) * STEP)
#define DOWN_TO (FROM - 1ull)
#define DOWN_STEP (0ull - STEP)

/* LOOP(name, arguments behind the bounds, ordered) */
#define LOOP(name, ordered, chunk_type, chunk_ull, chunk)                                          \
    bool GOMP_loop_##name##_start(long, long, long chunk_type, long *, long *);                    \
    bool GOMP_loop_##name##_next(long *, long *);                                                  \
    bool GOMP_loop_ull_##name##_start(bool, ull, ull, ull chunk_ull, ull *, ull *);                \
    bool GOMP_loop_ull_##name##_next(ull *, ull *);                                                \
    static void run_##name(void *arg)                                                              \
    {                                                                                              \
        (void)arg;                                                                                 \
        long from, to;                                                                             \
        if (GOMP_loop_##name##_start(FROM, END, STEP chunk, &from, &to))                           \
            do                                                                                     \
                body(from, to, ordered);                                                           \
            while (GOMP_loop_##name##_next(&from, &to));                                           \
        GOMP_loop_end();                                                                           \
    }                                                                                              \
    static void run_ull_##name(void *arg)                                                          \
    {                                                                                              \
        (void)arg;                                                                                 \
        ull from, to;                                                                              \
        if (GOMP_loop_ull_##name##_start(false, DOWN_FROM, DOWN_TO, DOWN_STEP chunk, &from, &to))  \
            do                                                                                     \
                body_down(from, to, ordered);                                                      \
            while (GOMP_loop_ull_##name##_next(&from, &to));                                       \
        GOMP_loop_end_nowait();                                                                    \
    }

#define COMMA ,
#define CHUNKED(name, ordered) LOOP(name, ordered, COMMA long, COMMA ull, COMMA 4)
#define RUNTIME(name, ordered) LOOP(name, ordered, , , )

CHUNKED(static, false)
CHUNKED(dynamic, false)
CHUNKED(guided, false)
CHUNKED(nonmonotonic_dynamic, false)
CHUNKED(nonmonotonic_guided, false)
CHUNKED(ordered_static, true)
CHUNKED(ordered_dynamic, true)
CHUNKED(ordered_guided, true)
RUNTIME(runtime, false)
RUNTIME(nonmonotonic_runtime, false)
RUNTIME(maybe_nonmonotonic_runtime, false)
RUNTIME(ordered_runtime, true)

/* --- the general forms ---------------------------------------------------------------------------------- */

bool GOMP_loop_start(long, long, long, long, long, long *, long *, uintptr_t *, void **);
bool GOMP_loop_ordered_start(long, long, long, long, long, long *, long *, uintptr_t *, void **);
bool GOMP_loop_ull_start(bool, ull, ull, ull, long, ull, ull *, ull *, uintptr_t *, void **);
bool GOMP_loop_ull_ordered_start(bool, ull, ull, ull, long, ull, ull *, ull *, uintptr_t *, void **);

static void run_general(void *arg)
{
    (void)arg;
    long from, to;
    void *mem = (void *)64;
    if (GOMP_loop_start(FROM, END, STEP, 2 /* dynamic */, 3, &from, &to, NULL, &mem))
        do
            body(from, to, false);
        while (GOMP_loop_nonmonotonic_dynamic_next(&from, &to));
    EXPECT(mem != NULL);
    __atomic_fetch_add((int *)mem, 1, __ATOMIC_RELAXED); /* zeroed, shared, there until the end */
    GOMP_barrier();
    EXPECT_EQ(*(int *)mem, 4);
    GOMP_loop_end();
}

static void run_general_ordered(void *arg)
{
    (void)arg;
    long from, to;
    if (GOMP_loop_ordered_start(FROM, END, STEP, 1 /* static */, 0, &from, &to, NULL, NULL))
        do
            body(from, to, true);
        while (GOMP_loop_ordered_static_next(&from, &to));
    GOMP_loop_end();
}

static void run_general_ull(void *arg)
{
    (void)arg;
    ull from, to;
    if (GOMP_loop_ull_start(false, DOWN_FROM, DOWN_TO, DOWN_STEP, 3 /* guided */, 2, &from, &to, NULL, NULL))
        do
            body_down(from, to, false);
        while (GOMP_loop_ull_nonmonotonic_guided_next(&from, &to));
    GOMP_loop_end();
}

static void run_general_ull_ordered(void *arg)
{
    (void)arg;
    ull from, to;
    if (GOMP_loop_ull_ordered_start(false, DOWN_FROM, DOWN_TO, DOWN_STEP, 2, 2, &from, &to, NULL, NULL))
        do
            body_down(from, to, true);
        while (GOMP_loop_ull_ordered_dynamic_next(&from, &to));
    GOMP_loop_end();
}

/* --- combined with parallel ------------------------------------------------------------------------------ */

static void combined(void *arg)
{
    (void)arg;
    long from, to;
    while (GOMP_loop_runtime_next(&from, &to))
        body(from, to, false);
    GOMP_loop_end_nowait();
}

#define PARALLEL(name, chunk_type, chunk)                                                          \
    void GOMP_parallel_loop_##name(void (*)(void *), void *, unsigned, long, long, long chunk_type, \
                                   unsigned);                                                      \
    static void parallel_##name(void)                                                              \
    {                                                                                              \
        GOMP_parallel_loop_##name(combined, NULL, 4, FROM, END, STEP chunk, 0);                    \
        check("parallel " #name);                                                                  \
    }

#define PARALLEL_START(name, chunk_type, chunk)                                                    \
    void GOMP_parallel_loop_##name##_start(void (*)(void *), void *, unsigned, long, long,         \
                                           long chunk_type);                                       \
    static void start_##name(void)                                                                 \
    {                                                                                              \
        GOMP_parallel_loop_##name##_start(combined, NULL, 4, FROM, END, STEP chunk);               \
        combined(NULL);                                                                            \
        GOMP_parallel_end();                                                                       \
        check("start " #name);                                                                     \
    }

PARALLEL(static, COMMA long, COMMA 4)
PARALLEL(dynamic, COMMA long, COMMA 4)
PARALLEL(guided, COMMA long, COMMA 4)
PARALLEL(nonmonotonic_dynamic, COMMA long, COMMA 4)
PARALLEL(nonmonotonic_guided, COMMA long, COMMA 4)
PARALLEL(runtime, , )
PARALLEL(nonmonotonic_runtime, , )
PARALLEL(maybe_nonmonotonic_runtime, , )
PARALLEL_START(static, COMMA long, COMMA 4)
PARALLEL_START(dynamic, COMMA long, COMMA 4)
PARALLEL_START(guided, COMMA long, COMMA 4)
PARALLEL_START(runtime, , )

#define RUN(name)                                                                                  \
    GOMP_parallel(run_##name, NULL, 4, 0);                                                         \
    check(#name);                                                                                  \
    GOMP_parallel(run_ull_##name, NULL, 4, 0);                                                     \
    check("ull " #name);                                                                           \
    GOMP_parallel_start(run_##name, NULL, 4);                                                      \
    run_##name(NULL);                                                                              \
    GOMP_parallel_end();                                                                           \
    check("start, " #name)

int main(void)
{
    clear();
    RUN(static);
    RUN(dynamic);
    RUN(guided);
    RUN(nonmonotonic_dynamic);
    RUN(nonmonotonic_guided);
    RUN(ordered_static);
    RUN(ordered_dynamic);
    RUN(ordered_guided);
    RUN(runtime);
    RUN(nonmonotonic_runtime);
    RUN(maybe_nonmonotonic_runtime);
    RUN(ordered_runtime);
    GOMP_parallel(run_general, NULL, 4, 0);
    check("general");
    GOMP_parallel(run_general_ordered, NULL, 4, 0);
    check("general ordered");
    GOMP_parallel(run_general_ull, NULL, 4, 0);
    check("general ull");
    GOMP_parallel(run_general_ull_ordered, NULL, 4, 0);
    check("general ull ordered");
    parallel_static();
    parallel_dynamic();
    parallel_guided();
    parallel_nonmonotonic_dynamic();
    parallel_nonmonotonic_guided();
    parallel_runtime();
    parallel_nonmonotonic_runtime();
    parallel_maybe_nonmonotonic_runtime();
    start_static();
    start_dynamic();
    start_guided();
    start_runtime();
    return expect_result();
}
