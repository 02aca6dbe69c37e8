// Another root has had a team of eight, then one of two, and has ended: the workers that are left in the pool sleep,
// though waits are to be active. They used to look for work for ever and burn a processor each, as libomp's do. libgomp
// ends them.
// RUN: %veda-c --env OMP_WAIT_POLICY=active
// RUN: %veda-c --env KMP_BLOCKTIME=infinite
// RUN: %veda-c --env KMP_LIBRARY=turnaround
#include <omp.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "expect.h"

enum { MANY = 8 };

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void region(int n)
{
    int count = 0;
#pragma omp parallel num_threads(n) reduction(+ : count)
    count++;
    EXPECT_EQ(count, n);
}

static void *root(void *unused)
{
    region(MANY);
    region(2);
    return unused;
}

int main(void)
{
    pthread_t t;
    omp_set_dynamic(0);
    region(1);
    pthread_create(&t, NULL, root, NULL);
    pthread_join(t, NULL);
    usleep(200000);
    double before = processor_seconds();
    sleep(1);
    double used = processor_seconds() - before;
    if (used > 0.3)
        fprintf(stderr, "%.3f s of processor time in one second of sleep\n", used);
    EXPECT(used <= 0.3);
    return expect_result();
}
