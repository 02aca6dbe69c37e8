// fork(2) while tasks wait, from a task: in the child the tasks that had not begun are the parent process's; what
// the child makes afterwards runs, waits are over when that is. In the parent process nothing is lost.
// AddressSanitizer's allocator may be locked at the fork by a thread that the child does not have.
// RUN: %veda-c
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// REQUIRES: !asan
#include <omp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { TASKS = 50 };
static int ran;

static void add(void)
{
    __atomic_fetch_add(&ran, 1, __ATOMIC_RELAXED);
}

static int in_child(void)
{
    int fresh = 0, x = 0;
#pragma omp taskgroup
    for (int i = 0; i < 10; i++) {
#pragma omp task shared(fresh, x) depend(inout : x)
        fresh++;
    }
    EXPECT_EQ(fresh, 10);
    for (int i = 0; i < 10; i++) {
#pragma omp task shared(fresh)
        __atomic_fetch_add(&fresh, 1, __ATOMIC_RELAXED);
    }
#pragma omp taskwait
    EXPECT_EQ(fresh, 20);
#pragma omp parallel num_threads(3) shared(fresh)
    {
#pragma omp task shared(fresh)
        __atomic_fetch_add(&fresh, 1, __ATOMIC_RELAXED);
    }
    EXPECT_EQ(fresh, 23);
    return expect_result();
}

static void parent(pid_t child)
{
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

int main(void)
{
    omp_set_max_active_levels(2);
    for (int round = 0; round < 10; round++) {
        ran = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
        {
            for (int i = 0; i < TASKS; i++) {
#pragma omp task
                add();
            }
#pragma omp task if (round & 1)
            {
#pragma omp task
                add();
                pid_t child = fork();
                if (child == 0)
                    _exit(in_child());
                parent(child);
            }
            for (int i = 0; i < TASKS; i++) {
#pragma omp task
                add();
            }
        }
        EXPECT_EQ(ran, 2 * TASKS + 1);
    }
    return expect_result();
}
