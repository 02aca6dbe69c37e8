// Bound threads keep their places: a thousand regions of the same shape bind each thread once.
// RUN: %gcc-omp %s -o %t && env OMP_PLACES={0},{1} %run strace -f -o %t.log %t
// RUN: grep -a -c 'sched_setaffinity(' %t.log | FileCheck %s
// CHECK: {{^[1-4]$}}
// REQUIRES: strace, load-names, cpus-2
// (strace and the sanitizers' leak checker both want to be the tracer.)
// UNSUPPORTED: sanitizer
#define _GNU_SOURCE
#include "places.h"

int main(void)
{
    for (int i = 0; i < 1000; i++)
#pragma omp parallel num_threads(4)
        if (i % 100 == 0)
            expect_in_place();
    return expect_result();
}
