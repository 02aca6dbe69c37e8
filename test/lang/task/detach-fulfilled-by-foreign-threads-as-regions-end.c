// A region waits for its detached tasks, and its team may be taken apart at once afterwards: the thread that
// fulfils the last event must be through with it. Team sizes change all the time, so that teams do go.
// RUN: %veda-c
#include <omp.h>
#include <pthread.h>

#include "expect.h"

static omp_event_handle_t handle;
static int posted, fulfilled, stop;

static void *foreign(void *arg)
{
    (void)arg;
    int seen = 0;
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
        int now = __atomic_load_n(&posted, __ATOMIC_ACQUIRE);
        if (now != seen) {
            seen = now;
            __atomic_fetch_add(&fulfilled, 1, __ATOMIC_RELAXED);
            omp_fulfill_event(handle);
        }
    }
    return NULL;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, foreign, NULL);
    for (int i = 1; i <= 300; i++) {
#pragma omp parallel num_threads(1 + i % 4)
#pragma omp master
        {
            omp_event_handle_t e;
#pragma omp task detach(e)
            {
                handle = e;
                __atomic_store_n(&posted, i, __ATOMIC_RELEASE);
            }
        }
        EXPECT_EQ(__atomic_load_n(&fulfilled, __ATOMIC_RELAXED), i);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    return expect_result();
}
