// A thread that is cancelled while it makes the process's first OpenMP call, which reads files, comes through with the
// call: no OpenMP call is a cancellation point, or the thread would leave it half way, with locks held.
// RUN: %veda-c
// RUN: %veda-c --env OMP_PLACES=cores --env OMP_PROC_BIND=close
// RUN: %veda-c -DTOPOLOGY
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#define VEDA_OMP_OPTIONAL
#include <veda_omp.h>

#include "expect.h"

static int through;

static void *first_call(void *p)
{
    (void)p;
    pthread_cancel(pthread_self()); /* pending from now on */
#ifdef TOPOLOGY
    EXPECT(veda_topology_count(VEDA_UNIT_PROCESSOR) > 0);
    pthread_testcancel();
    EXPECT(!"cancelled, the call being over");
#endif
    through = omp_get_max_threads() > 0;
    through += omp_get_num_procs() > 0;
    through += omp_get_place_num() >= -1;
    pthread_testcancel();
    through = -1;
    return NULL;
}

int main(void)
{
    pthread_t t;
    void *result;
    EXPECT_EQ(pthread_create(&t, NULL, first_call, NULL), 0);
    EXPECT_EQ(pthread_join(t, &result), 0);
    EXPECT(result == PTHREAD_CANCELED);
#ifndef TOPOLOGY
    EXPECT_EQ(through, 3);
#endif
    int n = 0;
#pragma omp parallel num_threads(3) reduction(+ : n)
    n++;
    EXPECT_EQ(n, 3);
    return expect_result();
}
