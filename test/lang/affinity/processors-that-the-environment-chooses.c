// KMP_HW_SUBSET says which processors the process uses, with and without places: they are what it counts, what a default
// team is sized by, and where threads run that have no place of their own. With KMP_AFFINITY=norespect they are all of
// the machine's, whatever the mask is (as libomp has both). A child that it forks has the user's mask.
// RUN: %veda-c --env KMP_HW_SUBSET=:1s,1c,1t --env OMP_NUM_THREADS= --args 1
// RUN: %veda-c --env KMP_PLACE_THREADS=1sx1cx1t --env OMP_NUM_THREADS= --args 1
// RUN: %veda-c --env KMP_HW_SUBSET=:1s,1c,1t --env OMP_PROC_BIND=false --env OMP_NUM_THREADS= --args 1
// RUN: %veda-c --env KMP_HW_SUBSET=:1s,1c,1t --env OMP_PLACES=threads --env OMP_NUM_THREADS= --args 1
// RUN: %veda-c --env KMP_HW_SUBSET=:1s,1c,1t --env OMP_DISPLAY_ENV=true --env OMP_NUM_THREADS= --args 1
// RUN: %veda-c --env KMP_AFFINITY=norespect --env OMP_NUM_THREADS= --args 1 masked
// RUN: %veda-c --env KMP_AFFINITY=norespect,none --env OMP_NUM_THREADS= --args 1 masked
// RUN: %veda-c --env KMP_AFFINITY=norespect --env OMP_PLACES={0,1} --env OMP_NUM_THREADS= --args 1 masked
// RUN: %veda-c --env KMP_AFFINITY=norespect,disabled --env OMP_NUM_THREADS= --args 1
// REQUIRES: cpus-2, hwloc
#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/wait.h>

#include "places.h"

static cpu_set_t users, used;

/* As many as are used, unless a quota leaves less. */
static void expect_count(void)
{
    EXPECT(omp_get_num_procs() <= CPU_COUNT(&used));
    EXPECT_EQ(omp_get_max_threads(), omp_get_num_procs());
}

static void *root(void *unused)
{
    expect_count();
#pragma omp parallel num_threads(3)
    EXPECT(same_mask(own_mask(), used));
    return unused;
}

/* Apart from main(), since clang may move questions to the beginning of a function, here before the mask is set. */
static __attribute__((noinline)) int check(bool masked, const char *subset, const char *affinity)
{
    used = users;
    if (masked || subset) {
        omp_get_place_num();
        used = place_mask(0);
        EXPECT(subset ? CPU_COUNT(&used) == 1 : CPU_COUNT(&used) >= 2 && CPU_ISSET(1, &used));
        EXPECT_EQ(omp_get_num_places(), 1);
    } else {
        EXPECT(strstr(affinity, "disabled"));
    }
    if (subset)
        EXPECT_EQ(omp_get_num_procs(), 1);
    expect_count();
#pragma omp parallel
    {
        EXPECT(same_mask(own_mask(), used));
        EXPECT_EQ(omp_get_num_threads(), omp_get_max_threads());
    }
    pthread_t t;
    pthread_create(&t, NULL, root, NULL);
    pthread_join(t, NULL);
#pragma omp parallel num_threads(3)
    EXPECT(same_mask(own_mask(), used));
    pid_t child = fork();
    if (child == 0)
        _exit(same_mask(own_mask(), users) ? 0 : 1);
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    return expect_result();
}

int main(int argc, char **argv)
{
    users = users_mask();
    const char *subset = getenv("KMP_HW_SUBSET");
    if (!subset)
        subset = getenv("KMP_PLACE_THREADS"); /* its older name */
    if (argc > 2) { /* as under taskset */
        CPU_ZERO(&users);
        CPU_SET(0, &users);
        sched_setaffinity(0, sizeof users, &users);
        if (!getenv("AGAIN")) {
            setenv("AGAIN", "1", 1);
            execv("/proc/self/exe", argv);
        }
    }
    return check(argc > 2, subset, getenv("KMP_AFFINITY"));
}
