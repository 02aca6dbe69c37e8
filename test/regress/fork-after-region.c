// A child of fork(2) opens regions although its parent had opened some: libgomp hangs there.
// RUN: %veda-c
#include <omp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static int count(void)
{
    int n = 0;
#pragma omp parallel num_threads(4) reduction(+ : n)
    n += 1;
    return n;
}

int main(void)
{
    EXPECT_EQ(count(), 4);
    for (int generation = 0; generation < 3; generation++) {
        pid_t child = fork();
        if (child == 0) {
            EXPECT_EQ(count(), 4);
            pid_t grandchild = fork();
            if (grandchild == 0)
                _exit(count() != 4);
            int status;
            waitpid(grandchild, &status, 0);
            EXPECT_EQ(status, 0);
            EXPECT_EQ(count(), 4);
            _exit(expect_result());
        }
        int status;
        waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
        EXPECT_EQ(count(), 4);
    }
    return expect_result();
}
