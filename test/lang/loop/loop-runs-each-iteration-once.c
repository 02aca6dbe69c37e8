// The loop construct (5.2, 11.7), bound to a parallel region, to a teams region and to a single thread, alone and
// combined: each iteration runs once, reductions and lastprivate hold behind it. order(concurrent) likewise.
//
// RUN: %veda-c -Wno-pass-failed
#include <string.h>

#include "expect.h"

enum { N = 300 };
static int runs[N];

static void check(int n, int each)
{
    for (int i = 0; i < N; i++)
        EXPECT_EQ(runs[i], i < n ? each : 0);
    memset(runs, 0, sizeof runs);
}

int main(void)
{
    for (int n = 0; n < N; n = 2 * n + 1) {
        int last = -1;
        long sum = 0;
#pragma omp parallel
        {
#pragma omp loop bind(parallel)
            for (int i = 0; i < n; i++)
                runs[i]++;
        }
        check(n, 1);
        /* Behind an empty loop, last has no value, and all threads of gcc's code write it. */
        if (n > 0) {
#pragma omp parallel loop reduction(+ : sum) lastprivate(last)
            for (last = 0; last < n; last++)
                sum += last;
            EXPECT_EQ(last, n);
            EXPECT_EQ(sum, (long)n * (n - 1) / 2);
        }
        sum = 0;
#pragma omp parallel loop reduction(+ : sum)
        for (int i = 0; i < n; i++)
            sum += i;
        EXPECT_EQ(sum, (long)n * (n - 1) / 2);
#pragma omp teams num_teams(3)
        {
#pragma omp loop bind(teams)
            for (int i = 0; i < n; i++)
                runs[i]++;
        }
        check(n, 1);
#pragma omp teams loop num_teams(2) collapse(2)
        for (int i = 0; i < n; i++)
            for (int j = 0; j < 3; j++)
                __atomic_fetch_add(&runs[i], 1, __ATOMIC_RELAXED);
        check(n, 3);
#pragma omp loop bind(thread)
        for (int i = 0; i < n; i++)
            runs[i]++;
        check(n, 1);
#pragma omp parallel for order(concurrent) schedule(dynamic, 2)
        for (int i = 0; i < n; i++)
            runs[i]++;
        check(n, 1);
    }
    return expect_result();
}
