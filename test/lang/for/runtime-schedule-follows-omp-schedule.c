// schedule(runtime) takes what OMP_SCHEDULE says, or omp_set_schedule() for the regions of the task that calls
// it: static chunks go to the threads that they must go to, and dynamic chunks have the size asked for.
//
// RUN: %veda-c --env OMP_SCHEDULE=static,3 -DKIND=omp_sched_static -DCHUNK=3
// RUN: %veda-c --env OMP_SCHEDULE=static,1 -DKIND=omp_sched_static -DCHUNK=1
// RUN: %veda-c --env OMP_SCHEDULE=monotonic:dynamic,7 -DKIND=omp_sched_dynamic -DCHUNK=7
// RUN: %veda-c --env OMP_SCHEDULE=guided,5 -DKIND=omp_sched_guided -DCHUNK=5
#include <omp.h>

#include "expect.h"

enum { N = 500 };
static int who[N], first[N];

static void run_and_check(omp_sched_t kind, int chunk)
{
    int threads = 0;
#pragma omp parallel
    {
        int before = -2;
#pragma omp master
        threads = omp_get_num_threads();
#pragma omp for schedule(runtime)
        for (int i = 0; i < N; i++) {
            who[i] = omp_get_thread_num();
            first[i] = i != before + 1;
            before = i;
        }
    }
    for (int i = 0; i < N; i++) {
        if (kind == omp_sched_static)
            EXPECT_EQ(who[i], i / chunk % threads);
        if (kind == omp_sched_dynamic && first[i])
            EXPECT_EQ(i % chunk, 0);
        if (kind == omp_sched_guided && first[i]) /* but for the last, no chunk is smaller */
            for (int k = i + 1; k < i + chunk && k < N; k++)
                EXPECT(who[k] == who[i] && !first[k]);
    }
}

int main(void)
{
    omp_sched_t kind;
    int chunk;
    omp_get_schedule(&kind, &chunk);
    EXPECT_EQ(kind & 0xffff, KIND);
    EXPECT_EQ(chunk, CHUNK);
    run_and_check(KIND, CHUNK);
    omp_set_schedule(omp_sched_static, 4);
    run_and_check(omp_sched_static, 4);
    omp_set_schedule(omp_sched_static | omp_sched_monotonic, 2);
    omp_get_schedule(&kind, &chunk);
    EXPECT_EQ((unsigned)kind, (unsigned)(omp_sched_static | omp_sched_monotonic));
    EXPECT_EQ(chunk, 2);
    run_and_check(omp_sched_static, 2);
    omp_set_schedule(omp_sched_dynamic, 0); /* below 1: the default, 1 */
    omp_get_schedule(&kind, &chunk);
    EXPECT_EQ(chunk, 1);
    return expect_result();
}
