// A thread that OpenMP has not seen forks while another one makes the place list, which takes the time that a module takes
// to load and a machine to be read: the child, which has not that other thread, asks for places as well. It waited for
// ever where the list's lock was held at the fork; under preload also where the mask was just being restored.
// (ThreadSanitizer finds the other thread leaked in the child.)
// RUN: %veda-c --env OMP_PLACES=cores
// RUN: %veda-c --env OMP_PROC_BIND=close
// UNSUPPORTED: tsan, asan && gcc
#include <omp.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { ROUNDS = 30 };

static int asks;

static void *ask(void *unused)
{
    __atomic_store_n(&asks, 1, __ATOMIC_RELAXED);
    EXPECT(omp_get_num_places() >= 1);
    return unused;
}

static int status_of(pid_t child)
{
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

/* A process for each time: a list is made once. */
static int fork_beside(int delay_us)
{
    pthread_t t;
    pthread_create(&t, NULL, ask, NULL);
    while (!__atomic_load_n(&asks, __ATOMIC_RELAXED)) {
    }
    usleep((useconds_t)delay_us);
    pid_t child = fork();
    if (child == 0) {
        int n = 0;
        alarm(20); /* a child that hangs is the failure */
        EXPECT(omp_get_num_places() >= 1);
#pragma omp parallel num_threads(2) reduction(+ : n)
        n++;
        EXPECT_EQ(n, 2);
        _exit(expect_result());
    }
    EXPECT_EQ(status_of(child), 0);
    pthread_join(t, NULL);
    return expect_result();
}

int main(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(fork_beside(i * i * 8)); /* 0 to 7 ms */
        EXPECT_EQ(status_of(child), 0);
    }
    return expect_result();
}
