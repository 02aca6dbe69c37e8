// In an ordered(n) loop an iteration goes on past depend(sink: v) only after iteration v has met
// depend(source), and sees what v wrote before (5.2, 15.9.6). Each cell is computed from its neighbours, which
// gives the wrong sum if any is read too early. Sinks outside of the iteration space, on each side of each
// loop, do not wait.
//
// RUN: %veda-c
// RUN: %veda-c --env OMP_SCHEDULE=dynamic
// RUN: %veda-c --env OMP_SCHEDULE=guided,2
// RUN: %veda-c --env OMP_SCHEDULE=nonmonotonic:dynamic,3
#include <string.h>

#include "expect.h"

enum { N = 41, M = 23, K = 5 };
static unsigned line[N + 8], plane[N][M], cube[N][M][K];

static unsigned at(int i, int j)
{
    return i < 0 || j < 0 || j >= M ? 1 : plane[i][j];
}

static unsigned mix(unsigned a, unsigned b, unsigned c)
{
    return a * 31 + b * 17 + c * 7 + 1;
}

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define ALL(name, ...)                                                                             \
    /* One dimension, distance 1 and 3. */                                                         \
    static void one_##name(void)                                                                   \
    {                                                                                              \
        memset(line, 0, sizeof line);                                                              \
        PRAGMA(omp parallel for ordered(1) schedule(__VA_ARGS__))                                  \
        for (int i = 3; i < N; i++) {                                                              \
            PRAGMA(omp ordered depend(sink: i - 1) depend(sink: i - 3))                            \
            line[i] = mix(line[i - 1], line[i - 3], i);                                            \
            PRAGMA(omp ordered depend(source))                                                     \
        }                                                                                          \
        unsigned want[N] = {0};                                                                    \
        for (int i = 3; i < N; i++)                                                                \
            EXPECT_EQ(line[i], want[i] = mix(want[i - 1], want[i - 3], i));                        \
    }                                                                                              \
    /* Two, neighbours above on both sides and to the left. */                                     \
    static void two_##name(void)                                                                   \
    {                                                                                              \
        memset(plane, 0, sizeof plane);                                                            \
        PRAGMA(omp parallel for ordered(2) schedule(__VA_ARGS__))                                  \
        for (int i = 0; i < N; i++)                                                                \
            for (int j = 0; j < M; j++) {                                                          \
                PRAGMA(omp ordered depend(sink: i - 1, j + 1) depend(sink: i - 1, j - 1)           \
                       depend(sink: i, j - 1))                                                     \
                plane[i][j] = mix(at(i - 1, j + 1), at(i - 1, j - 1), at(i, j - 1));               \
                PRAGMA(omp ordered depend(source))                                                 \
            }                                                                                      \
        static unsigned got[N][M];                                                                 \
        memcpy(got, plane, sizeof got);                                                            \
        for (int i = 0; i < N; i++)                                                                \
            for (int j = 0; j < M; j++) {                                                          \
                plane[i][j] = mix(at(i - 1, j + 1), at(i - 1, j - 1), at(i, j - 1));               \
                EXPECT_EQ(got[i][j], plane[i][j]);                                                 \
            }                                                                                      \
    }                                                                                              \
    /* Steps and directions other than up by one; the step is part of the distance. */             \
    static void strided_##name(void)                                                               \
    {                                                                                              \
        memset(plane, 0, sizeof plane);                                                            \
        PRAGMA(omp parallel for ordered(2) schedule(__VA_ARGS__))                                  \
        for (long i = N - 1; i >= 0; i -= 2)                                                       \
            for (int j = 1; j < M; j += 3) {                                                       \
                PRAGMA(omp ordered depend(sink: i + 2, j + 3) depend(sink: i, j - 3))              \
                plane[i][j] = mix(i + 2 < N && j + 3 < M ? plane[i + 2][j + 3] : 5,                \
                                  j >= 4 ? plane[i][j - 3] : 3, (unsigned)i);                      \
                PRAGMA(omp ordered depend(source))                                                 \
            }                                                                                      \
        static unsigned want[N][M];                                                                \
        for (int i = N - 1; i >= 0; i -= 2)                                                        \
            for (int j = 1; j < M; j += 3) {                                                       \
                want[i][j] = mix(i + 2 < N && j + 3 < M ? want[i + 2][j + 3] : 5,                  \
                                 j >= 4 ? want[i][j - 3] : 3, (unsigned)i);                        \
                EXPECT_EQ(plane[i][j], want[i][j]);                                                \
            }                                                                                      \
    }                                                                                              \
    /* Three dimensions, of which collapse joins the outer two: a row may be shared. */            \
    static void collapsed_##name(void)                                                             \
    {                                                                                              \
        memset(cube, 0, sizeof cube);                                                              \
        PRAGMA(omp parallel for collapse(2) ordered(3) schedule(__VA_ARGS__))                      \
        for (int i = 1; i < N; i++)                                                                \
            for (int j = 1; j < M; j++)                                                            \
                for (int k = 0; k < K; k++) {                                                      \
                    PRAGMA(omp ordered depend(sink: i - 1, j, k) depend(sink: i, j - 1, k))        \
                    cube[i][j][k] = mix(cube[i - 1][j][k], cube[i][j - 1][k], k);                  \
                    PRAGMA(omp ordered depend(source))                                             \
                }                                                                                  \
        static unsigned want[N][M][K];                                                             \
        for (int i = 1; i < N; i++)                                                                \
            for (int j = 1; j < M; j++)                                                            \
                for (int k = 0; k < K; k++) {                                                      \
                    want[i][j][k] = mix(want[i - 1][j][k], want[i][j - 1][k], k);                  \
                    EXPECT_EQ(cube[i][j][k], want[i][j][k]);                                       \
                }                                                                                  \
    }

ALL(static, static)
ALL(static_1, static, 1)
ALL(static_4, static, 4)
ALL(dynamic, dynamic)
ALL(dynamic_3, dynamic, 3)
ALL(guided, guided)
ALL(runtime, runtime)
ALL(auto, auto)

int main(void)
{
#define RUN(name) one_##name(), two_##name(), strided_##name(), collapsed_##name()
    for (int round = 0; round < 3; round++) {
        RUN(static);
        RUN(static_1);
        RUN(static_4);
        RUN(dynamic);
        RUN(dynamic_3);
        RUN(guided);
        RUN(runtime);
        RUN(auto);
    }
    return expect_result();
}
