// teams with private, firstprivate and shared variables and reductions over teams, alone and combined with
// distribute and parallel for.
//
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

enum { N = 777 };
static int a[N];

int main(void)
{
    for (int round = 0; round < 20; round++) {
        int teams = 1 + round % 4, first = 7, shared = 0, own = -1, sum = 100, largest = -1;
#pragma omp teams num_teams(teams) firstprivate(first) private(own) reduction(+ : sum) reduction(max : largest)
        {
            EXPECT_EQ(first, 7);
            own = omp_get_team_num();
            first += own;
            __atomic_fetch_add(&shared, 1, __ATOMIC_RELAXED);
            sum += 1;
            largest = own > largest ? own : largest;
            EXPECT_EQ(first, 7 + own);
        }
        EXPECT_EQ(first, 7);
        EXPECT_EQ(own, -1);
        EXPECT_EQ(shared, teams);
        EXPECT_EQ(sum, 100 + teams);
        EXPECT_EQ(largest, teams - 1);

        long total = 0;
        int last = -1;
#pragma omp teams distribute parallel for num_teams(teams) num_threads(3) reduction(+ : total) lastprivate(last)
        for (int i = 0; i < N; i++) {
            a[i]++;
            total += i;
            last = i;
        }
        EXPECT_EQ(total, (long)N * (N - 1) / 2);
        EXPECT_EQ(last, N - 1);
#pragma omp teams distribute simd num_teams(teams) reduction(+ : total)
        for (int i = 0; i < N; i++)
            total += i;
        EXPECT_EQ(total, (long)N * (N - 1));
    }
    for (int i = 0; i < N; i++)
        EXPECT_EQ(a[i], 20);
    return expect_result();
}
