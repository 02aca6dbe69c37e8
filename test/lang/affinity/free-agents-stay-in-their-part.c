// A free agent may run where the team that it serves may: on all places of the list in a serial part, on those of the
// team's partition in a region, nowhere else. It has no place of its own, and asking for one or making tasks does not
// give it one.
// RUN: %veda-abi -fopenmp --env OMP_PLACES={0} --env OMP_NUM_THREADS=4
// RUN: %veda-abi -fopenmp --env OMP_PLACES={0},{1} --env OMP_NUM_THREADS=4 --env OMP_MAX_ACTIVE_LEVELS=2
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"
#include "pool.h"

struct visit {
    cpu_set_t before, after;
    int place, places, agent;
    int over;
};

static void nothing(void *unused)
{
    (void)unused;
}

static void visit(void *p)
{
    struct visit *v = p;
    v->agent = omp_is_free_agent();
    v->before = own_mask();
    v->place = omp_get_place_num();
    v->places = omp_get_partition_num_places();
    pool_task(nothing, NULL);
#pragma omp taskwait
    v->after = own_mask();
    __atomic_store_n(&v->over, 1, __ATOMIC_RELEASE);
}

static int turn;

/* No task scheduling point in here. */
static void await(const int *n, int want)
{
    for (int i = 0; i < 20000 && __atomic_load_n(n, __ATOMIC_ACQUIRE) != want; i++)
        usleep(1000);
}

/* An agent's, who comes while the producer meets no scheduling point. */
static void expect_agent_on(cpu_set_t wanted, int places)
{
    struct visit v = {.over = 0};
    pool_task(visit, &v);
    await(&v.over, 1);
#pragma omp taskwait
    EXPECT(v.agent);
    EXPECT(same_mask(v.before, wanted));
    EXPECT(same_mask(v.after, wanted));
    EXPECT_EQ(v.place, -1);
    EXPECT_EQ(v.places, places);
}

int main(void)
{
    int n = omp_get_num_places();
    cpu_set_t all = place_mask(0), last = place_mask(n - 1);
    CPU_OR(&all, &all, &last);
    expect_agent_on(all, n);
#pragma omp parallel num_threads(2) proc_bind(spread)
    {
        expect_in_place();
        int me = omp_get_thread_num();
        await(&turn, me);
        if (me == 0)
            expect_agent_on(all, n); /* of the team, not of its primary thread */
        else {
#pragma omp parallel num_threads(1)
            expect_agent_on(own_mask(), 1);
        }
        __atomic_store_n(&turn, me + 1, __ATOMIC_RELEASE);
        await(&turn, 2);
    }
    expect_agent_on(all, n);
    return expect_result();
}
