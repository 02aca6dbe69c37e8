// The body of a detached task has ended, then comes fork(2), and the child fulfils the event, which it has a copy of. The
// task is the parent process's: in the child nothing counts it any more, and nothing may be taken off its counts. There
// they went below zero, and a taskwait or a taskgroup never ended; and who had waited for dependences as another task
// forked could be written to after its wait.
// AddressSanitizer's allocator may be locked at the fork by a thread that the child does not have.
// RUN: %veda-c
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// REQUIRES: !asan
#include <omp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static int ran;

static void run(void)
{
    __atomic_fetch_add(&ran, 1, __ATOMIC_RELAXED);
}

/* Tasks of the child's own, one of them detached. */
static void go_on(int never)
{
    omp_event_handle_t event;
    int x = 0;
#pragma omp taskgroup
    {
#pragma omp task if (never) detach(event)
        run();
#pragma omp task shared(x) depend(out : x)
        x++;
#pragma omp task shared(x) depend(inout : x)
        x++;
        omp_fulfill_event(event);
    }
    EXPECT_EQ(x, 2);
}

static void child(omp_event_handle_t event, int never)
{
    alarm(20);
    ran = 0;
    omp_fulfill_event(event);
#pragma omp taskwait
    go_on(never);
#pragma omp task
    run();
#pragma omp taskwait
    EXPECT_EQ(ran, 2); /* what waited for the event is the parent's as well */
}

/* The task's body has ended when it is made: it is undeferred. */
static void fork_meanwhile(int never)
{
    omp_event_handle_t event;
    pid_t pid = 0;
    int x = 0;
    ran = 0;
#pragma omp taskgroup
    {
#pragma omp task if (never) shared(x) depend(out : x) detach(event)
        run();
#pragma omp task shared(x) depend(inout : x)
        run();
        EXPECT_EQ(ran, 1);
        pid = fork();
        if (pid == 0)
            child(event, never);
        else
            omp_fulfill_event(event);
    }
    if (pid == 0)
        _exit(expect_result());
    int status = -1;
    EXPECT_EQ(ran, 2);
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0);
}

/* The same, with one that waits for the task in a depend clause as another task forks. */
static void fork_under_a_wait(int never)
{
    omp_event_handle_t event;
    pid_t pid = 0;
    int x = 0;
    ran = 0;
#pragma omp taskgroup
    {
#pragma omp task if (never) shared(x) depend(out : x) detach(event)
        run();
#pragma omp task shared(pid, event)
        {
            pid = fork();
            if (pid)
                omp_fulfill_event(event);
        }
#pragma omp taskwait depend(in : x)
        if (pid == 0)
            child(event, never);
    }
    if (pid == 0)
        _exit(expect_result());
    int status = -1;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0);
}

int main(int argc, char **argv)
{
    (void)argv;
#pragma omp parallel num_threads(2)
#pragma omp single
    fork_meanwhile(argc == 0);
#pragma omp parallel num_threads(1)
    fork_under_a_wait(argc == 0);
    return expect_result();
}
