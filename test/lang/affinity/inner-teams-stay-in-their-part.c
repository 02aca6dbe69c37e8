// Outer spread, inner close: each inner team gets the part of the machine that its primary was given, and none of it
// sits elsewhere (5.2, 10.1.3; 2.4, place-partition-var). The outer team's places are what they were afterwards.
// RUN: %veda-c --env OMP_PLACES={0},{1},{0,1},{0} --env OMP_PROC_BIND=spread,close --env OMP_MAX_ACTIVE_LEVELS=2
// RUN: %veda-c --env OMP_PLACES={0},{1} --env OMP_PROC_BIND=spread,close --env OMP_MAX_ACTIVE_LEVELS=2
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

int main(void)
{
    int places = omp_get_num_places();
    for (int turn = 0; turn < 3; turn++)
#pragma omp parallel num_threads(2)
    {
        int outer = omp_get_thread_num(), first, part[CPU_SETSIZE];
        EXPECT_EQ(omp_get_proc_bind(), omp_proc_bind_close);
        EXPECT_EQ(omp_get_partition_num_places(), places / 2);
        omp_get_partition_place_nums(part);
        first = part[0];
        EXPECT_EQ(first, outer * places / 2);
        expect_in_place();
        for (int n = 1; n <= 4; n++)
#pragma omp parallel num_threads(n)
        {
            int inner[CPU_SETSIZE];
            expect_in_place();
            EXPECT_EQ(omp_get_partition_num_places(), places / 2);
            omp_get_partition_place_nums(inner);
            EXPECT_EQ(inner[0], first);
            if (omp_get_thread_num() == 0)
                EXPECT_EQ(omp_get_place_num(), first);
            else if (n <= places / 2)
                EXPECT_EQ(omp_get_place_num(), first + omp_get_thread_num());
        }
        expect_in_place();
        EXPECT_EQ(omp_get_place_num(), first);
    }
    return expect_result();
}
