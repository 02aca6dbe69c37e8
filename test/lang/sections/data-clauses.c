// lastprivate on sections takes the value of the lexically last section, firstprivate gives each its own copy,
// and reductions combine what all sections left (5.2, 11.3, 5.4.5, 5.5).
//
// RUN: %veda-c
#include "expect.h"

int main(void)
{
    for (int round = 0; round < 200; round++) {
        int last = -1, first = 7, sum = 100;
        double product = 1;
#pragma omp parallel num_threads(1 + round % 4)
        {
#pragma omp sections lastprivate(last) firstprivate(first) reduction(+ : sum) reduction(* : product)
            {
#pragma omp section
                {
                    last = 1;
                    EXPECT(first >= 7);
                    first++;
                    sum += 1;
                    product *= 2;
                }
#pragma omp section
                {
                    last = 2;
                    EXPECT(first >= 7);
                    first++;
                    sum += 10;
                    product *= 3;
                }
#pragma omp section
                {
                    last = 3;
                    EXPECT(first >= 7);
                    first++;
                    sum += 100;
                    product *= 5;
                }
            }
            EXPECT_EQ(last, 3);
            EXPECT_EQ(sum, 211);
        }
        EXPECT_EQ(last, 3);
        EXPECT_EQ(first, 7);
        EXPECT_EQ(sum, 211);
        EXPECT(product == 30);
    }
    return expect_result();
}
