// The first region of the process is opened by a helper thread that has pinned itself to one processor. How many
// threads the teams of all others have, with OMP_DYNAMIC or without, still follows from the initial thread's mask: it
// used to follow from the helper's, and main stayed alone for ever. libgomp asks when it is loaded; libomp has the same
// defect.
// RUN: %veda-c --env OMP_NUM_THREADS=
// RUN: %veda-c-check --env OMP_NUM_THREADS= --env OMP_DYNAMIC=true --env OMP_VEDA_LOG=team
// RUN: %veda-c --env OMP_NUM_THREADS= --env OMP_VEDA_SHARE=1 --env OMP_VEDA_LOG=share 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SHARE
// REQUIRES: cpus-2
// CHECK: mask of [[N:[0-9]+]]
// CHECK: team_width {{.*}}processors=[[N]] others
// SHARE: mask of [[N:[0-9]+]]
// SHARE: share_width {{.*}}processors=[[N]] contended
#define _GNU_SOURCE
#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "expect.h"

static int team_size(void)
{
    int n = 0;
#pragma omp parallel reduction(+ : n)
    n++;
    return n;
}

static void *helper(void *size)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    EXPECT_EQ(pthread_setaffinity_np(pthread_self(), sizeof one, &one), 0);
    *(int *)size = team_size();
    for (int i = 0; omp_get_dynamic() && i < 100; i++, usleep(5000))
        team_size();
    return NULL;
}

int main(void)
{
    cpu_set_t all;
    pthread_t t;
    int size = 0;
    sched_getaffinity(0, sizeof all, &all);
    fprintf(stderr, "mask of %d\n", CPU_COUNT(&all));
    pthread_create(&t, NULL, helper, &size);
    pthread_join(t, NULL);
    EXPECT(omp_get_dynamic() || size == CPU_COUNT(&all));
    EXPECT(omp_get_dynamic() || team_size() == CPU_COUNT(&all));
    EXPECT_EQ(omp_get_max_threads(), CPU_COUNT(&all));
    EXPECT_EQ(omp_get_num_procs(), CPU_COUNT(&all));
    return expect_result();
}
