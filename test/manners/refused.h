/* What the tests of refused threads have in common: a region that wants more threads than there are to be had. */
#ifndef VEDA_TEST_REFUSED_H
#define VEDA_TEST_REFUSED_H

#include <omp.h>

#include "expect.h"

enum { MOST = 5, WANTED = 16 };

/* How many threads it had: all of them did their part. */
static int region(void)
{
    int n = 0, of = 0, sum = 0;
#pragma omp parallel num_threads(WANTED) reduction(+ : n)
    {
        n++;
#pragma omp single
        of = omp_get_num_threads();
#pragma omp for schedule(dynamic) reduction(+ : sum)
        for (int i = 0; i < 1000; i++)
            sum += i;
    }
    EXPECT_EQ(n, of);
    EXPECT_EQ(sum, 499500);
    return n;
}

#endif
