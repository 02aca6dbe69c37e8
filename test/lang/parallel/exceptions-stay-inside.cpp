// An exception thrown in a region and caught in it, on every thread, under worksharing constructs and tasks: the
// unwinder finds its way through the library's frames, and only through those above the catch.
//
// RUN: %veda-cxx
#include <stdexcept>
#include <string>

#include "expect.h"

struct guard {
    int &count;
    explicit guard(int &c) : count(c) {}
    ~guard()
    {
#pragma omp atomic
        count++;
    }
};

static int thrower(int depth, int &unwound)
{
    guard g(unwound);
    if (depth == 0)
        throw std::runtime_error("bottom");
    return thrower(depth - 1, unwound) + 1;
}

int main()
{
    for (int round = 0; round < 20; round++) {
        int caught = 0, unwound = 0;
#pragma omp parallel num_threads(1 + round % 4) reduction(+ : caught)
        {
            try {
                thrower(5, unwound);
            } catch (const std::runtime_error &e) {
                caught += std::string(e.what()) == "bottom";
            }
#pragma omp for
            for (int i = 0; i < 20; i++)
                try {
                    thrower(i % 3, unwound);
                } catch (...) {
                    caught++;
                }
#pragma omp single
            try {
                thrower(0, unwound);
            } catch (...) {
                caught++;
            }
        }
        EXPECT_EQ(caught, 1 + round % 4 + 20 + 1);
        EXPECT_EQ(unwound, 6 * (1 + round % 4) + 7 * 1 + 7 * 2 + 6 * 3 + 1);
    }
    return expect_result();
}
