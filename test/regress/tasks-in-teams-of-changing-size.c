// What a member has counted of its team's tasks must not go missing when it leaves: the sums of a smaller team did
// not agree, and its next barrier with tasks never ended.
// RUN: %veda-c
#include "expect.h"

int main(void)
{
    for (int round = 0; round < 300; round++) {
        int threads = 5 - round % 5, sum = 0;
#pragma omp parallel num_threads(threads)
        for (int i = 0; i < 4; i++) {
#pragma omp task shared(sum)
#pragma omp atomic
            sum++;
        }
        EXPECT_EQ(sum, 4 * threads);
    }
    return expect_result();
}
