// OMP_VEDA_TASK_LIMIT may be as small as it likes; a value that is none is left with a warning.
// RUN: %veda-c-check --env OMP_VEDA_TASK_LIMIT=1
// RUN: %veda-c-check --env OMP_VEDA_TASK_LIMIT=2
// RUN: %veda-c-check --env OMP_VEDA_TASK_LIMIT=3
// RUN: %veda-c-check --env OMP_VEDA_TASK_LIMIT=16777216
// RUN: %gcc-omp -DWARNS %s -o %t.w && env OMP_VEDA_TASK_LIMIT=0 %run %t.w 2>&1 | FileCheck %s --check-prefixes=WARNING,CHECK
// RUN: %gcc-omp -DWARNS %s -o %t.w && env OMP_VEDA_TASK_LIMIT=many %run %t.w 2>&1 | FileCheck %s --check-prefixes=WARNING,CHECK
// RUN: %gcc-omp -DWARNS %s -o %t.w && env OMP_VEDA_TASK_LIMIT=-3 %run %t.w 2>&1 | FileCheck %s --check-prefixes=WARNING,CHECK
#include <omp.h>
#include <stdio.h>

#include "expect.h"

static int fib(int n)
{
    if (n < 2)
        return n;
    int a, b;
#pragma omp task shared(a)
    a = fib(n - 1);
#pragma omp task shared(b)
    b = fib(n - 2);
#pragma omp taskwait
    return a + b;
}

int main(void)
{
    int result = 0, x = 0;
    omp_event_handle_t e;
#pragma omp parallel num_threads(4)
#pragma omp single
    {
        result = fib(16);
#pragma omp task detach(e) depend(out : x)
        {
        }
        for (int i = 0; i < 100; i++) {
#pragma omp task depend(inout : x) shared(x)
            x++;
        }
        omp_fulfill_event(e);
    }
    EXPECT_EQ(result, 987);
    EXPECT_EQ(x, 100);
    // WARNING: OMP_VEDA_TASK_LIMIT
    // CHECK: done
    puts("done");
    return expect_result();
}
