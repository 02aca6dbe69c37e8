// Free agents and the process: a task on one of them forks, the process forks while they work, the initial task's
// pooled tasks are complete when it exits, a root's when it ends.
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=4 --repeat 3
// REQUIRES: !tsan, !asan
#include <omp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "pool.h"

static int *shared; /* by the processes, too */

static void add(int *n)
{
    __atomic_fetch_add(n, 1, __ATOMIC_RELAXED);
}

static void slow(void *n)
{
    usleep(2000);
    add(n);
}

static int region(void)
{
    int n = 0;
#pragma omp parallel num_threads(3) reduction(+ : n)
    n++;
    return n;
}

/* In a child: everything must work, with agents of its own. */
static void go_on(void)
{
    int n = 0;
    EXPECT_EQ(region(), 3);
    for (int i = 0; i < 8; i++)
        pool_task(slow, &n);
#pragma omp taskwait
    EXPECT_EQ(n, 8);
}

static void expect_good_end(pid_t child)
{
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

static void forks(void *p)
{
    (void)p;
    pid_t child = fork();
    if (child == 0) {
        EXPECT(!omp_is_free_agent());
        go_on();
        _exit(expect_result());
    }
    expect_good_end(child);
}

/* The child's task ends, and with it the one thread that it has; were that the initial thread, it would go on. */
static void returns_from_fork(void *p)
{
    (void)p;
    pid_t child = omp_is_free_agent() ? fork() : -1;
    if (child > 0)
        expect_good_end(child);
}

static void exits(void)
{
    for (int i = 0; i < 20; i++)
        pool_task(slow, shared);
    exit(expect_result());
}

int main(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pool_task(forks, NULL);
    pool_task(forks, NULL);
    pool_task(returns_from_fork, NULL);
    usleep(20000); /* agents are there */

    int n = 0;
    for (int i = 0; i < 8; i++)
        pool_task(slow, &n);
    pid_t child = fork();
    if (child == 0) {
        go_on();
        _exit(expect_result());
    }
    expect_good_end(child);
#pragma omp taskwait
    EXPECT_EQ(n, 8);

    if ((child = fork()) == 0)
        exits();
    expect_good_end(child);
    EXPECT_EQ(*shared, 20);
    return expect_result();
}
