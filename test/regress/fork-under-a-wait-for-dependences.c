// A thread that waits for dependences (taskwait depend, or an undeferred task) runs another task meanwhile, and that
// one calls fork(2): whom it waited for is run by threads that the child does not have, so there the wait is over
// when the task returns, as a taskwait is. It went on for ever.
// AddressSanitizer's allocator may be locked at the fork by a thread that the child does not have.
// RUN: %veda-c
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// REQUIRES: !asan
#include <omp.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum waits { TASKWAIT_DEPEND, UNDEFERRED, UNDEFERRED_DETACHED, UNDEFERRED_EXCLUDING, WAITS };

static bool set(int *flag)
{
    __atomic_store_n(flag, 1, __ATOMIC_RELEASE);
    return true;
}

static bool is_set(int *flag)
{
    return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}

/* The thread of the single waits for one that another runs, and only the one that forks is left to it. */
static void wait_over_a_fork(enum waits kind, int never)
{
    static int held, forked, running;
    pid_t parent = getpid();
    int x = 0, y = 0, who = omp_get_thread_num(), status = -1;
    omp_event_handle_t event;
    held = forked = running = 0;
#pragma omp taskgroup
    {
#pragma omp task shared(x) depend(mutexinoutset : x)
        {
            set(&running);
            while (!is_set(&forked))
                usleep(100);
            x = 1;
        }
        while (!is_set(&running))
            usleep(100);
#pragma omp task shared(status)
        {
            pid_t child = omp_get_thread_num() == who ? fork() : -1;
            if (child == 0)
                alarm(20);
            if (child > 0) {
                EXPECT_EQ(waitpid(child, &status, 0), child);
                EXPECT_EQ(status, 0);
            }
            set(&forked);
        }
        if (kind == TASKWAIT_DEPEND) {
#pragma omp taskwait depend(in : x)
        } else if (kind == UNDEFERRED) {
#pragma omp task if (never) depend(inout : x) shared(y)
            y = 1;
        } else if (kind == UNDEFERRED_DETACHED) {
#pragma omp task if (never) depend(inout : x) shared(y) detach(event)
            y = 1;
            omp_fulfill_event(event);
        } else {
#pragma omp task if (never) depend(mutexinoutset : x) shared(y)
            y = 1;
        }
        EXPECT_EQ(y, kind != TASKWAIT_DEPEND);
        EXPECT(getpid() != parent || x == 1);
#pragma omp task shared(x, y) depend(inout : x)
        y = 2;
#pragma omp taskwait
        EXPECT_EQ(y, 2);
    }
    if (getpid() != parent) {
        int n = 0;
#pragma omp taskgroup
        {
#pragma omp task shared(n) depend(out : x)
            n++;
#pragma omp task shared(n) depend(in : x)
            n++;
        }
        EXPECT_EQ(n, 2);
        _exit(expect_result());
    }
}

int main(int argc, char **argv)
{
    (void)argv;
    for (int kind = 0; kind < WAITS; kind++)
#pragma omp parallel num_threads(2)
#pragma omp single
        wait_over_a_fork((enum waits)kind, argc == 0);
    return expect_result();
}
