// Members that sleep at a barrier are woken for new tasks, as many of them as there are tasks, wherever these come
// from: a member that never waits itself, a task, a foreign thread that fulfils an event.
// RUN: %veda-c --env OMP_VEDA_SPIN_US=0
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// RUN: %veda-c
#include <omp.h>
#include <stdbool.h>
#include <unistd.h>

#include "events.h"
#include "stress.h"

/* Waits for *n to reach `want` without any task scheduling point: others must do it. */
static void await(int *n, int want)
{
    for (int i = 0; __atomic_load_n(n, __ATOMIC_RELAXED) < want; i++) {
        usleep(i < 100 ? 5 : 1000);
        if (i == 5000) {
            EXPECT(!"somebody wakes up");
            return;
        }
    }
}

/* k tasks that all wait for each other, so k threads must run them. */
static void one(int *there, int k)
{
    __atomic_fetch_add(there, 1, __ATOMIC_RELAXED);
    await(there, k);
}

static void meeting(int k, bool in_tasks)
{
    int there = 0;
#pragma omp taskgroup
    {
        for (int i = 0; i < k; i++) {
#pragma omp task shared(there) firstprivate(k)
            if (in_tasks) {
#pragma omp task shared(there) firstprivate(k)
                one(&there, k);
            } else {
                one(&there, k);
            }
        }
        await(&there, k);
    }
}

/* The tasks wait for dependences that a foreign thread resolves. */
static void released(int k)
{
    int x = 0, there = 0;
    omp_event_handle_t e;
#pragma omp task depend(out : x) detach(e)
    {
    }
    for (int i = 0; i < k; i++) {
#pragma omp task depend(in : x) shared(there) firstprivate(k)
        one(&there, k);
    }
    events_give(e);
    await(&there, k);
#pragma omp taskwait
}

int main(void)
{
    events_open();
    for (int round = 0; stress_goes_on(round, 2, STRESS_ROUNDS(400)); round++) {
        int n = 2 + round % 5;
#pragma omp parallel num_threads(n) firstprivate(round, n)
#pragma omp single
        for (int i = 0; i < 3; i++) {
            int k = 1 + (round + i) % (n - 1);
            usleep(round % 3 ? 0 : 100); /* the others may have gone to sleep */
            meeting(k, i == 1);
            released(k);
        }
    }
    events_close();
    return expect_result();
}
