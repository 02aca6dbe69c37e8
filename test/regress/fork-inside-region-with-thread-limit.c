// A child forked inside regions of a program with a thread limit has one thread, and the whole rest of the
// limit to itself. The parent's threads stayed counted, so that the child's own regions were smaller.
// RUN: %veda-c --env OMP_THREAD_LIMIT=6
#include <omp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static int region(int n)
{
    int got = 0;
#pragma omp parallel num_threads(n)
    {
#pragma omp atomic
        got++;
    }
    return got;
}

static void fork_and_check(int inside)
{
    pid_t child = fork();
    if (child == 0) {
        if (inside)
            EXPECT_EQ(omp_get_num_threads(), 1);
        for (int k = 0; k < 3; k++) {
            EXPECT_EQ(region(6), 6);
            EXPECT_EQ(region(8), 6);
        }
        _exit(expect_result());
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

int main(void)
{
    omp_set_max_active_levels(4);
    EXPECT_EQ(region(8), 6);
    for (int who = 0; who < 4; who++) {
#pragma omp parallel num_threads(4)
        if (omp_get_thread_num() == who)
            fork_and_check(1);
#pragma omp parallel num_threads(3)
        if (omp_get_thread_num() == who % 3) {
#pragma omp parallel num_threads(2)
            if (omp_get_thread_num() == who % 2)
                fork_and_check(1);
        }
    }
    fork_and_check(0);
    EXPECT_EQ(region(8), 6);
    return expect_result();
}
