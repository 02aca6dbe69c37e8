// Each GOMP_loop[_ull]_doacross_*_start and the four post and wait functions, called by hand as gcc's code
// does: every schedule, both widths, the forms with shared memory. Iteration i of the outer loop may follow
// iteration i - 1 only, cell by cell.
//
// RUN: %veda-abi
// RUN: %veda-abi --env OMP_SCHEDULE=dynamic,3
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"

typedef unsigned long long ull;
void GOMP_parallel(void (*fn)(void *), void *data, unsigned threads, unsigned flags);
void GOMP_loop_end(void);
void GOMP_loop_end_nowait(void);

#define WIDTH(_, type)                                                                             \
    bool GOMP_loop##_##doacross_static_start(unsigned, type *, type, type *, type *);              \
    bool GOMP_loop##_##doacross_dynamic_start(unsigned, type *, type, type *, type *);             \
    bool GOMP_loop##_##doacross_guided_start(unsigned, type *, type, type *, type *);              \
    bool GOMP_loop##_##doacross_runtime_start(unsigned, type *, type *, type *);                   \
    bool GOMP_loop##_##doacross_start(unsigned, type *, long, type, type *, type *, uintptr_t *,   \
                                      void **);                                                    \
    bool GOMP_loop##_##static_next(type *, type *);                                                \
    bool GOMP_loop##_##dynamic_next(type *, type *);                                               \
    bool GOMP_loop##_##guided_next(type *, type *);                                                \
    bool GOMP_loop##_##runtime_next(type *, type *);
WIDTH(_, long)
WIDTH(_ull_, ull)
void GOMP_doacross_post(long *);
void GOMP_doacross_wait(long, ...);
void GOMP_doacross_ull_post(ull *);
void GOMP_doacross_ull_wait(ull, ...);

enum { N = 60, M = 12, THREADS = 4 };
enum { RUNTIME, STATIC, DYNAMIC, GUIDED, AUTO, GENERAL = 8 };
#define MONOTONIC ((long)0x80000000)

struct test {
    int kind, chunk;
    int cell[N + 1][M + 1][3];
    int *memory[THREADS];
    int members;
};

#define BODY(name, _, type, dpost, dwait)                                                          \
    static void name(void *data)                                                                   \
    {                                                                                              \
        struct test *t = data;                                                                     \
        type counts[] = {N, M, 3}, at[3], lo, hi;                                                  \
        void *memory = (void *)64;                                                                 \
        int kind = t->kind & 7;                                                                    \
        bool more;                                                                                 \
        if (t->kind & GENERAL) {                                                                   \
            long sched = kind == STATIC || kind == DYNAMIC || kind == GUIDED ? kind : kind | MONOTONIC; \
            more = GOMP_loop##_##doacross_start(3, counts, sched, t->chunk, &lo, &hi, NULL, &memory); \
            t->memory[__atomic_fetch_add(&t->members, 1, __ATOMIC_RELAXED)] = memory;              \
        } else if (kind == STATIC) {                                                               \
            more = GOMP_loop##_##doacross_static_start(3, counts, t->chunk, &lo, &hi);             \
        } else if (kind == DYNAMIC) {                                                              \
            more = GOMP_loop##_##doacross_dynamic_start(3, counts, t->chunk, &lo, &hi);            \
        } else if (kind == GUIDED) {                                                               \
            more = GOMP_loop##_##doacross_guided_start(3, counts, t->chunk, &lo, &hi);             \
        } else {                                                                                   \
            more = GOMP_loop##_##doacross_runtime_start(3, counts, &lo, &hi);                      \
        }                                                                                          \
        while (more) {                                                                             \
            for (at[0] = lo; at[0] < hi; at[0]++)                                                  \
                for (at[1] = 0; at[1] < M; at[1]++)                                                \
                    for (at[2] = 0; at[2] < 3; at[2]++) {                                          \
                        if (at[0] > 0)                                                             \
                            dwait(at[0] - 1, at[1], at[2]);                                        \
                        t->cell[at[0] + 1][at[1]][at[2]] = t->cell[at[0]][at[1]][at[2]] + 1;       \
                        dpost(at);                                                                 \
                    }                                                                              \
            more = kind == STATIC    ? GOMP_loop##_##static_next(&lo, &hi)                         \
                   : kind == DYNAMIC ? GOMP_loop##_##dynamic_next(&lo, &hi)                        \
                   : kind == GUIDED  ? GOMP_loop##_##guided_next(&lo, &hi)                         \
                                     : GOMP_loop##_##runtime_next(&lo, &hi);                       \
        }                                                                                          \
        if (t->kind & GENERAL) {                                                                   \
            __atomic_fetch_add((int *)memory, 1, __ATOMIC_RELAXED); /* it came zeroed */           \
            GOMP_loop_end();                                                                       \
        } else {                                                                                   \
            GOMP_loop_end_nowait();                                                                \
        }                                                                                          \
    }
BODY(signed_body, _, long, GOMP_doacross_post, GOMP_doacross_wait)
BODY(unsigned_body, _ull_, ull, GOMP_doacross_ull_post, GOMP_doacross_ull_wait)


int main(void)
{
    static const int kinds[] = {RUNTIME, STATIC, DYNAMIC, GUIDED,
                                GENERAL | RUNTIME, GENERAL | STATIC, GENERAL | DYNAMIC, GENERAL | GUIDED,
                                GENERAL | AUTO};
    static struct test t;
    for (int round = 0; round < 10; round++)
        for (unsigned k = 0; k < sizeof kinds / sizeof *kinds; k++)
            for (int chunk = kinds[k] % 8 == STATIC ? 0 : 1; chunk < 5; chunk++)
                for (int threads = 1; threads <= THREADS; threads += 3) {
                    memset(&t, 0, sizeof t);
                    t.kind = kinds[k];
                    t.chunk = chunk;
                    GOMP_parallel(chunk & 1 ? signed_body : unsigned_body, &t, threads, 0);
                    for (int j = 0; j < M; j++)
                        for (int x = 0; x < 3; x++)
                            EXPECT_EQ(t.cell[N][j][x], N);
                    for (int m = 1; m < t.members; m++)
                        EXPECT(t.memory[m] == t.memory[0] && t.memory[m]);
                }
    return expect_result();
}
