// Tasks that join a generation (here mutexinoutset) are no dearer behind 10000 complete tasks than behind 10. Each of
// them looked at all that the generation had waited for, whether it was complete or not: 20000 took some seconds.
// The figures are processor time of one thread, and those of the code before differ by a factor of more than 100.
// RUN: %veda-c
#include <omp.h>
#include <time.h>

#include "expect.h"

enum { FEW = 10, MANY = 10000, FOLLOWERS = 20000, FACTOR = 20 };

static volatile int ran; /* gcc takes it that taskyield runs no task */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Nobody waits for them with a taskwait: their parent still knows of them. */
static void make_complete(int n, int *x)
{
    omp_event_handle_t event;
    ran = 0;
#pragma omp task depend(out : x[0]) detach(event)
    ran++;
    for (int i = 0; i < n; i++) {
#pragma omp task depend(in : x[0])
        ran++;
    }
    EXPECT_EQ(ran, 1);
    omp_fulfill_event(event);
    for (int i = 0; i < 10 * n && ran <= n; i++) {
#pragma omp taskyield
    }
    EXPECT_EQ(ran, n + 1);
}

static void plain(int *x)
{
#pragma omp task depend(mutexinoutset : x[0])
    ran++;
}

static void detachable(int *x)
{
    omp_event_handle_t event;
#pragma omp task depend(mutexinoutset : x[0]) detach(event)
    ran++;
    omp_fulfill_event(event);
}

static void wait(int *x)
{
#pragma omp taskwait depend(inout : x[0])
    ran++;
}

static double behind(int n, void (*follow)(int *))
{
    static int places[7], *x = places; /* at an address that nobody has named */
    double since = 0;
    x++;
#pragma omp parallel num_threads(1)
    {
        make_complete(n, x);
        since = seconds();
        for (int i = 0; i < FOLLOWERS; i++)
            follow(x);
        since = seconds() - since;
    }
    EXPECT_EQ(ran, n + 1 + FOLLOWERS);
    return since;
}

static void compare(const char *what, void (*follow)(int *))
{
    double few = behind(FEW, follow), many = behind(MANY, follow);
    fprintf(stderr, "%s: behind %d %.6f s, behind %d %.6f s\n", what, FEW, few, MANY, many);
    EXPECT(many < FACTOR * (few > 0.001 ? few : 0.001));
}

int main(void)
{
    compare("tasks", plain);
    compare("detachable tasks", detachable);
    compare("waits", wait);
    return expect_result();
}
