/* One harness for all stress tests: so many threads run a function together, several times over. A new
 * test is its function and a main of two lines. Rounds shrink under the sanitizers, which are slow, and on a machine that
 * is busy with other things. */
#ifndef VEDA_TEST_STRESS_H
#define VEDA_TEST_STRESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "expect.h"

#ifdef __has_feature
#define STRESS_HAS(sanitizer) __has_feature(sanitizer)
#else
#define STRESS_HAS(sanitizer) 0
#endif

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__) || STRESS_HAS(thread_sanitizer) || \
    STRESS_HAS(address_sanitizer) || defined(VEDA_CHAOS)
#define STRESS_ROUNDS(n) ((n) / 20 + 1)
#else
#define STRESS_ROUNDS(n) (n)
#endif

/* gcc's sanitizers take no care of forks beside other threads: the child waits for their allocator's locks, or has
 * threads that they know already. */
#if !defined __clang__ && (defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__)
enum { STRESS_MAY_FORK = 0 };
#else
enum { STRESS_MAY_FORK = 1 };
#endif

/* Of a program, at the most; what runs it ends it after 60. */
enum { STRESS_SECONDS = 20 };

static struct {
    double since; /* the program's beginning; 0: nobody has asked */
    double until;
} stress_time;

__attribute__((unused)) static double stress_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Part i of n begins. It has an nth of the time, and what earlier ones have left. Of a program that says nothing
 * there is one. */
__attribute__((unused)) static void stress_part(int i, int n)
{
    if (stress_time.since == 0)
        stress_time.since = stress_now();
    stress_time.until = stress_time.since + STRESS_SECONDS * (i + 1.0) / n;
}

/* Whether a part that has `done` rounds behind it has another: of `most`, as long as there is time, and of `least` at
 * any rate. One thread asks. */
__attribute__((unused)) static bool stress_goes_on(long done, long least, long most)
{
    if (stress_time.since == 0)
        stress_part(0, 1);
    return done < least || (done < most && stress_now() < stress_time.until);
}

struct stress_thread {
    void (*fn)(int id, int n, void *shared);
    int id, n;
    void *shared;
    pthread_barrier_t *start;
};

static void *stress_main(void *p)
{
    struct stress_thread *t = p;
    pthread_barrier_wait(t->start);
    t->fn(t->id, t->n, t->shared);
    return NULL;
}

/* Runs fn(id, n, shared) on n threads that start together; returns when all have ended. */
__attribute__((unused)) static void stress_run(int n, void (*fn)(int id, int n, void *shared), void *shared)
{
    pthread_t thread[64];
    struct stress_thread arg[64];
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, (unsigned)n);
    for (int i = 0; i < n; i++) {
        arg[i] = (struct stress_thread){fn, i, n, shared, &start};
        if (pthread_create(&thread[i], NULL, stress_main, &arg[i])) {
            perror("pthread_create");
            exit(1);
        }
    }
    for (int i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    pthread_barrier_destroy(&start);
}

#endif
