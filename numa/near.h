/* A team's threads from near to far, as each of them sees the others: whom it robs first when it has nothing to do.
 * Arithmetic on numbers like placement.h: no state, no allocation; any thread may call it. */
#ifndef VEDA_NUMA_NEAR_H
#define VEDA_NUMA_NEAR_H

#include "numa/placement.h"
#include "numa/topology.h"

/* The order of thread tid: itself, then those that sit on its place or hardware thread, on its core, under its
 * last-level cache, and so on. at[place] is a processor that stands for the place; NULL: as far as can be. Of m threads
 * that are equally far, by number, the order begins with number tid mod m: so thieves that sit together do not all go
 * for the same victim, and among themselves each begins with its next neighbour. Fills order[nthreads]; takes time
 * linear in it. */
void veda_near_order(const struct veda_team_placement *team, const struct veda_processor *const *at, int tid,
                     int *order);

#endif
