// Each dependence type orders a task behind a sibling that is not complete, and only where it must: the sibling's
// body has ended, but its event is open. Nothing blocked has run before it is fulfilled; everything has after.
// RUN: %veda-c
// RUN: %veda-c --only clang -fopenmp-version=52
#include <omp.h>

#include "expect.h"

/* clang 19 refuses to destroy a depobj in the form of 5.2 and in the older one: there a list of dependences
 * stands for it, and nothing is leaked. */
#if defined(__clang__) && _OPENMP >= 202111
#define AS_OBJECT inout : x
#else
#define AS_OBJECT depobj : object
#endif

static int ran, first_done;

#define TASK(bit)                                                                                  \
    {                                                                                              \
        _Pragma("omp atomic") ran |= 1 << (bit);                                                   \
    }

static void blocked_by_out(void)
{
    int x = 0, y = 0;
    omp_event_handle_t event;
    ran = 0;
#if !defined(__clang__) || _OPENMP < 202111
    omp_depend_t object;
#pragma omp depobj(object) depend(inout : x)
#endif
#pragma omp task detach(event) depend(out : x)
    first_done = 1;
#pragma omp task depend(in : x)
    TASK(0)
#pragma omp task depend(in : x, y)
    TASK(1)
#pragma omp task depend(mutexinoutset : x)
    TASK(2)
#pragma omp task depend(AS_OBJECT)
    TASK(3)
#pragma omp task depend(inout : y)
    TASK(4)
#if defined(__clang__) && _OPENMP >= 202111
#pragma omp task depend(inoutset : x)
    TASK(5)
#pragma omp task depend(inout : omp_all_memory)
    TASK(6)
#pragma omp task depend(in : first_done)
    TASK(7)
    int want = 0xff;
#else
    int want = 0x1f;
#endif
    int other = 0;
#pragma omp task
    other++;
    EXPECT_EQ(ran, 0);
    omp_fulfill_event(event);
#pragma omp taskwait
    EXPECT_EQ(ran, want);
#if !defined(__clang__) || _OPENMP < 202111
#pragma omp depobj(object) destroy
#endif
}

/* Two readers, both open: a third reader runs at once, a writer waits for both. */
static void blocked_by_readers(void)
{
    int x = 0, y = 0;
    omp_event_handle_t one, two;
    ran = 0;
#pragma omp task detach(one) depend(in : x)
    {
    }
#pragma omp task detach(two) depend(in : x)
    {
    }
#pragma omp task depend(in : x)
    TASK(0)
#pragma omp task depend(out : y)
    TASK(1)
#pragma omp task depend(out : x)
    TASK(2)
#pragma omp task depend(in : x)
    TASK(3)
    omp_fulfill_event(two);
#pragma omp taskyield
    int so_far;
#pragma omp atomic read
    so_far = ran;
    EXPECT_EQ(so_far & ~3, 0);
    omp_fulfill_event(one);
#pragma omp taskwait
    EXPECT_EQ(ran, 15);
}

int main(void)
{
    blocked_by_out();
    blocked_by_readers();
#pragma omp parallel
#pragma omp single
    {
        blocked_by_out();
        blocked_by_readers();
    }
    return expect_result();
}
