// Root threads that come and go draw from one pool: after sixteen of them the process has no more threads
// than one default team needs.
// RUN: %veda-c
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "expect.h"
#include "native_threads.h"

static void *root(void *arg)
{
    (void)arg;
    int n = 0;
#pragma omp parallel num_threads(8) reduction(+ : n)
    n++;
    EXPECT_EQ(n, 8);
    return NULL;
}

int main(void)
{
    int before = native_threads();
    for (int round = 0; round < 3; round++) {
        pthread_t t[16];
        for (int i = 0; i < 16; i++)
            pthread_create(&t[i], NULL, root, NULL);
        for (int i = 0; i < 16; i++)
            pthread_join(t[i], NULL);
    }
    int floor = omp_get_max_threads() > omp_get_num_procs() ? omp_get_max_threads() : omp_get_num_procs();
    for (int i = 0; i < 100 && native_threads() > before + floor; i++)
        usleep(20000);
    EXPECT(native_threads() <= before + floor);
    return expect_result();
}
