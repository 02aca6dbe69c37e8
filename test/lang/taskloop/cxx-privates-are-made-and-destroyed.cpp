// Class objects in taskloop: each task has a copy of a firstprivate one, made once and destroyed once; lastprivate
// takes the last iteration's, whoever ran it; if(0), final and nogroup change nothing about that.
// RUN: %veda-cxx
#include <omp.h>

#include "expect.h"

static int alive, copies;

struct object {
    int value = 0;
    object() { __atomic_fetch_add(&alive, 1, __ATOMIC_RELAXED); }
    explicit object(int v) : object() { value = v; }
    object(const object &o) : object(o.value) { __atomic_fetch_add(&copies, 1, __ATOMIC_RELAXED); }
    object &operator=(const object &o)
    {
        value = o.value;
        return *this;
    }
    ~object()
    {
        value = -1;
        __atomic_fetch_sub(&alive, 1, __ATOMIC_RELAXED);
    }
};

static void check()
{
    object first(42), last(7), both(5);
#pragma omp taskloop firstprivate(first) lastprivate(last) num_tasks(9)
    for (int i = 0; i < 100; i++) {
        EXPECT_EQ(first.value, 42);
        last.value = i;
    }
    EXPECT_EQ(last.value, 99);

#pragma omp taskloop firstprivate(both) lastprivate(both) grainsize(10)
    for (unsigned long long i = 100; i > 3; i -= 3) {
        EXPECT(both.value == 5 || both.value > 1000);
        both.value = 1000 + (int)i;
    }
#ifndef __clang__ /* 19 gives nothing back where a variable is both */
    EXPECT_EQ(both.value, 1004);
#endif

#pragma omp taskloop firstprivate(first) lastprivate(last) if (0)
    for (int i = 10; i >= -10; i -= 4)
        last.value = i + first.value;
    EXPECT_EQ(last.value, 42 - 10);

#pragma omp taskloop firstprivate(first) lastprivate(last) final(1) collapse(2)
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 6; j++) {
            EXPECT(omp_in_final());
            last.value = i * 10 + j + first.value;
        }
    EXPECT_EQ(last.value, 42 + 45);

    int n = 0;
#pragma omp taskgroup
    {
#pragma omp taskloop firstprivate(first) nogroup shared(n)
        for (int i = 0; i < 50; i++) {
            EXPECT_EQ(first.value, 42);
            __atomic_fetch_add(&n, 1, __ATOMIC_RELAXED);
        }
    }
    EXPECT_EQ(n, 50);
}

int main()
{
    check();
    EXPECT_EQ(alive, 0);
#pragma omp parallel
#pragma omp single
    for (int i = 0; i < 20; i++)
        check();
    EXPECT_EQ(alive, 0);
    EXPECT(copies > 0);
#pragma omp parallel num_threads(3)
    check();
    EXPECT_EQ(alive, 0);
    return expect_result();
}
