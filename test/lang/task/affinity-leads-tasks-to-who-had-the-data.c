// A task with an affinity clause goes to the thread that has run the last one with the same item, and runs elsewhere if
// that one does not come. gcc reads the clause and drops it.
// RUN: %veda-c --only clang
// RUN: %veda-c --only clang --env OMP_WAIT_POLICY=passive
// RUN: %veda-c --only clang --env OMP_VEDA_TASK_LIMIT=2
// REQUIRES: threads-3
#include <omp.h>
#include <unistd.h>

#include "expect.h"

enum { ROUNDS = 20 };

static int is_set(const int *flag)
{
    return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}

static void set(int *flag, int value)
{
    __atomic_store_n(flag, value, __ATOMIC_RELEASE);
}

/* No scheduling point: somebody else runs it. */
static void wait_for(const int *flag)
{
    while (!is_set(flag))
        usleep(10);
}

/* Two threads are busy, one of them near x. What is near x comes first when that one is free again, though a task is
 * older that was there for anybody. */
static void owner_comes_first(long *x, long *y)
{
    int owner = 0, other = 0, owner_goes_on = 0, other_goes_on = 0, count = 0, near = 0, plain = 0, near_by = 0;
#pragma omp task affinity(x[0]) shared(owner, owner_goes_on)
    {
        set(&owner, omp_get_thread_num());
        wait_for(&owner_goes_on);
    }
    wait_for(&owner);
#pragma omp task affinity(y[0]) shared(other, other_goes_on)
    {
        set(&other, omp_get_thread_num());
        wait_for(&other_goes_on);
    }
    wait_for(&other);
#pragma omp task shared(plain, count)
    set(&plain, __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED));
#pragma omp task affinity(x[0]) shared(near, near_by, count)
    {
        near_by = omp_get_thread_num();
        set(&near, __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED));
    }
    set(&owner_goes_on, 1);
    wait_for(&near);
    wait_for(&plain);
    EXPECT_EQ(near_by, owner);
    EXPECT_EQ(near, 1);
    EXPECT_EQ(plain, 2);
    set(&other_goes_on, 1);
#pragma omp taskwait
}

/* Its thread is busy: others run what is for it. */
static void owner_is_busy(void)
{
    static long x[512];
    int began = 0, go_on = 0, ran[100] = {0};
#pragma omp task affinity(x[0]) shared(began, go_on)
    {
        set(&began, 1);
        wait_for(&go_on);
    }
    wait_for(&began);
    for (int i = 0; i < 100; i++) {
#pragma omp task affinity(x[0]) shared(ran)
        set(&ran[i], 1);
    }
    for (int i = 0; i < 100; i++)
        wait_for(&ran[i]);
    set(&go_on, 1);
#pragma omp taskwait
}

/* The producer itself is the owner, or the only one that looks. */
static void waits_inside(void)
{
    static long x[64][64];
    int n = 0;
    for (int sweep = 0; sweep < 20; sweep++) {
        for (int i = 0; i < 64; i++) {
#pragma omp task affinity(x[i][0]) shared(n)
            {
#pragma omp task affinity(x[63 - i][0]) shared(n)
                __atomic_fetch_add(&n, 1, __ATOMIC_RELAXED);
#pragma omp taskwait
                __atomic_fetch_add(&n, 1, __ATOMIC_RELAXED);
            }
        }
#pragma omp taskwait
        EXPECT_EQ(n, (sweep + 1) * 128);
    }
}

int main(void)
{
    static long x[512], y[512];
#pragma omp parallel num_threads(3)
#pragma omp master
    for (int i = 0; i < ROUNDS; i++)
        owner_comes_first(i & 1 ? x : y, i & 1 ? y : x);
#pragma omp parallel num_threads(3)
#pragma omp master
    owner_is_busy();
    for (int threads = 1; threads <= 6; threads++) {
#pragma omp parallel num_threads(threads)
#pragma omp single
        waits_inside();
    }
    return expect_result();
}
