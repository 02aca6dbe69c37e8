// Under LD_PRELOAD the program's own libgomp narrows the initial thread's mask in its constructor when binding is
// asked for. From the first OpenMP call on the mask is the user's again, whichever thread makes that call, until the
// first region binds threads to places of it: what the process counts, its places and the children that it forks have
// all of it. (What it starts before that call has libgomp's place: nothing of ours runs between libgomp's constructor
// and the program.)
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
#include <sys/wait.h>
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
    cpu_set_t places;
    CPU_ZERO(&places);
#pragma omp parallel num_threads(CPU_COUNT(&users))
    {
        cpu_set_t now;
        sched_getaffinity(0, sizeof now, &now);
#pragma omp critical
        CPU_OR(&places, &places, &now);
    }
    EXPECT(CPU_EQUAL(&places, &users));
    EXPECT_EQ(omp_get_num_procs(), CPU_COUNT(&users));
    pid_t child = fork();
    if (child == 0)
        _exit(has_users_mask() ? 0 : 1);
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    return expect_result();
}
