// Any entry point may be the first, from a constructor that runs before everything else too.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

static int threads_seen, in_parallel;
static omp_lock_t lock;

__attribute__((constructor(101))) static void early(void)
{
    omp_init_lock(&lock);
    omp_set_lock(&lock);
    omp_unset_lock(&lock);
    in_parallel = omp_in_parallel();
#pragma omp parallel num_threads(3) reduction(+ : threads_seen)
    threads_seen++;
}

int main(void)
{
    EXPECT_EQ(threads_seen, 3);
    EXPECT_EQ(in_parallel, 0);
    omp_destroy_lock(&lock);
    return expect_result();
}
