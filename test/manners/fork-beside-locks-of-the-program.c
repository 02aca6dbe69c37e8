// A library keeps a mutex in order over forks by handlers of its own, and runs regions and takes memory under it, as
// another thread does while this one forks: nobody waits for ever. Regions of new widths in such handlers run as well,
// before the fork, after it, and in the child. (libomp hangs in the first, and both peers in the child's handler.)
// RUN: %veda-c
// gcc's sanitizers take no care of forks beside other threads: the child waits for their allocator's locks.
// UNSUPPORTED: (tsan || asan) && gcc
#include <omp.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static pthread_mutex_t library = PTHREAD_MUTEX_INITIALIZER;
static int width, stop, computed;
static pid_t forker;

static int count(int n)
{
    int sum = 0;
#pragma omp parallel num_threads(n) reduction(+ : sum)
    {
        void *block = omp_alloc(5000, omp_default_mem_alloc);
        sum += block != NULL;
        omp_free(block, omp_default_mem_alloc);
    }
    return sum;
}

static void before(void)
{
    pthread_mutex_lock(&library);
    if (width)
        EXPECT_EQ(count(width), width);
}

static void after(void)
{
    if (getpid() != forker)
        alarm(50); /* a child that hangs is the failure */
    if (width)
        EXPECT_EQ(count(width + 1), width + 1);
    pthread_mutex_unlock(&library);
}

static void *compute(void *arg)
{
    (void)arg;
    for (int n = 2; !__atomic_load_n(&stop, __ATOMIC_RELAXED); n = n % 5 + 1) {
        pthread_mutex_lock(&library);
        EXPECT_EQ(count(n), n);
        pthread_mutex_unlock(&library);
        __atomic_add_fetch(&computed, 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

static void fork_and_check(void)
{
    forker = getpid();
    pid_t child = fork();
    if (child == 0) {
        EXPECT_EQ(count(3), 3);
        _exit(expect_result());
    }
    int status;
    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT_EQ(status, 0);
}

int main(void)
{
    pthread_t thread;
    alarm(55);
    pthread_atfork(before, after, after);
    EXPECT_EQ(count(2), 2);
    pthread_create(&thread, NULL, compute, NULL);
    while (!__atomic_load_n(&computed, __ATOMIC_RELAXED))
        usleep(100);
    for (int i = 0; i < 40; i++)
        fork_and_check();
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    for (width = 3; width < 6; width++)
        fork_and_check();
    return expect_result();
}
