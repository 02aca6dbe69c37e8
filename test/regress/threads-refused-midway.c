// The system refuses threads in the middle of a team's growth, as a limit on a user's processes makes it do,
// and gives them again later: each region has the threads that are there, every construct works in it, and
// one line is said in all.
// RUN: %veda-c-check
// RUN: %veda-c-check --env OMP_CANCELLATION=true
// CHECK: cannot start thread
// CHECK-NOT: cannot start thread
// CHECK: done
// UNSUPPORTED: sanitizer
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <omp.h>
#include <pthread.h>
#include <stdio.h>

#include "expect.h"

enum { N = 1000 };

static int allowed = 1 << 30;
static int created;

/* The library's calls come here: the program is searched before libc. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*entry)(void *), void *arg)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    if (created >= allowed)
        return EAGAIN;
    created++;
    return real(thread, attr, entry, arg);
}

static int region(int want)
{
    int n = 0, of = 0, singles = 0, sum = 0, last = -1;
#pragma omp parallel num_threads(want)
    {
#pragma omp atomic
        n++;
#pragma omp single
        {
            of = omp_get_num_threads();
            singles++;
        }
#pragma omp for schedule(dynamic) reduction(+ : sum) nowait
        for (int i = 0; i < N; i++)
            sum += i;
#pragma omp for schedule(dynamic) ordered
        for (int i = 0; i < N; i++)
#pragma omp ordered
        {
            EXPECT_EQ(last, i - 1);
            last = i;
        }
    }
    EXPECT_EQ(n, of);
    EXPECT_EQ(singles, 1);
    EXPECT_EQ(sum, N * (N - 1) / 2);
    EXPECT_EQ(last, N - 1);
    return n;
}

int main(void)
{
    omp_set_dynamic(0);
    for (int more = 0; more < 6; more++) {
        for (int k = 0; k < 2; k++) {
            allowed = created; /* nothing new: the workers there are */
            EXPECT_EQ(region(created + 8), created + 1);
        }
        allowed = created + more; /* some of those asked for */
        EXPECT_EQ(region(created + 8), allowed + 1);
        EXPECT_EQ(created, allowed);
        EXPECT_EQ(region(3), created < 2 ? created + 1 : 3); /* smaller, then refused again */
        EXPECT_EQ(region(created + 8), created + 1);
    }
    allowed = 1 << 30;
    EXPECT_EQ(region(created + 8), created + 1);
    int before = created;
    EXPECT_EQ(region(4), 4);
    EXPECT_EQ(region(before + 1), before + 1);
    EXPECT_EQ(created, before);
    fprintf(stderr, "done\n");
    return expect_result();
}
