// fork(2) inside a region: the child is one thread. It can open a region of its own, and on its way out of
// the old one barriers and the join do not wait for threads that it does not have.
// RUN: %veda-c
#include <omp.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

int main(void)
{
    pid_t parent = getpid();
    int status = -1;
#pragma omp parallel num_threads(4)
    {
#pragma omp barrier
#pragma omp master
        {
            pid_t child = fork();
            if (child == 0) {
                int n = 0;
                omp_set_max_active_levels(3);
#pragma omp parallel num_threads(3) reduction(+ : n)
                n += 1;
                EXPECT_EQ(n, 3);
            } else {
                waitpid(child, &status, 0);
            }
        }
#pragma omp barrier
    }
    if (getpid() != parent) {
        int n = 0;
#pragma omp parallel num_threads(4) reduction(+ : n)
        n += 1;
        EXPECT_EQ(n, 4);
        _exit(expect_result());
    }
    EXPECT_EQ(status, 0);
    return expect_result();
}
