// One thread that makes tasks faster than all others run them makes millions in bounded memory: plain ones, with
// dependences, in a group, with a payload that needs memory of its own.
// RUN: %veda-c
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// REQUIRES: !sanitizer, !chaos
#include <omp.h>
#include <stdlib.h>

#include "expect.h"
#include "memory.h"

enum { MOST_KIB = 200 * 1024 };

struct payload {
    char bytes[3000];
};

static long sum;

static void add(void)
{
#pragma omp atomic
    sum++;
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 2000000, before = memory_peak_kib();
    int x[64];
#pragma omp parallel num_threads(4)
#pragma omp single
    {
        for (long i = 0; i < n; i++) {
#pragma omp task
            add();
        }
#pragma omp taskgroup
        for (long i = 0; i < n / 4; i++) {
            struct payload p;
            p.bytes[i % 3000] = 1;
#pragma omp task firstprivate(p)
            if (p.bytes[i % 3000] == 1)
                add();
        }
        for (long i = 0; i < n / 4; i++) {
#pragma omp task depend(inout : x[i % 64])
            add();
        }
        for (long i = 0; i < n / 4; i++) {
#pragma omp task depend(in : x[i % 3]) depend(inout : x[7])
            add();
        }
    }
    EXPECT_EQ(sum, n + n / 4 * 3);
    long peak = memory_peak_kib() - before;
    EXPECT(peak < MOST_KIB);
    if (argc > 1)
        printf("%ld tasks, %ld KiB\n", sum, peak);
    return expect_result();
}
