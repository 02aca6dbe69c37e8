// The end of a taskgroup waits for the tasks inside and all of their descendants, detached ones too, and for no
// task from outside.
// RUN: %veda-c
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "expect.h"

static omp_event_handle_t inner;
static int done;
static pthread_t thread;

static void *fulfil(void *arg)
{
    (void)arg;
    usleep(5000);
    __atomic_store_n(&done, 1, __ATOMIC_RELAXED);
    omp_fulfill_event(inner);
    return NULL;
}

static void check(void)
{
    omp_event_handle_t outside;
    int after = 0;
    done = 0;
#pragma omp task detach(outside)
    {
    }
#pragma omp taskgroup
    {
#pragma omp task shared(after)
        {
            int x = 0;
#pragma omp taskgroup
            {
#pragma omp task
                {
                }
            }
#pragma omp task
            {
                omp_event_handle_t e;
#pragma omp task detach(e)
                {
                    inner = e;
                    pthread_create(&thread, NULL, fulfil, NULL);
                }
            }
#pragma omp task depend(out : x) shared(after)
            after |= 1;
        }
    }
    EXPECT_EQ(__atomic_load_n(&done, __ATOMIC_RELAXED), 1);
    EXPECT_EQ(after, 1);
    omp_fulfill_event(outside);
    pthread_join(thread, NULL);
}

int main(void)
{
    check();
#pragma omp parallel
#pragma omp single
    check();
    return expect_result();
}
