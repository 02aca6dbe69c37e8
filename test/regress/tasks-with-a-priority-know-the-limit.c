// A producer of tasks with a priority while the other thread is busy. They lie in the team's list, the cut-off counts
// what lies in the deque (included.h, veda_task_may_include_among), so no limit held: all 20000 waited, where plain tasks
// are 1024 at most, and each was put behind all others by a walk through the list, under its lock: 80000 tasks of 10 us
// took 5.2 s with 2 threads, libgomp's 1.1 s; 300000 of 30 us took 70 s, libgomp's 27 s.
// RUN: %veda-c --env OMP_MAX_TASK_PRIORITY=1 --env OMP_NUM_THREADS=2
#include <omp.h>
#include <unistd.h>

#include "expect.h"

enum { N = 20000 };

int main(void)
{
    int made = 0, ran = 0, at_the_end = 0;
#pragma omp parallel num_threads(2) shared(made, ran, at_the_end)
    if (omp_get_thread_num() == 0) {
        for (int i = 0; i < N; i++) {
#pragma omp task priority(1) shared(ran)
            __atomic_fetch_add(&ran, 1, __ATOMIC_RELAXED);
        }
        at_the_end = __atomic_load_n(&ran, __ATOMIC_RELAXED);
        __atomic_store_n(&made, 1, __ATOMIC_RELEASE);
    } else {
        while (!__atomic_load_n(&made, __ATOMIC_ACQUIRE))
            usleep(100);
    }
    EXPECT_EQ(ran, N);
    EXPECT(at_the_end >= N - 2048);
    return expect_result();
}
