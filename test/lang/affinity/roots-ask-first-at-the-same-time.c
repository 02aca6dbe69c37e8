// Many threads are the first to ask for places at the same time: all get the same list, and the mask of the process as
// it was, whoever of them has been bound meanwhile.
// RUN: %veda-c --repeat 20 --env OMP_PLACES={0},{1},{0,1}
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include <pthread.h>

#include "places.h"

enum { ROOTS = 8 };

static pthread_barrier_t start;
static int procs;

static void *root(void *arg)
{
    pthread_barrier_wait(&start);
    switch ((long)arg % 4) {
    case 0:
        EXPECT_EQ(omp_get_num_places(), 3);
        break;
    case 1:
        EXPECT_EQ(omp_get_num_procs(), procs);
        break;
    case 2:
        EXPECT(omp_get_place_num() >= 0);
        break;
    default:
        EXPECT_EQ(omp_get_place_num_procs(2), 2);
    }
#pragma omp parallel num_threads(2)
    expect_in_place();
    EXPECT_EQ(omp_get_num_procs(), procs);
    return NULL;
}

int main(void)
{
    pthread_t t[ROOTS];
    cpu_set_t users = users_mask();
    procs = CPU_COUNT(&users);
    pthread_barrier_init(&start, NULL, ROOTS);
    for (long i = 0; i < ROOTS; i++)
        pthread_create(&t[i], NULL, root, (void *)i);
    for (int i = 0; i < ROOTS; i++)
        pthread_join(t[i], NULL);
    return expect_result();
}
