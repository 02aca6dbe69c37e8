// taskwait returns when detached children are complete, not before, and then sees what they and whoever fulfilled
// the event have written.
// RUN: %veda-c
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "expect.h"

static omp_event_handle_t handle;
static int written, delay_us;
static pthread_t thread;

static void *foreign(void *arg)
{
    (void)arg;
    usleep((unsigned)delay_us);
    written++;
    omp_fulfill_event(handle);
    return NULL;
}

static void once(int us)
{
    omp_event_handle_t e;
    int result = 0;
    written = 0;
    delay_us = us;
#pragma omp task detach(e) shared(result)
    {
        result = 1;
        handle = e;
        pthread_create(&thread, NULL, foreign, NULL);
    }
#pragma omp taskwait
    EXPECT_EQ(result, 1);
    EXPECT_EQ(written, 1);
    pthread_join(thread, NULL);
}

int main(void)
{
    for (int i = 0; i < 20; i++)
        once(i * 100);
#pragma omp parallel
#pragma omp single
    for (int i = 0; i < 20; i++)
        once(i * 100);
    return expect_result();
}
