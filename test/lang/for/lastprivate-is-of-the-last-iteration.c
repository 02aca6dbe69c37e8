// After the loop a lastprivate variable has the value of the sequentially last iteration, whichever thread ran
// it, and a firstprivate one entered with the original's value (5.2, 5.4.4 and 5.4.5).
//
// RUN: %veda-c
// RUN: %veda-c --env OMP_SCHEDULE=dynamic,2
#include "expect.h"

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define LOOP(type, n, step, ...)                                                                   \
    do {                                                                                           \
        int last = -1, both = 1000;                                                                \
        type i;                                                                                    \
        PRAGMA(omp parallel for schedule(__VA_ARGS__) lastprivate(last, i) firstprivate(both) lastprivate(both)) \
        for (i = 0; i < n; i += step) {                                                            \
            EXPECT(both >= 1000);                                                                  \
            last = (int)i;                                                                         \
            both = 2000 + (int)i;                                                                  \
        }                                                                                          \
        int end = (int)((n + step - 1) / step * step);                                             \
        EXPECT_EQ(last, end - step);                                                               \
        EXPECT_EQ(both, 2000 + end - step);                                                        \
        EXPECT_EQ(i, end);                                                                         \
    } while (0)

int main(void)
{
    for (int n = 1; n < 60; n += n < 10 ? 1 : 9) {
        LOOP(int, n, 1, static);
        LOOP(int, n, 3, static, 2);
        LOOP(long long, n, 2, dynamic);
        LOOP(int, n, 1, dynamic, 4);
        LOOP(int, n, 1, guided);
        LOOP(unsigned, (unsigned)n, 1, nonmonotonic : dynamic);
        LOOP(unsigned long, (unsigned long)n, 3, nonmonotonic : guided, 2);
        LOOP(int, n, 1, auto);
        LOOP(long, n, 1, runtime);
    }
    return expect_result();
}
