// task_reduction and in_reduction: scalars, arrays, user-defined with initialiser, nested groups and tasks.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

struct pair {
    long sum, count;
};

#pragma omp declare reduction(add : struct pair : omp_out.sum += omp_in.sum,                       \
                                  omp_out.count += omp_in.count)                                   \
    initializer(omp_priv = (struct pair){0, 0})

enum { N = 200 };

int main(void)
{
    long s = 1, product = 1, outer = 0;
    int histogram[10] = {0};
    struct pair p = {1000, 0};
#pragma omp parallel
#pragma omp single
    {
#pragma omp taskgroup task_reduction(+ : s, histogram, outer) task_reduction(* : product)           \
    task_reduction(add : p)
        {
            for (int i = 0; i < N; i++) {
#pragma omp task in_reduction(+ : s, histogram) in_reduction(add : p)
                {
                    s += i;
                    histogram[i % 10]++;
                    p.sum += i;
                    p.count++;
                }
            }
#pragma omp task in_reduction(* : product) in_reduction(+ : outer)
            {
                product *= 6;
#pragma omp task in_reduction(* : product)
                product *= 7;
#pragma omp taskgroup task_reduction(+ : outer)
                {
#pragma omp task in_reduction(+ : outer)
                    outer += 5;
                }
                outer += 10;
            }
        }
    }
    EXPECT_EQ(s, 1 + N * (N - 1) / 2);
    EXPECT_EQ(product, 42);
    EXPECT_EQ(outer, 15);
    EXPECT_EQ(p.sum, 1000 + N * (N - 1) / 2);
    EXPECT_EQ(p.count, N);
    for (int i = 0; i < 10; i++)
        EXPECT_EQ(histogram[i], N / 10);
    return expect_result();
}
