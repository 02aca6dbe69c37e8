// A root with a cancellation pending opens a region while OMP_DISPLAY_AFFINITY is set. What is displayed goes through
// stdout (affinity_display.c, show), whose write() is a cancellation point: the thread ended inside the entry of the
// region with its team released, and the next root's region hung. libgomp hangs as well.
// RUN: %veda-c --env OMP_DISPLAY_AFFINITY=true
// REQUIRES: !tsan
#include <omp.h>
#include <pthread.h>

#include "expect.h"

static void region(void)
{
    int n = 0;
#pragma omp parallel num_threads(2) reduction(+ : n)
    n++;
    EXPECT_EQ(n, 2);
}

static void *root(void *arg)
{
    int state;
    pthread_cancel(pthread_self());
    region();
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    return arg;
}

int main(void)
{
    char mark;
    for (int i = 0; i < 2; i++) {
        pthread_t t;
        void *result;
        EXPECT_EQ(pthread_create(&t, NULL, root, &mark), 0);
        EXPECT_EQ(pthread_join(t, &result), 0);
        EXPECT(result == &mark); /* not PTHREAD_CANCELED */
    }
    region();
    return expect_result();
}
