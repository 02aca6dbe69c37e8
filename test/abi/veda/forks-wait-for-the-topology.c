// A thread finds out what the machine is while another one forks: the child, which has not got that thread, asks too.
// (ThreadSanitizer finds the thread leaked in the child.)
// RUN: %veda-abi
// REQUIRES: hwloc, !tsan
#include <pthread.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <veda_omp.h>

#include "expect.h"

static void *ask(void *unused)
{
    (void)unused;
    EXPECT(veda_topology_count(VEDA_UNIT_PROCESSOR) > 0);
    return NULL;
}

static int status_of(pid_t child)
{
    int status;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return status;
}

/* A process that nobody has asked yet: forks so many microseconds after a thread has begun to. */
static int forks_after(long us)
{
    pthread_t thread;
    struct timespec t = {0, us * 1000};
    pthread_create(&thread, NULL, ask, NULL);
    nanosleep(&t, NULL);
    pid_t child = fork();
    if (!child) {
        alarm(30);
        ask(NULL);
        _exit(expect_result());
    }
    EXPECT_EQ(status_of(child), 0);
    pthread_join(thread, NULL);
    return expect_result();
}

int main(void)
{
    for (long us = 0; us < 4000; us += 200) {
        pid_t child = fork();
        if (!child)
            _exit(forks_after(us));
        EXPECT_EQ(status_of(child), 0);
    }
    return expect_result();
}
