// What a task asks is answered for its own region and its own data environment, whichever thread of the team runs
// it, in nested regions too.
// RUN: %veda-c
#include <omp.h>
#include <unistd.h>

#include "expect.h"

static void ask(int level, int threads, int parent_threads, int final)
{
    EXPECT_EQ(omp_get_level(), level);
    EXPECT_EQ(omp_get_active_level(), level);
    EXPECT_EQ(omp_get_num_threads(), threads);
    EXPECT(omp_get_thread_num() >= 0 && omp_get_thread_num() < threads);
    EXPECT_EQ(omp_get_ancestor_thread_num(level), omp_get_thread_num());
    EXPECT_EQ(omp_get_team_size(level), threads);
    EXPECT_EQ(omp_get_team_size(level - 1), parent_threads);
    EXPECT_EQ(omp_in_final(), final);
    EXPECT(omp_in_parallel());
    EXPECT_EQ(omp_get_max_threads(), 5);
    omp_sched_t kind;
    int chunk;
    omp_get_schedule(&kind, &chunk);
    EXPECT_EQ(kind, omp_sched_guided);
    EXPECT_EQ(chunk, 9);
}

static void tasks(int level, int threads, int parent_threads)
{
    for (int i = 0; i < 30; i++) {
#pragma omp task firstprivate(i)
        {
            usleep(20); /* the others are there by then */
            ask(level, threads, parent_threads, 0);
            omp_set_num_threads(100 + i); /* its own */
#pragma omp task final(i & 1) firstprivate(i)
            {
                EXPECT_EQ(omp_get_max_threads(), 100 + i);
                EXPECT_EQ(omp_in_final(), i & 1);
            }
        }
    }
}

int main(void)
{
    omp_set_num_threads(5);
    omp_set_schedule(omp_sched_guided, 9);
    omp_set_max_active_levels(2);
#pragma omp parallel num_threads(4)
    {
#pragma omp single nowait
        tasks(1, 4, 1);
#pragma omp parallel num_threads(2)
#pragma omp single
        tasks(2, 2, 4);
#pragma omp barrier
        EXPECT_EQ(omp_get_max_threads(), 5);
    }
    return expect_result();
}
