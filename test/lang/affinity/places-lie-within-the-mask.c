// A process that has been given one processor (taskset, a cpuset) finds places on that one alone.
// RUN: %veda-c --env OMP_PLACES=threads
// RUN: %veda-c --env OMP_PROC_BIND=spread
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include <unistd.h>

#include "places.h"

int main(int argc, char **argv)
{
    cpu_set_t last = own_mask();
    if (argc == 1) {
        for (int cpu = 0; CPU_COUNT(&last) > 1; cpu++)
            CPU_CLR(cpu, &last);
        sched_setaffinity(0, sizeof last, &last);
        execv("/proc/self/exe", (char *[]){argv[0], "limited", NULL});
        return 1;
    }
    EXPECT_EQ(CPU_COUNT(&last), 1);
    EXPECT_EQ(omp_get_num_places(), 1);
    EXPECT_EQ(omp_get_num_procs(), 1);
#pragma omp parallel num_threads(3)
    {
        expect_in_place();
        EXPECT(same_mask(own_mask(), last));
    }
    return expect_result();
}
