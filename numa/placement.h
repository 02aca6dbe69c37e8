/* Thread affinity policies (5.2, 10.1.3 Controlling OpenMP Thread Affinity; 6.0, 12.1.3): which place each
 * thread of a team gets, and which partition its implicit task starts with. Arithmetic on numbers: no state,
 * no allocation, a handful of divisions; any thread may call it. What the specification leaves open, and
 * what the peers do there: numa/README.md. */
#ifndef VEDA_NUMA_PLACEMENT_H
#define VEDA_NUMA_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

/* The first five are omp_proc_bind_t's numbers, as enum veda_bind in runtime/icv.h has them; false (0) is no
 * policy: nobody is placed. */
enum veda_place_policy {
    VEDA_PLACE_TRUE = 1, /* left to us: close */
    VEDA_PLACE_PRIMARY = 2,
    VEDA_PLACE_CLOSE = 3,
    VEDA_PLACE_SPREAD = 4,
    VEDA_PLACE_CYCLE = 5,   /* KMP_AFFINITY: thread i on the i-th place from the primary's, round and round */
    VEDA_PLACE_BALANCED = 6 /* KMP_AFFINITY=balanced: evenly over groups of places (cores), neighbours together */
};

/* Who gets the threads that are left when a team has more threads than places and these do not divide it. */
enum veda_place_rest {
    VEDA_REST_CONSECUTIVE, /* a place's threads are consecutive, as 5.2 says; which places have one more: as libomp */
    VEDA_REST_ROUND        /* as libgomp: they go once more round, one a place, from the primary's on */
};

/* A value of place-partition-var: n consecutive places of the process's list, from first on; it never wraps. */
struct veda_partition {
    int first, n;
};

struct veda_team_placement {
    uint8_t policy;                  /* enum veda_place_policy */
    uint8_t rest;                    /* enum veda_place_rest */
    int nthreads;                    /* at least 1 */
    int place;                       /* the encountering thread's, within the partition */
    int group;                       /* balanced: places to a core */
    struct veda_partition partition; /* of the encountering task; n at least 1 */
};

/* Place and place-partition-var of thread tid, 0 <= tid < nthreads. Thread 0's place is team->place. */
void veda_placement(const struct veda_team_placement *team, int tid, int *place,
                    struct veda_partition *partition);

#endif
