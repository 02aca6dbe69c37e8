// schedule(simd: ...) lets the runtime round chunks to the vector length; each iteration still runs once, and
// for simd loops with a chunk that is no power of two as well.
//
// RUN: %veda-c -Wno-pass-failed
// RUN: %veda-c -Wno-pass-failed --env OMP_SCHEDULE=guided,3
#include <string.h>

#include "expect.h"

enum { N = 500 };
static int runs[N];

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define LOOP(n, ...)                                                                               \
    do {                                                                                           \
        memset(runs, 0, sizeof runs);                                                              \
        PRAGMA(omp parallel for simd schedule(__VA_ARGS__))                                        \
        for (int i = 0; i < n; i++)                                                                \
            runs[i]++;                                                                             \
        for (int i = 0; i < N; i++)                                                                \
            EXPECT_EQ(runs[i], i < n);                                                             \
    } while (0)

int main(void)
{
    for (int n = 0; n < N; n = n * 2 + 1) {
        LOOP(n, simd : static);
        LOOP(n, simd : static, 4);
        LOOP(n, simd : static, 3);
        LOOP(n, simd : dynamic);
        LOOP(n, simd : dynamic, 5);
        LOOP(n, simd : guided, 4);
        LOOP(n, simd, monotonic : static, 8);
        LOOP(n, simd, nonmonotonic : dynamic, 2);
        LOOP(n, simd : runtime);
    }
    return expect_result();
}
