// Threadprivate copies keep their value from region to region of the same size: thread number n of a root
// is played by the same native thread, whatever nested regions and other roots did in between.
// RUN: %veda-c
#include <omp.h>
#include <pthread.h>

#include "expect.h"

static int mine = -1;
#pragma omp threadprivate(mine)

static void *other_root(void *arg)
{
    (void)arg;
#pragma omp parallel num_threads(3)
    mine = 1000;
    return NULL;
}

int main(void)
{
    omp_set_dynamic(0);
    omp_set_max_active_levels(1);
#pragma omp parallel num_threads(4)
    mine = omp_get_thread_num() * 10;
    for (int r = 0; r < 50; r++) {
        if (r % 10 == 5) {
            pthread_t t;
            pthread_create(&t, NULL, other_root, NULL);
            pthread_join(t, NULL);
        }
#pragma omp parallel num_threads(4)
        {
            EXPECT_EQ(mine, omp_get_thread_num() * 10 + r);
            mine++;
        }
    }
    return expect_result();
}
