// A task that is undeferred and detachable is complete when its event is fulfilled (5.2, 12.5.2), so siblings that
// depend on it wait until then. Of clang's, whose body compiled code runs itself, no dependence was entered, and they
// waited for the body alone. A taskwait with dependences in front of such a task that has none gives it none.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

static int ran;

#define TASK(bit)                                                                                  \
    {                                                                                              \
        _Pragma("omp atomic") ran |= 1 << (bit);                                                   \
    }

/* Whatever may run, does. */
static int seen(void)
{
    int now;
    for (int i = 0; i < 100; i++) {
#pragma omp task
        {
        }
#pragma omp taskyield
    }
#pragma omp atomic read
    now = ran;
    return now;
}

static void writer_first(int never)
{
    int x = 0, y = 0;
    omp_event_handle_t event;
    ran = 0;
#pragma omp task if (never) detach(event) depend(out : x) depend(in : y) shared(x)
    x = 1;
    EXPECT_EQ(x, 1);
#pragma omp task depend(in : x)
    TASK(0)
#pragma omp task depend(mutexinoutset : x)
    TASK(1)
#pragma omp task depend(out : y)
    TASK(2)
#pragma omp task depend(in : y) /* behind the one before */
    TASK(3)
#pragma omp task if (never) depend(in : ran)
    TASK(4)
    EXPECT_EQ(seen(), 1 << 4);
    omp_fulfill_event(event);
#pragma omp taskwait
    EXPECT_EQ(ran, 31);
}

/* Several in a row, one of which had to wait itself. */
static void behind_others(int never)
{
    int x = 0;
    omp_event_handle_t one, two;
    ran = 0;
#pragma omp task depend(out : x)
    TASK(0)
#pragma omp task if (never) detach(one) depend(in : x)
    TASK(1)
#pragma omp task if (never) detach(two) depend(in : x)
    TASK(2)
#pragma omp task depend(inout : x)
    TASK(3)
    omp_fulfill_event(two);
    EXPECT_EQ(seen(), 7);
#pragma omp task
    omp_fulfill_event(one); /* by whom it may be */
#pragma omp taskwait depend(in : x)
    EXPECT_EQ(ran, 15);
#pragma omp taskwait
}

/* One of a set has its turn until its event is fulfilled. */
static void one_of_a_set(int never)
{
    int x = 0;
    omp_event_handle_t event;
    ran = 0;
#pragma omp task depend(mutexinoutset : x)
    TASK(0)
#pragma omp task if (never) detach(event) depend(mutexinoutset : x)
    TASK(1)
#pragma omp task depend(mutexinoutset : x)
    TASK(2)
    EXPECT_EQ(seen() & ~1, 2);
    omp_fulfill_event(event);
#pragma omp taskwait
    EXPECT_EQ(ran, 7);
}

static void without_dependences(int never)
{
    int x = 0;
    omp_event_handle_t event;
    ran = 0;
#pragma omp task depend(out : x)
    TASK(0)
#pragma omp taskwait depend(in : x)
#pragma omp task if (never) detach(event)
    TASK(1)
#pragma omp task depend(out : x)
    {
        TASK(2)
        omp_fulfill_event(event);
    }
#pragma omp taskwait
    EXPECT_EQ(ran, 7);
}

static void each(int never)
{
    writer_first(never);
    behind_others(never);
    one_of_a_set(never);
    without_dependences(never);
}

int main(int argc, char **argv)
{
    (void)argv;
    each(argc == 0);
#pragma omp parallel num_threads(4)
#pragma omp single
    for (int round = 0; round < 20; round++)
        each(argc == 0);
    return expect_result();
}
