// The first OpenMP call may come from any thread, and from several at once: each sees the environment as
// it is, none the defaults, and a bad value is complained of once.
// RUN: %veda-c-check --repeat 20 --env OMP_NUM_THREADS=7 --env OMP_SCHEDULE=guided,5 --env OMP_DYNAMIC=what
//     CHECK: veda: OMP_DYNAMIC=what
// CHECK-NOT: veda:
#include "expect.h"
#include <omp.h>
#include <pthread.h>

enum { THREADS = 8 };

static pthread_barrier_t start;

static void *first_call(void *arg)
{
    omp_sched_t kind;
    int chunk;
    (void)arg;
    pthread_barrier_wait(&start);
    omp_get_schedule(&kind, &chunk);
    EXPECT(kind == omp_sched_guided && chunk == 5);
    EXPECT_EQ(omp_get_max_threads(), 7);
    return NULL;
}

int main(void)
{
    pthread_t t[THREADS];
    pthread_barrier_init(&start, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&t[i], NULL, first_call, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    return expect_result();
}
