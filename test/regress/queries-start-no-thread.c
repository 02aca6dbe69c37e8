// Queries, locks and serial regions start no thread: the pool comes with the first region that needs it.
// ThreadSanitizer starts a thread of its own with the program's first.
// RUN: %veda-c
// REQUIRES: !tsan
#include <dirent.h>
#include <omp.h>
#include <pthread.h>

#include "expect.h"

static int native_threads(void)
{
    int n = 0;
    DIR *d = opendir("/proc/self/task");
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

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
