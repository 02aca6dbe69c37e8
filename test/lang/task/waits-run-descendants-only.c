// A task that holds a lock and waits must not run a task from elsewhere on top of itself, which might want the
// lock: 5.2, 12.9, task scheduling constraints.
// RUN: %veda-c
// REQUIRES: threads-2
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "expect.h"

static omp_lock_t lock;
static omp_event_handle_t other, own;
static pthread_t thread;

static void *fulfil(void *arg)
{
    (void)arg;
    omp_fulfill_event(other); /* what waits for the lock becomes ready ... */
    usleep(30000);
    omp_fulfill_event(own);   /* ... well before the holder can go on */
    return NULL;
}

int main(void)
{
    int ran = 0, x = 0;
    omp_init_lock(&lock);
#pragma omp parallel num_threads(2)
#pragma omp single
    {
        omp_event_handle_t first;
#pragma omp task detach(first) depend(out : x)
        {
        }
        other = first;
#pragma omp task depend(in : x) shared(ran)
        {
            omp_set_lock(&lock);
            ran++;
            omp_unset_lock(&lock);
        }
#pragma omp task
        {
            omp_set_lock(&lock);
            omp_event_handle_t second;
#pragma omp task detach(second)
            {
            }
            own = second;
            pthread_create(&thread, NULL, fulfil, NULL);
#pragma omp taskwait
#pragma omp taskyield
            omp_unset_lock(&lock);
        }
    }
    EXPECT_EQ(ran, 1);
    pthread_join(thread, NULL);
    omp_destroy_lock(&lock);
    return expect_result();
}
