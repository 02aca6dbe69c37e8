// A doacross loop inside an inner parallel region, while the outer region is itself in one: each team keeps
// its own account. More threads than processors, so that waiting threads sleep and are woken by posts.
//
// RUN: %veda-c --env OMP_MAX_ACTIVE_LEVELS=2 --env OMP_NUM_THREADS=5,4
#include <omp.h>

#include "expect.h"

enum { N = 30, M = 40 };
static int outer[N + 1], inner[N][M + 1];

int main(void)
{
#pragma omp parallel for ordered(1) schedule(dynamic)
    for (int i = 0; i < N; i++) {
#pragma omp parallel for ordered(1) schedule(static, 1)
        for (int j = 0; j < M; j++) {
#pragma omp ordered depend(sink: j - 1)
            inner[i][j + 1] = inner[i][j] + 1;
#pragma omp ordered depend(source)
        }
#pragma omp ordered depend(sink: i - 1)
        outer[i + 1] = outer[i] + inner[i][M];
#pragma omp ordered depend(source)
    }
    EXPECT_EQ(outer[N], N * M);
    return expect_result();
}
