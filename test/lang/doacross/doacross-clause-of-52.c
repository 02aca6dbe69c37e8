// The spelling of OpenMP 5.2, ordered doacross(sink: ...) and doacross(source: ...), with omp_cur_iteration.
// gcc learned it in version 13.
//
// RUN: %veda-c --only clang -fopenmp-version=52
#include "expect.h"

enum { N = 60, M = 30 };
static unsigned a[N][M], line[N];

int main(void)
{
#pragma omp parallel for ordered(2) schedule(static, 1)
    for (int i = 0; i < N; i++)
        for (int j = 0; j < M; j++) {
#pragma omp ordered doacross(sink: i - 1, j)
#pragma omp ordered doacross(sink: i, j - 1)
            a[i][j] = (i ? a[i - 1][j] : 0) + (j ? a[i][j - 1] : 0) + 1;
#pragma omp ordered doacross(source: omp_cur_iteration)
        }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < M; j++)
            EXPECT_EQ(a[i][j], (i ? a[i - 1][j] : 0) + (j ? a[i][j - 1] : 0) + 1);

#pragma omp parallel for ordered(1) schedule(dynamic)
    for (int i = 0; i < N; i++) {
#pragma omp ordered doacross(sink: omp_cur_iteration - 1)
        line[i] = i ? line[i - 1] + 1 : 1;
#pragma omp ordered doacross(source:)
    }
    for (int i = 0; i < N; i++)
        EXPECT_EQ(line[i], i + 1);
    return expect_result();
}
