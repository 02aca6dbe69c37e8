// A child of fork(2) opens a region of several threads inside one of a single thread, as its parent did before. The
// team of one was kept across the fork, and with it the inner team, whose threads the child does not have.
// RUN: %veda-c
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static int count(void)
{
    int n = 0;
#pragma omp parallel num_threads(1)
#pragma omp parallel num_threads(4)
    {
#pragma omp atomic
        n++;
    }
    return n;
}

int main(void)
{
    EXPECT_EQ(count(), 4);
    pid_t child = fork();
    if (child == 0)
        _exit(count() != 4);
    int status;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(count(), 4);
    return expect_result();
}
