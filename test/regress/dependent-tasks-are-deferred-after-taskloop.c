// Ranges of a taskloop that thieves have split count against their parent in words that may run below zero. Later
// children with dependences were then taken for a backlog, and run one by one in the middle of their parent.
// RUN: %veda-c
// REQUIRES: threads-4
#include <omp.h>
#include <unistd.h>

#include "expect.h"

int main(void)
{
#pragma omp parallel num_threads(4)
#pragma omp single
    for (int round = 0; round < 50; round++) {
        int x = 0, parent = omp_get_thread_num(), where = -1;
#pragma omp taskloop grainsize(1)
        for (int i = 0; i < 64; i++)
            usleep(omp_get_thread_num() == parent ? 1 : 100); /* most of what others have split ends here */
#pragma omp task depend(out : x) shared(where)
        __atomic_store_n(&where, omp_get_thread_num(), __ATOMIC_RELAXED);
        for (int i = 0; i < 10000 && __atomic_load_n(&where, __ATOMIC_RELAXED) < 0; i++)
            usleep(10); /* nobody but the others can run it */
        EXPECT(__atomic_load_n(&where, __ATOMIC_RELAXED) != parent);
#pragma omp taskwait
    }
    return expect_result();
}
