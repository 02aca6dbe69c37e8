// What one team of a league sets, the next one does not see, nor does the program after the league (5.2, 2.4). In a
// target region on the host gcc's teams shared one set.
// RUN: %veda-c --env OMP_SCHEDULE=static
// RUN: %veda-c --env OMP_SCHEDULE=static --env OMP_NUM_THREADS=3,2
#include <omp.h>

#include "expect.h"

enum { TEAMS = 4 };

static int runs, of, level;

static void team(int want, int limit)
{
    omp_sched_t kind;
    int chunk, n = 0;
    runs++;
    omp_get_schedule(&kind, &chunk);
    EXPECT_EQ(omp_get_max_threads(), want);
    EXPECT_EQ(kind & ~omp_sched_monotonic, omp_sched_static);
    EXPECT_EQ(omp_get_dynamic(), 0);
    EXPECT_EQ(omp_get_max_active_levels(), level);
    if (limit)
        EXPECT_EQ(omp_get_thread_limit(), limit);
    int mine = 2 + omp_get_team_num();
    omp_set_num_threads(mine);
    omp_set_schedule(omp_sched_dynamic, 7);
    omp_set_dynamic(1);
    omp_set_max_active_levels(level > 1 ? level - 1 : level + 1);
    EXPECT_EQ(omp_get_max_threads(), mine);
#pragma omp parallel num_threads(2) reduction(+ : n)
    n++;
    EXPECT(n == 1 || n == 2); /* dynamic: others may want the processors */
}

int main(void)
{
    int want = omp_get_max_threads();
    level = omp_get_max_active_levels();
    for (int round = 0; round < 3; round++) {
        int limit = want + 8; /* mine is not cut by it */
        runs = of = 0;
#pragma omp target teams num_teams(TEAMS) thread_limit(limit) map(tofrom : runs, of)
        {
            of = omp_get_num_teams();
            team(want, limit);
        }
        EXPECT_EQ(of, TEAMS);
        EXPECT_EQ(runs, TEAMS);
        runs = 0;
#pragma omp teams num_teams(TEAMS) thread_limit(limit)
        team(want, limit);
        EXPECT_EQ(runs, TEAMS);
        runs = 0;
#pragma omp teams num_teams(TEAMS)
        team(want, 0);
        EXPECT_EQ(runs, TEAMS);
        EXPECT_EQ(omp_get_max_threads(), want);
        EXPECT_EQ(omp_get_max_active_levels(), level);
        EXPECT_EQ(omp_get_dynamic(), 0);
    }
    return expect_result();
}
