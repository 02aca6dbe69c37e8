// reduction(task, ...) on parallel, for, sections and scope: what the members' own code and their tasks add
// comes together, several times in a row.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

enum { N = 100 };

int main(void)
{
    int n = 0;
    for (int round = 0; round < 20; round++) {
        int s = 7;
#pragma omp parallel reduction(task, + : s)
        {
#pragma omp single
            n = omp_get_num_threads();
            s++;
#pragma omp task in_reduction(+ : s)
            {
                s += 10;
#pragma omp task in_reduction(+ : s)
                s += 100;
            }
        }
        EXPECT_EQ(s, 7 + n * 111);
    }
    int f = 0, g = 0, c = 0;
#pragma omp parallel
    for (int round = 0; round < 20; round++) {
#pragma omp for reduction(task, + : f)
        for (int i = 0; i < N; i++) {
            f++;
#pragma omp task in_reduction(+ : f)
            f += 2;
        }
#pragma omp for schedule(dynamic, 3) reduction(task, + : g)
        for (int i = 0; i < N; i++) {
#pragma omp task in_reduction(+ : g)
            g += i;
        }
#pragma omp sections reduction(task, + : c)
        {
#pragma omp section
            {
#pragma omp task in_reduction(+ : c)
                c += 1;
            }
#pragma omp section
            c += 2;
        }
    }
    EXPECT_EQ(f, 20 * 3 * N);
    EXPECT_EQ(g, 20 * (N * (N - 1) / 2));
    EXPECT_EQ(c, 20 * 3);
#ifndef __clang__
    int o = 0;
#pragma omp parallel
    {
#pragma omp scope reduction(task, + : o)
        {
            o++;
#pragma omp task in_reduction(+ : o)
            o += 3;
        }
    }
    EXPECT_EQ(o, n * 4);
#endif
    return expect_result();
}
