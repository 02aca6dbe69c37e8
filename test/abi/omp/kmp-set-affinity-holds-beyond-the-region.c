// The mask that kmp_set_affinity gives a primary thread, inside a region, in a team of a league or in a target region, is
// that thread's from then on: nothing puts it back to a place when that ends, or in the next one, and it says that it has
// none. Its teams are placed as before.
// RUN: %veda-abi -fopenmp -I%S/../../lang/affinity --env OMP_PLACES={0},{1} --env OMP_PROC_BIND=close
// RUN: %veda-abi -fopenmp -I%S/../../lang/affinity -DLEAGUE --env OMP_PLACES={0},{1} --env KMP_TEAMS_PROC_BIND=spread
// RUN: %veda-abi -fopenmp --only gcc -I%S/../../lang/affinity -DTARGET --env OMP_PLACES={0},{1} --env OMP_PROC_BIND=close
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

typedef void *mask_t;
extern void kmp_create_affinity_mask(mask_t *), kmp_destroy_affinity_mask(mask_t *);
extern int kmp_set_affinity(mask_t *), kmp_set_affinity_mask_proc(int, mask_t *);

static cpu_set_t both;

/* Not its place's, wherever that is. */
static void set_both(void)
{
    mask_t mask;
    kmp_create_affinity_mask(&mask);
    kmp_set_affinity_mask_proc(0, &mask);
    kmp_set_affinity_mask_proc(1, &mask);
    EXPECT_EQ(kmp_set_affinity(&mask), 0);
    kmp_destroy_affinity_mask(&mask);
}

static void expect_given_up(void)
{
    EXPECT(same_mask(own_mask(), both));
    EXPECT_EQ(omp_get_place_num(), -1);
}

static void expect_team(int n)
{
#pragma omp parallel num_threads(n) proc_bind(close)
    {
        if (omp_get_thread_num() == 0)
            expect_given_up();
        else
            expect_in_place();
        if (n == 2 && omp_get_thread_num() == 1)
            EXPECT_EQ(omp_get_place_num(), 1);
    }
    expect_given_up();
}

static void team(void)
{
    if (omp_get_team_num() == 0) {
        expect_in_place();
        set_both();
    }
    expect_given_up();
    if (omp_get_team_num())
        expect_team(3);
}

int main(void)
{
    CPU_SET(0, &both);
    CPU_SET(1, &both);
#if defined(LEAGUE)
#pragma omp teams num_teams(3)
    team();
#elif defined(TARGET)
#pragma omp target
    {
        expect_in_place();
        set_both();
    }
    expect_given_up();
#pragma omp target
    expect_team(2);
#else
    (void)team;
#pragma omp parallel num_threads(2)
    {
        expect_in_place();
#pragma omp masked
        set_both();
    }
#endif
    expect_given_up();
    EXPECT(omp_get_proc_bind() != omp_proc_bind_false);
    expect_team(2);
    expect_team(2);
    expect_team(4);
    return expect_result();
}
