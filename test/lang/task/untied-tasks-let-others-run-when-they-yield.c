// An untied task that waits by taskyield for what another task does makes way for it, whoever runs them: more such
// tasks than threads get on. It finds its data as it left them, and each part runs once.
// By clang: gcc runs an untied task in one go, and its taskyield would have to stack one task on the other.
// RUN: %veda-c --only clang
// RUN: %veda-c --only clang --env OMP_WAIT_POLICY=passive --env OMP_CANCELLATION=true
// REQUIRES: threads-2
#include <omp.h>
#include <unistd.h>

#include "expect.h"

enum { CHAIN = 100, ROUNDS = 10 };

static int flag[CHAIN + 1], parts[CHAIN];

static int get(const int *word)
{
    int value;
#pragma omp atomic read
    value = *word;
    return value;
}

static void set(int *word, int value)
{
#pragma omp atomic write
    *word = value;
}

/* Every thread is inside of a waiting task when what they wait for is the only one left in a deque. */
static void all_threads_wait(void)
{
    int begun = 0, go = 0, over = 0, nthreads = omp_get_max_threads();
#pragma omp parallel
#pragma omp single
    {
        for (int i = 0; i < nthreads - 1; i++) {
#pragma omp task untied shared(begun, go, over)
            {
#pragma omp atomic
                begun++;
                while (!get(&go)) {
#pragma omp taskyield
                }
#pragma omp atomic
                over++;
            }
        }
        while (get(&begun) < nthreads - 1)
            usleep(100);
#pragma omp task shared(go)
        set(&go, 1);
#pragma omp task untied shared(go, over)
        {
            while (!get(&go)) {
#pragma omp taskyield
            }
#pragma omp atomic
            over++;
        }
    }
    EXPECT_EQ(over, nthreads);
}

/* Each waits for the next one; the last for a task in the end. They have children, too, and nested ones yield. */
static void chain(int untied_inside)
{
    int right = 0;
    for (int i = 0; i <= CHAIN; i++)
        flag[i] = 0;
    for (int i = 0; i < CHAIN; i++)
        parts[i] = 0;
#pragma omp parallel
#pragma omp single
    {
        for (int i = 0; i < CHAIN; i++) {
#pragma omp task untied firstprivate(i) shared(right)
            {
                int mine = 3 * i, children = 0;
                parts[i]++;
#pragma omp task shared(children)
                {
#pragma omp atomic
                    children++;
                }
                while (!get(&flag[i + 1])) {
#pragma omp taskyield
                }
                if (untied_inside) {
#pragma omp task untied shared(children)
                    {
#pragma omp taskyield
#pragma omp atomic
                        children++;
                    }
                }
#pragma omp taskwait
                set(&flag[i], 1);
                if (mine == 3 * i && children == 1 + untied_inside)
                {
#pragma omp atomic
                    right++;
                }
            }
        }
#pragma omp task
        set(&flag[CHAIN], 1);
    }
    EXPECT_EQ(right, CHAIN);
    for (int i = 0; i < CHAIN; i++)
        EXPECT_EQ(parts[i], 1);
}

/* Inside a taskgroup and a tied task that waits, with dependences between the waiting ones. */
static void in_a_group(void)
{
    int go = 0, over = 0, x = 0;
#pragma omp parallel
#pragma omp single
#pragma omp task shared(go, over, x)
    {
#pragma omp taskgroup
        {
            for (int i = 0; i < 20; i++) {
#pragma omp task untied shared(go, over)
                {
                    while (!get(&go)) {
#pragma omp taskyield
                    }
#pragma omp atomic
                    over++;
                }
            }
#pragma omp task depend(out : x) shared(x)
            x = 1;
#pragma omp task depend(in : x) shared(go, x)
            set(&go, x);
        }
        EXPECT_EQ(over, 20);
    }
}

int main(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        all_threads_wait();
        chain(i % 2);
        in_a_group();
    }
    return expect_result();
}
