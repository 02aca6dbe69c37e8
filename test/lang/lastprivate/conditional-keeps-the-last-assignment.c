// lastprivate(conditional: x) leaves in x what the sequentially last iteration that assigned to it assigned
// (5.2, 5.4.5); where no iteration does, the value is whatever the construct began with, or unspecified: that
// is not tested. On loops of every schedule and on sections. clang 19 accepts the modifier and does nothing for
// it; gcc 12 takes the loop variable for the iteration's number, so loops that count down are left out.
//
// RUN: %veda-c --only gcc
// RUN: %veda-c --only gcc --env OMP_SCHEDULE=dynamic,2
#include "expect.h"

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define LOOP(n, hit, ...)                                                                          \
    do {                                                                                           \
        int x = -1, y = -1, want = -1;                                                             \
        double z = 0;                                                                              \
        PRAGMA(omp parallel for lastprivate(conditional : x, z) lastprivate(y) schedule(__VA_ARGS__)) \
        for (int i = 0; i < n; i++) {                                                              \
            y = i;                                                                                 \
            if (i % hit == 1) {                                                                    \
                x = i;                                                                             \
                z = i + 0.5;                                                                       \
            }                                                                                      \
        }                                                                                          \
        for (int i = 0; i < n; i++)                                                                \
            if (i % hit == 1)                                                                      \
                want = i;                                                                          \
        if (want >= 0) {                                                                           \
            EXPECT_EQ(x, want);                                                                    \
            EXPECT(z == want + 0.5);                                                               \
        }                                                                                          \
        EXPECT_EQ(y, n - 1);                                                                       \
    } while (0)

static void inside_a_region(int n, int threads)
{
    int x = -1;
#pragma omp parallel num_threads(threads)
    {
#pragma omp for lastprivate(conditional : x) schedule(dynamic, 3)
        for (int i = 1; i <= n; i++)
            if (i * 7 % 11 == 3)
                x = i;
        int want = -1;
        for (int i = 1; i <= n; i++)
            if (i * 7 % 11 == 3)
                want = i;
        if (want > 0)
            EXPECT_EQ(x, want);
#pragma omp barrier
#pragma omp sections lastprivate(conditional : x)
        {
#pragma omp section
            x = 1;
#pragma omp section
            if (n > 0)
                x = 2;
#pragma omp section
            if (n < 0)
                x = 3;
        }
        EXPECT_EQ(x, 2);
    }
}

int main(void)
{
    for (int n = 2; n < 300; n = n < 12 ? n + 1 : 2 * n - 3) {
        LOOP(n, 2, static);
        LOOP(n, 5, static, 3);
        LOOP(n, 3, dynamic);
        LOOP(n, 7, dynamic, 4);
        LOOP(n, 13, guided);
        LOOP(n, 4, nonmonotonic : dynamic);
        LOOP(n, 4, auto);
        LOOP(n, 6, runtime);
        for (int threads = 1; threads < 6; threads++)
            inside_a_region(n, threads);
    }
    return expect_result();
}
