// A program whose initial thread ends by pthread_exit() ends: no idle worker is left then to keep the process.
// ThreadSanitizer has a thread of its own, which keeps any such program.
// RUN: %veda-c
// REQUIRES: !tsan
#include <pthread.h>
#include <stdlib.h>

#include "expect.h"

static void *other_root(void *unused)
{
    int n = 0;
#pragma omp parallel num_threads(3) reduction(+ : n)
    n += 1;
    EXPECT_EQ(n, 3);
    return unused;
}

int main(void)
{
    int n = 0;
#pragma omp parallel num_threads(4) reduction(+ : n)
    n += 1;
    EXPECT_EQ(n, 4);
    pthread_t thread;
    pthread_create(&thread, NULL, other_root, NULL);
    pthread_detach(thread);
    if (expect_result())
        exit(1);
    pthread_exit(NULL);
}
