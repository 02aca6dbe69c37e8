// With KMP_AFFINITY=reset the initial thread gets back after a region the mask that it had before, also where the program
// has narrowed it since the process began: that was undone. A mask that the program sets inside of the region stays.
// RUN: %veda-c --env OMP_PLACES={0},{1} --env KMP_AFFINITY=reset
// RUN: %veda-c --env KMP_AFFINITY=compact,reset
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

static void region_and_look(cpu_set_t wanted)
{
#pragma omp parallel num_threads(2)
    expect_in_place();
    EXPECT(same_mask(own_mask(), wanted));
    EXPECT_EQ(omp_get_place_num(), -1);
}

int main(void)
{
    cpu_set_t users = users_mask();
    EXPECT(omp_get_num_places() > 1); /* the mask is the user's from here on */
    cpu_set_t first = place_mask(0), second = place_mask(1);
    region_and_look(users);
    for (int i = 0; i < 2; i++) {
        sched_setaffinity(0, sizeof second, &second);
        region_and_look(second);
        region_and_look(second);
        sched_setaffinity(0, sizeof first, &first); /* where the regions bind it as well */
        region_and_look(first);
        sched_setaffinity(0, sizeof users, &users);
        region_and_look(users);
    }
#pragma omp parallel num_threads(2)
    if (omp_get_thread_num() == 0)
        sched_setaffinity(0, sizeof second, &second);
    EXPECT(same_mask(own_mask(), second));
    region_and_look(second);
    return expect_result();
}
