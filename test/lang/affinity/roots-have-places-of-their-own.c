// Threads that the program creates are roots: each is bound when it opens a region, not by its other calls, and has the
// whole list for its partition. Their teams sit on places as the initial thread's does.
// RUN: %veda-c --env OMP_PLACES={0},{1} --env OMP_PROC_BIND=close
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include <pthread.h>

#include "places.h"

enum { ROOTS = 6 };

static pthread_barrier_t all;
static cpu_set_t users;

static void *root(void *unused)
{
    omp_set_num_threads(3);
    EXPECT(omp_get_max_threads() == 3 && omp_get_num_places() == 2);
    EXPECT_EQ(omp_get_proc_bind(), omp_proc_bind_close);
    EXPECT(same_mask(own_mask(), users));
    pthread_barrier_wait(&all);
    for (int turn = 0; turn < 100; turn++) {
        int first = -1;
#pragma omp parallel
        {
            expect_in_place();
            EXPECT_EQ(omp_get_partition_num_places(), 2);
            if (omp_get_thread_num() == 0)
                first = omp_get_place_num();
        }
        EXPECT_EQ(omp_get_place_num(), first);
        expect_in_place();
    }
    pthread_barrier_wait(&all);
    return unused;
}

int main(void)
{
    pthread_t t[ROOTS];
    users = users_mask();
    EXPECT(omp_get_max_threads() > 0); /* the mask is the user's from here on */
    pthread_barrier_init(&all, NULL, ROOTS + 1);
    for (int i = 0; i < ROOTS; i++)
        pthread_create(&t[i], NULL, root, NULL);
    pthread_barrier_wait(&all);
    EXPECT(same_mask(own_mask(), users));
    pthread_barrier_wait(&all);
#pragma omp parallel num_threads(2)
    EXPECT_EQ(omp_get_place_num(), omp_get_thread_num());
    for (int i = 0; i < ROOTS; i++)
        pthread_join(t[i], NULL);
    return expect_result();
}
