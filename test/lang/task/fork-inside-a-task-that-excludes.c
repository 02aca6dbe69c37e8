// fork(2) in a task with mutexinoutset while others wait for their turn, and some come to it: in the child all that is
// the parent process's, and new sets on the same address work. In the parent process everybody comes to his turn.
// AddressSanitizer's allocator may be locked at the fork by a thread that the child does not have.
// RUN: %veda-c
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// REQUIRES: !asan
#include <omp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { TASKS = 50 };
static int ran, elsewhere;

static void make(int n)
{
    for (int i = 0; i < n; i++) {
#pragma omp task depend(mutexinoutset : ran)
        ran++;
#pragma omp task depend(mutexinoutset : elsewhere)
        elsewhere++;
    }
}

static int in_child(void)
{
    ran = elsewhere = 0;
    make(10);
#pragma omp taskwait
    EXPECT_EQ(ran, 10);
#pragma omp parallel num_threads(3)
#pragma omp single
    make(10);
    EXPECT_EQ(ran, 20);
    EXPECT_EQ(elsewhere, 20);
    return expect_result();
}

int main(void)
{
    omp_set_max_active_levels(2);
    for (int round = 0; round < 10; round++) {
        ran = elsewhere = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
        {
            make(TASKS);
#pragma omp task if (round & 1) depend(mutexinoutset : ran)
            {
                int status = -1;
                ran++;
                pid_t child = fork();
                if (child == 0)
                    _exit(in_child());
                EXPECT_EQ(waitpid(child, &status, 0), child);
                EXPECT_EQ(status, 0);
            }
            make(TASKS);
        }
        EXPECT_EQ(ran, 2 * TASKS + 1);
        EXPECT_EQ(elsewhere, 2 * TASKS);
    }
    return expect_result();
}
