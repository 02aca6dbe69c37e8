// distribute shares a loop among the teams of a league, each iteration once: without a schedule, with
// dist_schedule(static) and with chunks of it, combined with parallel for of each kind of schedule, with loops of
// either direction and collapsed ones (5.2, 11.6).
//
// RUN: %veda-c
#include <omp.h>
#include <string.h>

#include "expect.h"

enum { N = 150 };
static int runs[N], team_of[N];

static void ran(int i)
{
    __atomic_fetch_add(&runs[i], 1, __ATOMIC_RELAXED);
    team_of[i] = omp_get_team_num();
}

static void check(int n)
{
    for (int i = 0; i < N; i++)
        EXPECT_EQ(runs[i], i < n);
    memset(runs, 0, sizeof runs);
}

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define COMBINED(...)                                                                              \
    do {                                                                                           \
        PRAGMA(omp teams distribute parallel for num_teams(teams) num_threads(3) __VA_ARGS__)      \
        for (int i = 0; i < n; i++)                                                                \
            ran(i);                                                                                \
        check(n);                                                                                  \
        PRAGMA(omp teams distribute parallel for collapse(2) num_teams(teams) num_threads(2) __VA_ARGS__) \
        for (long long i = n / 5; i > 0; i--)                                                      \
            for (unsigned j = 0; j < 5; j++)                                                       \
                ran((int)(i - 1) * 5 + (int)j);                                                    \
        check(n / 5 * 5);                                                                          \
    } while (0)

int main(void)
{
    for (int teams = 1; teams < 6; teams++)
        for (int n = 0; n < N; n = n < 8 ? n + 1 : 2 * n + 5) {
#pragma omp teams num_teams(teams)
#pragma omp distribute
            for (int i = 0; i < n; i++)
                ran(i);
            check(n);
            for (int i = 1; i < n; i++)
                EXPECT(team_of[i] == team_of[i - 1] || team_of[i] == team_of[i - 1] + 1);

#pragma omp teams num_teams(teams)
            {
#pragma omp distribute dist_schedule(static, 3)
                for (unsigned long i = 0; i < (unsigned long)n; i++)
                    ran((int)i);
            }
            check(n);
            for (int i = 0; i < n; i++)
                EXPECT_EQ(team_of[i], i / 3 % teams);

#pragma omp teams num_teams(teams)
            {
#pragma omp distribute dist_schedule(static)
                for (int i = n; i > 0; i -= 2)
                    ran((n - i) / 2);
            }
            check((n + 1) / 2);

            COMBINED();
            COMBINED(schedule(static));
            COMBINED(schedule(static, 1));
            COMBINED(schedule(static, 4));
            COMBINED(schedule(dynamic, 3));
            COMBINED(schedule(guided));
            COMBINED(dist_schedule(static, 7));
            COMBINED(dist_schedule(static, 4) schedule(static, 2));
            COMBINED(dist_schedule(static, 10) schedule(dynamic));
        }
    return expect_result();
}
