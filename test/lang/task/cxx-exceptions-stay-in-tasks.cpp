// An exception that is thrown and caught inside a task does no harm, whoever runs the task and whatever it is
// stacked on; so is one thrown in the task that waits.
// RUN: %veda-cxx
#include <omp.h>

#include <stdexcept>

#include "expect.h"

static int caught, destroyed;

struct guard {
    ~guard()
    {
#pragma omp atomic
        destroyed++;
    }
};

static void thrower(int depth)
{
    guard g;
    if (depth == 0)
        throw std::runtime_error("from within");
    thrower(depth - 1);
}

static void task(int depth)
{
#pragma omp task firstprivate(depth)
    {
        try {
            if (depth > 0) {
                task(depth - 1);
#pragma omp taskwait
            }
            thrower(3);
        } catch (const std::runtime_error &) {
#pragma omp atomic
            caught++;
        }
    }
}

int main()
{
#pragma omp parallel
#pragma omp single
    for (int i = 0; i < 50; i++) {
        task(3);
        try {
            thrower(3);
        } catch (const std::runtime_error &) {
#pragma omp atomic
            caught++;
        }
#pragma omp taskyield
    }
    EXPECT_EQ(caught, 50 * 5);
    EXPECT_EQ(destroyed, 50 * 5 * 4);
    return expect_result();
}
