// OMP_PROC_BIND=false: no thread is bound and the clause is ignored (5.2, 10.1.3); OMP_PLACES is not heard then, as in
// libgomp, and what is asked of places has an answer.
// RUN: %veda-c --env OMP_PROC_BIND=false --env OMP_PLACES={0},{1}
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

int main(void)
{
    cpu_set_t users = own_mask();
    EXPECT_EQ(omp_get_proc_bind(), omp_proc_bind_false);
#pragma omp parallel num_threads(4) proc_bind(spread)
    {
        EXPECT_EQ(omp_get_proc_bind(), omp_proc_bind_false);
        EXPECT_EQ(omp_get_place_num(), -1);
        EXPECT_EQ(omp_get_num_places(), 0);
        EXPECT_EQ(omp_get_partition_num_places(), 0);
        EXPECT_EQ(omp_get_place_num_procs(1), 0);
        EXPECT(same_mask(own_mask(), users));
    }
    return expect_result();
}
