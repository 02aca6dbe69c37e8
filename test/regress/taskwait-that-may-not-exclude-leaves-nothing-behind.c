// A dependence object may bring mutexinoutset into a taskwait, which 5.2 (15.5) forbids. Clang's call for it is the one
// in front of an undeferred task, which will exclude others, so it is taken for that. Nothing of it is left for tasks
// that come after the next one with dependences: an undeferred task that has none waited for that one.
// RUN: %veda-c --only clang -fopenmp-version=51
#include <omp.h>

#include "expect.h"

static void taskwait_in_between(int never)
{
    int x = 0, y = 0;
    omp_event_handle_t first, second;
    omp_depend_t depobj;
#pragma omp depobj(depobj) depend(mutexinoutset : x)
#pragma omp task if (never) depend(mutexinoutset : x) shared(x) detach(first)
    x = 1;
#pragma omp taskwait depend(depobj : depobj)
    omp_fulfill_event(first);
#pragma omp task depend(inout : x) shared(x) detach(second)
    x = 2;
#pragma omp task if (never) shared(y)
    y = 1;
    EXPECT_EQ(y, 1);
    omp_fulfill_event(second);
#pragma omp taskwait
    EXPECT_EQ(x, 2);
#pragma omp depobj(depobj) destroy
}

int main(int argc, char **argv)
{
    (void)argv;
#pragma omp parallel num_threads(2)
#pragma omp single
    taskwait_in_between(argc == 0);
    return expect_result();
}
