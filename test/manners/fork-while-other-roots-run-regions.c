// A process whose other roots are all inside regions, tasks and the pool's lock forks again and again, from a root
// between regions, from a thread that never met OpenMP, and from a worker in the middle of a region: every child
// runs regions of all kinds. libgomp's children hang in their first region.
// RUN: %veda-c
// gcc's sanitizers take no care of forks beside other threads: the child waits for their allocator's locks.
// UNSUPPORTED: (tsan || asan) && gcc
#include <omp.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { ROOTS = 3, FORKS = 15, N = 4 };

static int stop;

static int fib(int n)
{
    int a, b;
    if (n < 2)
        return n;
#pragma omp task shared(a)
    a = fib(n - 1);
    b = fib(n - 2);
#pragma omp taskwait
    return a + b;
}

static int regions(int n)
{
    int count = 0, sum = 0, f = 0;
#pragma omp parallel num_threads(n) reduction(+ : count)
    {
        count++;
#pragma omp for schedule(dynamic) reduction(+ : sum)
        for (int i = 0; i < 100; i++)
            sum += i;
#pragma omp single
        f = fib(10);
#pragma omp critical
        sum++;
    }
    return count == n && sum == 4950 + n && f == 55;
}

static void *root(void *arg)
{
    for (int r = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); r++)
        EXPECT(regions(2 + (r + (int)(long)arg) % 3));
    return NULL;
}

static void fork_and_check(void)
{
    pid_t child = fork();
    if (child == 0) {
        alarm(50); /* a child that hangs is the failure */
        EXPECT(regions(N));
        EXPECT(regions(2));
        _exit(expect_result());
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

static void *stranger(void *unused)
{
    for (int i = 0; i < FORKS; i++)
        fork_and_check();
    return unused;
}

int main(void)
{
    pthread_t t[ROOTS], s;
    omp_set_max_active_levels(2); /* for the children of workers */
    for (long i = 0; i < ROOTS; i++)
        pthread_create(&t[i], NULL, root, (void *)i);
    pthread_create(&s, NULL, stranger, NULL);
    for (int i = 0; i < FORKS; i++) {
        EXPECT(regions(N));
        fork_and_check();
#pragma omp parallel num_threads(3)
        if (omp_get_thread_num() == i % 3)
            fork_and_check();
    }
    pthread_join(s, NULL);
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < ROOTS; i++)
        pthread_join(t[i], NULL);
    return expect_result();
}
