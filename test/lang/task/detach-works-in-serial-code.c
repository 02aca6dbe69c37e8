// Without any parallel region, and in a region of one thread, a detached task leaves its parent running: whoever
// meets it may fulfil the event later. if(0) changes nothing about that.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

static void serial(void)
{
    omp_event_handle_t a, b, c;
    int x = 0, order = 0, second = -1;
#pragma omp task detach(a) depend(out : x) shared(order)
    order = 1;
#pragma omp task detach(b) if (0) shared(order)
    order = 2;
    EXPECT_EQ(order, 2);
#pragma omp task depend(in : x) shared(order, second)
    second = order;
    EXPECT_EQ(second, -1);
    omp_fulfill_event(b);
    order = 3;
    omp_fulfill_event(a);
#pragma omp taskwait depend(inout : x)
    EXPECT_EQ(second, 3);
#pragma omp task detach(c)
    omp_fulfill_event(c);
#pragma omp taskwait
}

int main(void)
{
    serial();
#pragma omp parallel num_threads(1)
    serial();
#pragma omp parallel num_threads(3)
    {
#pragma omp parallel num_threads(1)
        serial();
    }
    serial();
    return expect_result();
}
