// The process's first region, with all that is read and set up for it, is begun by a thread that has the smallest stack
// there is (PTHREAD_STACK_MIN), as libraries give their helpers; libgomp and libomp run it. The buffers for the tables
// of control groups alone were more than the stack has, and those for the name of the module that knows the machine.
// RUN: %veda-c
// RUN: %veda-c --env OMP_DYNAMIC=true
// RUN: %veda-c --env OMP_VEDA_SHARE=1 --env OMP_NUM_THREADS=
// RUN: %veda-c --env OMP_PLACES=cores
// UNSUPPORTED: sanitizer, coverage
#include <limits.h>
#include <pthread.h>
#include <unistd.h>

#include "expect.h"

static int n;

static void *first(void *unused)
{
#pragma omp parallel reduction(+ : n)
    n++;
    return unused;
}

int main(void)
{
    pthread_t t;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    EXPECT_EQ(pthread_attr_setstacksize(&attr, (size_t)sysconf(_SC_THREAD_STACK_MIN)), 0);
    EXPECT_EQ(pthread_create(&t, &attr, first, NULL), 0);
    pthread_join(t, NULL);
    EXPECT(n >= 1);
    return expect_result();
}
