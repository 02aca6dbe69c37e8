// The initial threads of a league's teams are spread over the places, or as KMP_TEAMS_PROC_BIND says, each with its part
// for a partition. A team whose threads would not fit keeps all of them: teams run one after another here.
// RUN: %veda-c -DPARTS=2 --env OMP_PLACES={0},{1} --env OMP_TEAMS_THREAD_LIMIT=1
// RUN: %veda-c -DPARTS=2 --env OMP_PLACES={0},{1} --env KMP_TEAMS_PROC_BIND=spread
// RUN: %veda-c -DPARTS=1 --env OMP_PLACES={0},{1} --env KMP_TEAMS_PROC_BIND=primary
// RUN: %veda-c -DPARTS=1 --env OMP_PLACES={0},{1} --env OMP_TEAMS_THREAD_LIMIT=4 --env OMP_NUM_THREADS=4
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

/* Not in main's region itself: few routines may be called from within a teams construct's text (5.2, 10.2). */
static void team(void)
{
    int nums[2];
    expect_in_place();
    EXPECT_EQ(omp_get_partition_num_places(), 2 / PARTS);
    omp_get_partition_place_nums(nums);
    EXPECT_EQ(nums[0], PARTS == 2 ? omp_get_team_num() : 0);
    EXPECT_EQ(omp_get_place_num(), nums[0]);
#pragma omp parallel num_threads(2)
    expect_in_place();
}

int main(void)
{
#pragma omp teams num_teams(2)
    team();
    EXPECT_EQ(omp_get_place_num(), 0);
    EXPECT_EQ(omp_get_partition_num_places(), 2);
    return expect_result();
}
