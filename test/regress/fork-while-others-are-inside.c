// A child forked while other threads are inside critical regions may use them, whether or not the process has
// met OpenMP before, and so may its own child. The critical region that it is forked in is its own until it
// leaves it.
// gcc 12's ThreadSanitizer remembers the parent's threads in a child, and ends it when a new one has the
// number of one of those.
// RUN: %veda-c
// RUN: %veda-c --args again
// UNSUPPORTED: tsan && gcc
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static pthread_barrier_t held, done;
static pthread_t waiter;
static int unnamed, named, own, seen;

static void stay_inside(void)
{
    pthread_barrier_wait(&held);
    pthread_barrier_wait(&done);
}

static void *in_unnamed(void *unused)
{
#pragma omp critical
    stay_inside();
    return unused;
}

static void *in_named(void *unused)
{
#pragma omp critical(a)
    stay_inside();
    return unused;
}

static void update(void)
{
#pragma omp critical
    unnamed++;
#pragma omp critical(a)
    named++;
}

static void *enter_own(void *unused)
{
#pragma omp critical(b)
    seen = own;
    return unused;
}

/* A thread of the child waits for the region that its parent thread is still in. */
static void leave_own(void)
{
    pthread_create(&waiter, NULL, enter_own, NULL);
    usleep(50000);
    own = 1;
}

static void child(void)
{
    alarm(30);
    unnamed = named = 0;
    update();
#pragma omp parallel num_threads(4)
    update();
    EXPECT_EQ(unnamed, 5);
    EXPECT_EQ(named, 5);
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
#pragma omp parallel num_threads(4)
        update();
    }
    pthread_t t[2];
    pthread_barrier_init(&held, NULL, 3);
    pthread_barrier_init(&done, NULL, 3);
    pthread_create(&t[0], NULL, in_unnamed, NULL);
    pthread_create(&t[1], NULL, in_named, NULL);
    pthread_barrier_wait(&held);

    pid_t pid;
#pragma omp critical(b)
    {
        pid = fork();
        if (pid == 0)
            leave_own();
    }
    if (pid == 0) {
        child();
        pthread_join(waiter, NULL);
        EXPECT_EQ(seen, 1);
        pid_t grandchild = fork();
        if (grandchild == 0) {
            child();
            _exit(expect_result());
        }
        int status = -1;
        waitpid(grandchild, &status, 0);
        EXPECT_EQ(status, 0);
        _exit(expect_result());
    }
    int status = -1;
    waitpid(pid, &status, 0);
    EXPECT_EQ(status, 0);
    pthread_barrier_wait(&done);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    return expect_result();
}
