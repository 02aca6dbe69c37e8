// reduction(task, ...) on scope: tasks made inside take part (5.2, 5.5.9). clang 19 cannot compile scope.
//
// RUN: %veda-c --only gcc
#include "expect.h"

int main(void)
{
    for (int round = 0; round < 100; round++) {
        int threads = 1 + round % 5, sum = 0;
#pragma omp parallel num_threads(threads)
        {
#pragma omp scope reduction(task, + : sum)
            {
                sum++;
#pragma omp task in_reduction(+ : sum)
                sum += 10;
            }
            EXPECT_EQ(sum, 11 * threads);
        }
    }
    return expect_result();
}
