// Queries, locks and serial regions start no thread: the pool comes with the first region that needs it.
// ThreadSanitizer starts a thread of its own with the program's first.
// RUN: %veda-c
// REQUIRES: !tsan
#include <omp.h>
#include <pthread.h>

#include "expect.h"
#include "native_threads.h"

static void *foreign(void *arg)
{
    (void)arg;
    EXPECT_EQ(omp_get_thread_num(), 0);
    EXPECT_EQ(omp_get_num_threads(), 1);
    EXPECT_EQ(omp_get_level(), 0);
    return NULL;
}

int main(void)
{
    int before = native_threads();
    omp_lock_t lock;
    omp_init_lock(&lock);
    omp_set_lock(&lock);
    omp_unset_lock(&lock);
    (void)omp_get_max_threads();
    (void)omp_get_wtime();
#pragma omp parallel if (0)
    EXPECT_EQ(omp_get_level(), 1);
    pthread_t t;
    pthread_create(&t, NULL, foreign, NULL);
    pthread_join(t, NULL);
    EXPECT_EQ(native_threads(), before);
    return expect_result();
}
