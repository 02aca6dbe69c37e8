// What schedule(static) promises about who runs what (5.2, 11.5.3): without a chunk at most one chunk a thread,
// nearly equal, in the order of thread numbers; with one, chunks go round in that order; and loops of the same
// length and schedule are divided in the same way, so that the second may rely on the first across nowait.
//
// RUN: %veda-c
// RUN: %veda-c --env OMP_NUM_THREADS=7
#include <omp.h>

#include "expect.h"

enum { N = 1000 };
static int who[N], again[N], hits[N];

int main(void)
{
    int threads = 0;
    for (int n = 0; n < N; n = n < 20 ? n + 1 : n * 3 + 1) {
#pragma omp parallel
        {
#pragma omp single
            threads = omp_get_num_threads();
#pragma omp for schedule(static) nowait
            for (int i = 0; i < n; i++)
                who[i] = omp_get_thread_num();
#pragma omp for schedule(static)
            for (long i = n; i > 0; i--)
                again[n - i] = omp_get_thread_num();
        }
        for (int i = 0; i < n; i++) {
            EXPECT_EQ(who[i], again[i]);
            EXPECT(i == 0 || who[i] == who[i - 1] || who[i] == who[i - 1] + 1);
            hits[i] = 0;
        }
        for (int i = 0; i < n; i++)
            hits[who[i]]++;
        for (int t = 0; t < threads && t < n; t++)
            EXPECT(hits[t] == n / threads || hits[t] == n / threads + 1);

        for (int chunk = 1; chunk < 9; chunk += 2) {
#pragma omp parallel
            {
#pragma omp for schedule(static, chunk) nowait
                for (int i = 0; i < n; i++)
                    who[i] = omp_get_thread_num();
#pragma omp for schedule(static, chunk)
                for (int i = 0; i < n; i++)
                    EXPECT_EQ(who[i], omp_get_thread_num());
            }
            for (int i = 0; i < n; i++)
                EXPECT_EQ(who[i], i / chunk % threads);
        }
    }
    return expect_result();
}
