// kmp_set_affinity takes the calling thread off its place: it has none, its task binds nobody from then on, and no region
// undoes the mask. Workers that were bound get the process's mask back, new teams of other threads are bound as before.
// RUN: %veda-abi -fopenmp -I%S/../../lang/affinity --env OMP_PLACES={0},{1} --env OMP_PROC_BIND=close
// RUN: %veda-abi -fopenmp -I%S/../../lang/affinity -DDISABLED --env KMP_AFFINITY=disabled
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

typedef void *mask_t;
extern void kmp_create_affinity_mask(mask_t *), kmp_destroy_affinity_mask(mask_t *);
extern int kmp_set_affinity(mask_t *), kmp_get_affinity(mask_t *), kmp_set_affinity_mask_proc(int, mask_t *);
extern int kmp_get_affinity_mask_proc(int, mask_t *);

int main(void)
{
    cpu_set_t users = own_mask(), second;
    mask_t mask;
    CPU_ZERO(&second);
    CPU_SET(1, &second);
    kmp_create_affinity_mask(&mask);
#ifdef DISABLED
    EXPECT_EQ(kmp_set_affinity_mask_proc(1, &mask), -1);
    EXPECT_EQ(kmp_get_affinity(&mask), -1);
    EXPECT_EQ(kmp_set_affinity(&mask), -1);
    EXPECT_EQ(omp_get_num_places(), 0);
    EXPECT(same_mask(own_mask(), users));
    kmp_destroy_affinity_mask(&mask);
    return expect_result();
#endif
#pragma omp parallel num_threads(2)
    expect_in_place();
    EXPECT_EQ(kmp_set_affinity_mask_proc(1, &mask), 0);
    EXPECT_EQ(kmp_set_affinity(&mask), 0);
    EXPECT(same_mask(own_mask(), second));
    EXPECT_EQ(omp_get_place_num(), -1);
    EXPECT_EQ(omp_get_proc_bind(), omp_proc_bind_false);
    EXPECT_EQ(kmp_get_affinity(&mask), 0);
    EXPECT_EQ(kmp_get_affinity_mask_proc(0, &mask), 0);
    EXPECT_EQ(kmp_get_affinity_mask_proc(1, &mask), 1);
#pragma omp parallel num_threads(3)
    {
        EXPECT_EQ(omp_get_place_num(), -1);
        EXPECT(same_mask(own_mask(), omp_get_thread_num() ? users : second));
    }
    EXPECT(same_mask(own_mask(), second));
    EXPECT_EQ(omp_get_num_procs(), CPU_COUNT(&users));
    kmp_destroy_affinity_mask(&mask);
    return expect_result();
}
