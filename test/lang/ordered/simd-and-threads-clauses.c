// ordered threads is the default said aloud; ordered simd keeps the order of a vector loop's iterations; both
// together in a worksharing simd loop keep it for the whole loop (clang 19 ignores that: it asks for an
// unordered schedule).
//
// RUN: %veda-c -Wno-pass-failed
#include "expect.h"

enum { N = 200 };
static int next, line[N];

int main(void)
{
#pragma omp parallel for ordered schedule(dynamic)
    for (int i = 0; i < N; i++) {
#pragma omp ordered threads
        EXPECT_EQ(next++, i);
    }
    next = 0;
#pragma omp simd
    for (int i = 0; i < N; i++) {
#pragma omp ordered simd
        line[i] = next++;
    }
    for (int i = 0; i < N; i++)
        EXPECT_EQ(line[i], i);
#ifndef __clang__
    next = 0;
#pragma omp parallel for simd ordered schedule(static, 3)
    for (int i = 0; i < N; i++) {
#pragma omp ordered threads simd
        line[i] = next++;
    }
    for (int i = 0; i < N; i++)
        EXPECT_EQ(line[i], i);
#endif
    return expect_result();
}
