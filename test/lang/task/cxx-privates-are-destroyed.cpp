// Firstprivate objects of tasks are copied once and destroyed once, on whatever way the task went: at once,
// undeferred, detached, queued behind another, taskloop, cancelled.
// RUN: %veda-cxx
// RUN: %veda-cxx --env OMP_CANCELLATION=true
#include <omp.h>

#include "expect.h"

static int alive, made;

struct object {
    int value;
    explicit object(int v) : value(v)
    {
        __atomic_fetch_add(&alive, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&made, 1, __ATOMIC_RELAXED);
    }
    object(const object &o) : object(o.value) {}
    ~object()
    {
        value = -1;
        __atomic_fetch_sub(&alive, 1, __ATOMIC_RELAXED);
    }
};

struct alignas(64) wide {
    char bytes[64];
};

static void all_ways()
{
    object o(42);
    wide w = {};
    int x = 0;
#pragma omp task firstprivate(o, w)
    {
        EXPECT_EQ(o.value, 42);
        EXPECT_EQ((unsigned long)&w % 64, 0);
    }
#pragma omp task firstprivate(o) if (0)
    EXPECT_EQ(o.value, 42);
    omp_event_handle_t e;
#pragma omp task firstprivate(o) detach(e) depend(out : x)
    EXPECT_EQ(o.value, 42);
#pragma omp task firstprivate(o, w) depend(in : x)
    {
        EXPECT_EQ(o.value, 42);
        EXPECT_EQ((unsigned long)&w % 64, 0);
    }
    o.value = 43;
    omp_fulfill_event(e);
#pragma omp taskwait
    int n = 0;
#pragma omp taskloop firstprivate(o) grainsize(3) shared(n)
    for (int i = 0; i < 20; i++) {
        EXPECT_EQ(o.value, 43);
#pragma omp atomic
        n++;
    }
    EXPECT_EQ(n, 20);
#pragma omp taskgroup
    {
        int y = 0;
        omp_event_handle_t f;
#pragma omp task detach(f) depend(out : y)
        {
        }
#pragma omp task firstprivate(o) depend(in : y)
        EXPECT_EQ(o.value, 43);
#pragma omp task firstprivate(o)
        {
#pragma omp cancel taskgroup
        }
#pragma omp task firstprivate(o)
        EXPECT_EQ(o.value, 43);
        omp_fulfill_event(f);
    }
}

int main()
{
    all_ways();
#pragma omp parallel
#pragma omp single
    all_ways();
    EXPECT(made > 20);
    EXPECT_EQ(alive, 0);
    return expect_result();
}
