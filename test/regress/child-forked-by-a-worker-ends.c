// A worker forks within a region. The child opens regions of its own and comes to the end of what its thread was doing:
// it and its workers end then, and with them the process. libgomp's child stays.
// RUN: %veda-c
// ThreadSanitizer crashes when a thread of the parent's ends in the child; gcc's AddressSanitizer takes no care of forks
// beside other threads: the child waits for its allocator's locks.
// UNSUPPORTED: tsan, asan && gcc
// REQUIRES: cpus-2
#include <omp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static int count(int n)
{
    int sum = 0;
#pragma omp parallel num_threads(n) reduction(+ : sum)
    sum++;
    return sum;
}

static pid_t fork_and_open_regions(void)
{
    pid_t child = fork();
    if (child == 0) {
        EXPECT_EQ(count(3), 3);
        EXPECT_EQ(count(2), 2);
        if (expect_result())
            _exit(1);
    }
    return child;
}

/* Ten seconds are for a busy machine: who is still there then stays. */
static void expect_end(pid_t child)
{
    int status = 0, left = 1000;
    while (waitpid(child, &status, WNOHANG) != child && --left)
        usleep(10000);
    EXPECT(left > 0);
    EXPECT_EQ(status, 0);
    if (left == 0)
        kill(child, SIGKILL);
}

int main(void)
{
    omp_set_max_active_levels(2);
    for (int i = 0; i < 5; i++) {
        pid_t parent = getpid(), child = 0;
#pragma omp parallel num_threads(3) shared(child)
        if (omp_get_thread_num() == 1)
            child = fork_and_open_regions();
        if (getpid() != parent) /* the fork's child has no primary to come here */
            _exit(2);
        expect_end(child);
    }
    return expect_result();
}
