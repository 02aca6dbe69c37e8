// A child forked inside a region or a loop is the only thread of its team, whatever number it had. It kept
// that number, so that of a static loop it did a share that nobody else completed, or none; it waited for
// turns of an ordered loop and for iterations that nobody would post; and ring entries that the parent's
// other threads had left, or not, were never free again.
// RUN: %veda-c --args 0 0
// RUN: %veda-c --args 2 0
// RUN: %veda-c --args 0 1
// RUN: %veda-c --args 2 1
#include <omp.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { N = 97, CONSTRUCTS = 20 };

static int sum, hits[CONSTRUCTS][N];
static pid_t parent;

static void check(int k)
{
    for (int i = 0; i < N; i++)
        EXPECT_EQ(hits[k][i], 1);
}

/* A descriptor each of these, with gcc at least: more than the ring has. */
static void loops_with_memory(void)
{
    for (int k = 0; k < CONSTRUCTS; k++) {
        sum = 0;
#pragma omp for schedule(static, 3) reduction(task, + : sum)
        for (int i = 0; i < N; i++)
            sum++;
        EXPECT_EQ(sum, N);
    }
}

static void loops(void)
{
#pragma omp for schedule(static)
    for (int i = 0; i < N; i++)
        hits[0][i]++;
#pragma omp for schedule(runtime)
    for (int i = 0; i < N; i++)
        hits[1][i]++;
    int next = 0;
#pragma omp for schedule(dynamic) ordered
    for (int i = 0; i < N; i++)
#pragma omp ordered
    {
        EXPECT_EQ(i, next++);
        hits[2][i]++;
    }
#pragma omp for ordered(1) schedule(static, 2)
    for (int i = 0; i < N; i++) {
#pragma omp ordered depend(sink : i - 1)
        hits[3][i]++;
#pragma omp ordered depend(source)
    }
#pragma omp sections
    {
#pragma omp section
        hits[4][0]++;
#pragma omp section
        hits[4][1]++;
    }
    const int *p = NULL;
#pragma omp single copyprivate(p)
    p = &sum;
    EXPECT(p == &sum);
    for (int k = 0; k < 4; k++)
        check(k);
    EXPECT(hits[4][0] == 1 && hits[4][1] == 1);
}

static void rest_of_the_child(void)
{
    EXPECT_EQ(omp_get_num_threads(), 1);
    EXPECT_EQ(omp_get_thread_num(), 0);
    loops_with_memory();
    loops();
    _exit(expect_result());
}

/* A hang is what the alarm is for. */
static pid_t fork_child(void)
{
    pid_t child = fork();
    if (child == 0)
        alarm(30);
    return child;
}

static void inside_loops(int who, pid_t *ordered, pid_t *posts)
{
    int first = 1;
#pragma omp for schedule(dynamic) ordered nowait
    for (int i = 0; i < 16; i++) {
        if (getpid() == parent) {
            if (omp_get_thread_num() == who && first)
                *ordered = fork_child();
            first = 0;
            usleep(1000);
        }
#pragma omp ordered
        __atomic_fetch_add(&sum, 1, __ATOMIC_RELAXED); /* others may be in the loops before */
    }
    first = 1;
    if (getpid() != parent)
        rest_of_the_child();
#pragma omp for ordered(1) schedule(static, 1) nowait
    for (int i = 0; i < 16; i++) {
        if (getpid() == parent) {
            if (omp_get_thread_num() == who && first)
                *posts = fork_child();
            first = 0;
            usleep(1000);
        }
#pragma omp ordered depend(sink : i - 1)
        __atomic_fetch_add(&sum, 1, __ATOMIC_RELAXED);
#pragma omp ordered depend(source)
    }
    if (getpid() != parent)
        rest_of_the_child();
}

int main(int argc, char **argv)
{
    int who = atoi(argv[argc - 2]), inside = atoi(argv[argc - 1]);
    pid_t child[2] = {-1, -1};
    parent = getpid();
#pragma omp parallel num_threads(4)
    {
        for (int k = 0; k < 3; k++) /* some leave it, some may still be inside */
#pragma omp for schedule(dynamic) nowait
            for (int i = 0; i < N; i++)
                __atomic_fetch_add(&sum, 1, __ATOMIC_RELAXED);
        if (inside) {
            inside_loops(who, &child[0], &child[1]);
        } else if (omp_get_thread_num() == who) {
            child[0] = fork_child();
            if (child[0] == 0)
                rest_of_the_child();
        }
    }
    for (int i = 0; i < 1 + inside; i++) {
        if (child[i] < 0) /* the loop's iterations were gone before `who` came */
            continue;
        int status = -1;
        waitpid(child[i], &status, 0);
        EXPECT_EQ(status, 0);
    }
    return expect_result();
}
