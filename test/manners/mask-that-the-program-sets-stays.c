// A program that narrows its own mask before its first OpenMP call keeps it, and its teams have as many threads,
// whatever the user said about binding. The library used to give back the mask that the process was started with,
// which is for programs that a libgomp has narrowed only.
// RUN: env -u OMP_NUM_THREADS OMP_PROC_BIND=true %veda-c
// RUN: env -u OMP_NUM_THREADS OMP_PLACES=threads %veda-c
// RUN: env -u OMP_NUM_THREADS %veda-c
// REQUIRES: !load-preload
#define _GNU_SOURCE
#include <omp.h>
#include <sched.h>

#include "expect.h"

int main(void)
{
    cpu_set_t all, one, now;
    sched_getaffinity(0, sizeof all, &all);
    CPU_ZERO(&one);
    for (int cpu = CPU_SETSIZE - 1; cpu >= 0 && !CPU_COUNT(&one); cpu--)
        if (CPU_ISSET(cpu, &all))
            CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
    EXPECT_EQ(omp_get_num_procs(), 1);
    EXPECT_EQ(omp_get_max_threads(), 1);
    int n = 0;
#pragma omp parallel num_threads(3) reduction(+ : n)
    {
        cpu_set_t mine;
        sched_getaffinity(0, sizeof mine, &mine);
        EXPECT(CPU_EQUAL(&mine, &one));
        n++;
    }
    EXPECT_EQ(n, 3);
    sched_getaffinity(0, sizeof now, &now);
    EXPECT(CPU_EQUAL(&now, &one));
    return expect_result();
}
