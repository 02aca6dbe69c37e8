// A program whose initial thread has nothing to do with OpenMP makes one thread after another that has: they
// get the same workers. Each used to be the last root when it ended, and workers were made anew for the next.
// With an argument, the initial thread then leaves by pthread_exit(), as no root: the process still ends.
// RUN: %veda-c
// RUN: %veda-c --args leave
// Sanitizers count threads by a pthread_create of their own.
// UNSUPPORTED: tsan, asan
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "expect.h"

enum { ROOTS = 30 };

static int created;

/* The library's calls come here: the program is searched before libc. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*entry)(void *), void *arg)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    created++;
    return real(thread, attr, entry, arg);
}

static int threads;

static void *root(void *unused)
{
    int n = 0;
#pragma omp parallel reduction(+ : n)
    n++;
    EXPECT(threads == 0 || n == threads);
    threads = n;
    return unused;
}

int main(int argc, char **argv)
{
    (void)argv;
    for (int i = 0; i < ROOTS; i++) {
        pthread_t t;
        pthread_create(&t, NULL, root, NULL);
        pthread_join(t, NULL);
        if (i % 10 == 5)
            usleep(30000); /* the keeper looks around meanwhile, sometimes */
    }
    /* One may be missing for a root that comes right after another. All of them were, for every root. */
    EXPECT(created - ROOTS <= threads - 1 + ROOTS);
    if (argc > 1) {
        if (expect_result())
            exit(1);
        alarm(10); /* a process kept by a worker dies of it */
        pthread_exit(NULL);
    }
    return expect_result();
}
