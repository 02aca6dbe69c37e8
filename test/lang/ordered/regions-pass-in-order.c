// Ordered regions run one at a time and in the order of the iterations, under every schedule, when an iteration
// has none, when it is in a function called from the loop, and in loops that count down or are collapsed.
//
// RUN: %veda-c
// RUN: %veda-c --env OMP_SCHEDULE=dynamic,3
// RUN: %veda-c --env OMP_SCHEDULE=guided
// RUN: %veda-c --env OMP_SCHEDULE=static,2
#include "expect.h"

enum { N = 150 };
static int next, inside, skipping;

/* Only the region itself keeps threads apart, so plain variables do. */
static void visit(int i)
{
    inside++;
    EXPECT_EQ(inside, 1);
    EXPECT(i >= next);
    if (!skipping)
        EXPECT_EQ(i, next);
    next = i + 1;
    inside--;
}

static void called(int i)
{
#pragma omp ordered
    visit(i);
}

static void check(int n)
{
    EXPECT_EQ(next, n);
    next = 0;
}

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define LOOPS(...)                                                                                 \
    do {                                                                                           \
        PRAGMA(omp parallel for ordered schedule(__VA_ARGS__))                                     \
        for (int i = 0; i < N; i++) {                                                              \
            PRAGMA(omp ordered)                                                                    \
            visit(i);                                                                              \
        }                                                                                          \
        check(N);                                                                                  \
        PRAGMA(omp parallel for ordered schedule(__VA_ARGS__))                                     \
        for (long i = 2 * N; i > 0; i -= 2)                                                        \
            called((int)(N - i / 2));                                                              \
        check(N);                                                                                  \
        PRAGMA(omp parallel for ordered collapse(2) schedule(__VA_ARGS__))                         \
        for (unsigned i = 0; i < 10; i++)                                                          \
            for (int j = 0; j < 7; j++) {                                                          \
                PRAGMA(omp ordered)                                                                \
                visit((int)i * 7 + j);                                                             \
            }                                                                                      \
        check(70);                                                                                 \
        skipping = 1;                                                                              \
        PRAGMA(omp parallel for ordered schedule(__VA_ARGS__))                                     \
        for (int i = 0; i < N; i++)                                                                \
            if (i % 3 == 1 || i == N - 1)                                                          \
                called(i);                                                                         \
        check(N);                                                                                  \
        skipping = 0;                                                                              \
        PRAGMA(omp parallel for ordered schedule(__VA_ARGS__))                                     \
        for (int i = 0; i < 0; i++)                                                                \
            called(i);                                                                             \
        check(0);                                                                                  \
    } while (0)

int main(void)
{
    for (int round = 0; round < 20; round++) {
        LOOPS(static);
        LOOPS(static, 1);
        LOOPS(static, 5);
        LOOPS(dynamic);
        LOOPS(dynamic, 4);
        LOOPS(guided);
        LOOPS(guided, 3);
        LOOPS(auto);
        LOOPS(runtime);
    }
    return expect_result();
}
