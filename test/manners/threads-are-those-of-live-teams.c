// 16 roots, each with regions of 8 threads, never more than 4 of them at a time: the process has no more workers
// than the teams that live need, the next roots get those of the last ones, and when all have ended what is left
// is what a default team has use for. libgomp makes 7 new threads for each of the 16, libomp keeps all that it ever
// made.
// RUN: %veda-c
// REQUIRES: !tsan, !asan
#define _GNU_SOURCE
#include <dlfcn.h>
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "expect.h"
#include "native_threads.h"

enum { ROOTS = 16, TEAM = 8, AT_ONCE = 4 };

static int created; /* by anybody but us */
static __thread int ours;

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*entry)(void *), void *arg)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    if (!ours)
        __atomic_fetch_add(&created, 1, __ATOMIC_RELAXED);
    return real(thread, attr, entry, arg);
}

static pthread_barrier_t all;

static void *root(void *unused)
{
    for (int r = 0; r < 3; r++) {
        int n = 0;
#pragma omp parallel num_threads(TEAM) reduction(+ : n)
        n++;
        EXPECT_EQ(n, TEAM);
    }
    pthread_barrier_wait(&all); /* so many teams live at once */
    EXPECT(native_threads() <= 1 + AT_ONCE * TEAM);
    pthread_barrier_wait(&all);
    return unused;
}

static void wave(void)
{
    pthread_t t[AT_ONCE];
    ours = 1;
    for (int i = 0; i < AT_ONCE; i++)
        pthread_create(&t[i], NULL, root, NULL);
    ours = 0;
    for (int i = 0; i < AT_ONCE; i++)
        pthread_join(t[i], NULL);
}

/* Workers that a root leaves stay for others as far as a default team has use for them; the rest retires. */
static int floor_of_idle(void)
{
    int n = omp_get_max_threads(), processors = omp_get_num_procs();
    return (n > processors ? n : processors) - 1;
}

/* Whoever retires is there for a moment yet. */
static int settled(int most)
{
    for (int i = 0; i < 500 && native_threads() > most; i++)
        usleep(10000);
    return native_threads() <= most;
}

int main(void)
{
    pthread_barrier_init(&all, NULL, AT_ONCE);
    int keep = floor_of_idle();
    for (int w = 0; w < ROOTS / AT_ONCE; w++) {
        int before = created;
        wave();
        int most = AT_ONCE * (TEAM - 1) - (w ? keep : 0);
        EXPECT(created - before <= (most > 0 ? most : 0));
        EXPECT(settled(1 + keep));
    }
    return expect_result();
}
