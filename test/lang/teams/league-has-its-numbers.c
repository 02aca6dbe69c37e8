// teams on the host: the block runs once a team, each team with its number in a league of the size asked for,
// and with parallel regions of its own; outside there is one team, number 0 (5.2, 10.2 and 18.4).
//
// RUN: %veda-c
#include <omp.h>
#include <string.h>

#include "expect.h"

static int runs[16], inner[16];

static void check(int teams, int each)
{
    for (int t = 0; t < 16; t++) {
        EXPECT_EQ(runs[t], t < teams);
        EXPECT_EQ(inner[t], t < teams ? each : 0);
    }
    memset(runs, 0, sizeof runs);
    memset(inner, 0, sizeof inner);
}

int main(void)
{
    for (int round = 0; round < 30; round++) {
        int asked = 1 + round % 5;
        EXPECT_EQ(omp_get_num_teams(), 1);
        EXPECT_EQ(omp_get_team_num(), 0);
#pragma omp teams num_teams(asked) thread_limit(4)
        {
            int team = omp_get_team_num(), of = omp_get_num_teams();
            EXPECT_EQ(of, asked);
            EXPECT(team >= 0 && team < of);
            __atomic_fetch_add(&runs[team], 1, __ATOMIC_RELAXED);
#pragma omp parallel num_threads(3)
            {
                EXPECT_EQ(omp_get_num_threads(), 3);
                EXPECT_EQ(omp_get_level(), 1);
                EXPECT_EQ(omp_get_thread_limit(), 4);
                EXPECT_EQ(omp_get_team_num(), team);
                EXPECT_EQ(omp_get_num_teams(), of);
                __atomic_fetch_add(&inner[omp_get_team_num()], 1, __ATOMIC_RELAXED);
            }
#pragma omp parallel num_threads(2)
            __atomic_fetch_add(&inner[omp_get_team_num()], 10, __ATOMIC_RELAXED);
        }
        check(asked, 3 + 2 * 10);
        EXPECT_EQ(omp_get_num_teams(), 1);
    }
    return expect_result();
}
