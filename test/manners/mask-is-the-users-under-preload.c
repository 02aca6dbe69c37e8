// Under LD_PRELOAD the program's own libgomp narrows the initial thread's mask in its constructor when binding is
// asked for. From the first OpenMP call on the mask is the user's again, whichever thread makes that call: what the
// process counts, its threads, and the children that it starts have all of it. (What it starts before that call
// has libgomp's place: nothing of ours runs between libgomp's constructor and the program.)
// RUN: %gcc-omp %s -o %t
// RUN: env -u OMP_NUM_THREADS OMP_PROC_BIND=true LD_PRELOAD=%libveda %t initial
// RUN: env -u OMP_NUM_THREADS OMP_PROC_BIND=true LD_PRELOAD=%libveda %t other
// RUN: env -u OMP_NUM_THREADS OMP_PLACES=cores LD_PRELOAD=%libveda %t other
// UNSUPPORTED: sanitizer
#define _GNU_SOURCE
#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"

static cpu_set_t users;

static int has_users_mask(void)
{
    cpu_set_t now;
    sched_getaffinity(0, sizeof now, &now);
    return CPU_EQUAL(&now, &users);
}

static void *first_call(void *unused)
{
    EXPECT(omp_get_num_procs() > 1 || CPU_COUNT(&users) == 1);
    EXPECT_EQ(omp_get_max_threads(), omp_get_num_procs());
    EXPECT(has_users_mask());
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t t;
    sched_getaffinity(getppid(), sizeof users, &users);
    if (argc > 1 && !strcmp(argv[1], "other")) {
        pthread_create(&t, NULL, first_call, NULL);
        pthread_join(t, NULL);
    } else {
        first_call(NULL);
    }
    EXPECT(has_users_mask());
#pragma omp parallel num_threads(4)
    EXPECT(has_users_mask());
    /* A child that has no libgomp of its own: its first CPUs are what the mask says. */
    unsetenv("LD_PRELOAD");
    char command[100];
    snprintf(command, sizeof command, "test \"$(nproc)\" = %d", CPU_COUNT(&users));
    unsetenv("OMP_NUM_THREADS");
    EXPECT_EQ(system(command), 0);
    return expect_result();
}
