// reduction(task, ...) on parallel, for and sections: tasks that take part by in_reduction, at any depth, are
// combined with the threads' own values when the region ends (5.2, 5.5.9).
//
// RUN: %veda-c
#include "expect.h"

static int sum;

static int fib(int n)
{
    int local = 0;
    if (n < 2)
        return n;
#pragma omp task in_reduction(+ : sum) shared(local) firstprivate(n)
    {
        sum++;
        local = fib(n - 1);
    }
    int other = fib(n - 2);
#pragma omp taskwait
    return local + other;
}

int main(void)
{
    for (int round = 0; round < 50; round++) {
        int threads = 1 + round % 5, a = 0, b = 0, c = 0, array[4] = {0}, n = 0;
#pragma omp parallel num_threads(threads) reduction(task, + : a) reduction(+ : n)
        {
            n++;
            a++;
#pragma omp task in_reduction(+ : a)
            {
                a += 10;
#pragma omp task in_reduction(+ : a)
                a += 100;
            }
        }
        EXPECT_EQ(n, threads);
        EXPECT_EQ(a, 111 * threads);
#pragma omp parallel num_threads(threads)
        {
#pragma omp for reduction(task, + : b, array) schedule(dynamic)
            for (int i = 0; i < 40; i++) {
                b++;
#pragma omp task in_reduction(+ : b, array)
                {
                    b += 2;
                    array[i % 4] += i;
                }
            }
#pragma omp sections reduction(task, + : c)
            {
#pragma omp section
#pragma omp task in_reduction(+ : c)
                c += 3;
#pragma omp section
                c += 4;
            }
        }
        EXPECT_EQ(b, 120);
        EXPECT_EQ(c, 7);
        for (int k = 0; k < 4; k++)
            EXPECT_EQ(array[k], 180 + 10 * k);
        int result = 0;
        sum = 0;
#pragma omp parallel num_threads(threads)
#pragma omp single
#pragma omp taskgroup task_reduction(+ : sum)
        result = fib(10);
        EXPECT_EQ(result, 55);
        EXPECT_EQ(sum, 88);
    }
    return expect_result();
}
