// taskwait with depend waits for the named siblings and no others; with nowait it is a task for later ones to
// depend on.
// RUN: %veda-c
// RUN: %veda-c --only clang -fopenmp-version=51 -DNOWAIT
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "expect.h"

static omp_event_handle_t handle;
static pthread_t thread;

static void *fulfil(void *arg)
{
    (void)arg;
    usleep(5000);
    omp_fulfill_event(handle);
    return NULL;
}

int main(void)
{
    int x = 0, y = 0, done = 0;
#pragma omp parallel
#pragma omp single
    {
        omp_event_handle_t a, b;
#pragma omp task detach(a) depend(out : x)
        {
        }
        handle = a;
#pragma omp task detach(b) depend(out : y)
        {
        }
#pragma omp task depend(inout : x) shared(done)
#pragma omp atomic
        done |= 1;
#pragma omp task depend(inout : y) shared(done)
#pragma omp atomic
        done |= 2;
        EXPECT_EQ(done, 0);
        pthread_create(&thread, NULL, fulfil, NULL);
#pragma omp taskwait depend(in : x)
        EXPECT_EQ(done, 1);
#ifdef NOWAIT
#pragma omp taskwait depend(in : y) depend(out : x) nowait
#pragma omp task depend(in : x) shared(done)
        done |= done & 2 ? 4 : 8;
        EXPECT_EQ(done, 1);
#else
#pragma omp task depend(in : x) shared(done)
#pragma omp atomic
        done |= 4;
#pragma omp taskwait depend(inout : x)
        EXPECT_EQ(done, 5);
#endif
        omp_fulfill_event(b);
    }
    pthread_join(thread, NULL);
    EXPECT_EQ(done, 7);
    return expect_result();
}
