// A thread of a loop with the monotonic modifier, an ordered clause, or a static schedule sees its iterations
// in increasing order (5.2, 11.5.3). Many small loops, and one thread that is slow now and then, give those
// who run out of work an occasion to break it.
//
// RUN: %veda-c
// RUN: %veda-c --env OMP_SCHEDULE=monotonic:dynamic,2
// RUN: %veda-c --env OMP_SCHEDULE=guided
#include <omp.h>

#include "expect.h"

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define LOOP(n, ...)                                                                               \
    do {                                                                                           \
        int before = -1;                                                                           \
        PRAGMA(omp for schedule(__VA_ARGS__) nowait)                                               \
        for (int i = 0; i < n; i++) {                                                              \
            EXPECT(i > before);                                                                    \
            before = i;                                                                            \
            if (i % 37 == 0)                                                                       \
                for (volatile int spin = 0; spin < 2000; spin++) {                                 \
                }                                                                                  \
        }                                                                                          \
    } while (0)

int main(void)
{
#pragma omp parallel
    for (int n = 0; n < 200; n++) {
        LOOP(n, monotonic : dynamic);
        LOOP(n, monotonic : dynamic, 3);
        LOOP(n, monotonic : guided);
        LOOP(n, monotonic : guided, 2);
        LOOP(n, monotonic : runtime);
        LOOP(n, static);
        LOOP(n, static, 3);
    }
    return expect_result();
}
