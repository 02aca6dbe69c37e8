// A member that waits for the next region may be looking for tasks of the last one still, since it saw that there
// were some; the table of members that it looks through must not be replaced meanwhile, when the team grows.
// ThreadSanitizer sees the race; without it the look may go through freed memory.
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// RUN: %veda-c
#include <omp.h>
#include <pthread.h>

#include "expect.h"

static void *root(void *p)
{
    (void)p;
    for (int n = 2; n <= 12; n++) {
        int ran = 0;
#pragma omp parallel num_threads(n) shared(ran)
        {
#pragma omp task shared(ran)
#pragma omp atomic
            ran++;
        }
        EXPECT_EQ(ran, n);
    }
    return NULL;
}

int main(void)
{
    for (int i = 0; i < 20; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, root, NULL);
        pthread_join(thread, NULL);
    }
    return expect_result();
}
