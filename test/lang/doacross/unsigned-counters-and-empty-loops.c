// Doacross loops over unsigned 64-bit and 32-bit variables near the limits of their types, loops without
// iterations in either dimension, a nowait loop in front of another, and a team of one.
//
// RUN: %veda-c
#include <limits.h>
#include <omp.h>

#include "expect.h"

enum { N = 200 };
static int order[N + 1];

static void wide(unsigned long long from, int n)
{
    order[0] = 1;
#pragma omp parallel for ordered(1) schedule(dynamic, 2)
    for (unsigned long long i = from; i < from + n; i++) {
#pragma omp ordered depend(sink: i - 1)
        order[i - from + 1] = order[i - from] + 1;
#pragma omp ordered depend(source)
    }
    EXPECT_EQ(order[n], n + 1);
}

static void narrow(unsigned from, unsigned n)
{
    order[0] = 1;
#pragma omp parallel for ordered(1) schedule(static, 3)
    for (unsigned i = from; i < from + n; i++) {
#pragma omp ordered depend(sink: i - 1)
        order[i - from + 1] = order[i - from] + 1;
#pragma omp ordered depend(source)
    }
    EXPECT_EQ(order[n], n + 1);
}

static void empty(int n, int m)
{
    int runs = 0;
#pragma omp parallel for ordered(2) reduction(+ : runs)
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
#pragma omp ordered depend(sink: i - 1, j)
            runs++;
#pragma omp ordered depend(source)
        }
    EXPECT_EQ(runs, n * m);
}

static void two_in_a_row(void)
{
    static int a[N][N], b[N][N];
#pragma omp parallel
    {
#pragma omp for ordered(2) nowait schedule(static, 1)
        for (int i = 1; i < N; i++)
            for (int j = 1; j < N; j += 40) {
#pragma omp ordered depend(sink: i - 1, j)
                a[i][j] = a[i - 1][j] + 1;
#pragma omp ordered depend(source)
            }
#pragma omp for ordered(1) nowait schedule(static, 1)
        for (int i = 1; i < N; i++) {
#pragma omp ordered depend(sink: i - 1)
            b[i][0] = b[i - 1][0] + 1;
#pragma omp ordered depend(source)
        }
    }
    EXPECT_EQ(a[N - 1][1], N - 1);
    EXPECT_EQ(b[N - 1][0], N - 1);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            a[i][j] = b[i][j] = 0;
}

int main(void)
{
    wide(0, N);
    wide(ULLONG_MAX - N, N);
    wide(0x7fffffffffffffc0ull, N);
    narrow(0, N);
    narrow(UINT_MAX - N, N);
    narrow(0x7fffff00u, N);
    empty(0, 5);
    empty(5, 0);
    empty(0, 0);
    empty(7, 3);
    for (int i = 0; i < 50; i++)
        two_in_a_row();
    omp_set_num_threads(1);
    wide(0, N);
    empty(4, 4);
    two_in_a_row();
    return expect_result();
}
