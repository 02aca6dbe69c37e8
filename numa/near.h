/* A team's threads from near to far, as each of them sees the others: whom it robs first when it has nothing to do. And
 * all of them in a ring, for trees. Arithmetic on numbers like placement.h: no state, no allocation; any thread may call it. */
#ifndef VEDA_NUMA_NEAR_H
#define VEDA_NUMA_NEAR_H

#include <stddef.h>

#include "numa/placement.h"
#include "numa/topology.h"

/* The order of thread tid: itself, then those that sit on its place or hardware thread, on its core, under its
 * last-level cache, and so on. at[place] is a processor that stands for the place; NULL: as far as can be. Of m threads
 * that are equally far, by number, the order begins with number tid mod m: so thieves that sit together do not all go
 * for the same victim, and among themselves each begins with its next neighbour. Fills order[nthreads]; takes time
 * linear in it. Gives how many of them, itself included, have its nearest memory node: they come first. */
int veda_near_order(const struct veda_team_placement *team, const struct veda_processor *const *at, int tid,
                    int *order);

/* A thread on the ring of a team's threads, which goes through the machine from thread 0's processor on. */
struct veda_near {
    size_t step; /* how far its processor is along the ring */
    int tid;
    int parent;                 /* tid; 0 of thread 0 itself */
    int leader[VEDA_SHARINGS];  /* scratch: numbers on the ring */
};

/* The ring, thread 0, then all others in the order of processors, so that those who share a core, a cache, a node or a
 * socket stand next to each other; and a tree over it. The first thread on the ring of each socket, node and last-level
 * cache leads it. Those of a cache form a tree with `fan` children each, below its leader; so do the leaders of a node's
 * caches, of a socket's nodes, and of the sockets. So one edge goes into each of them; where they are one cache it is
 * the plain tree. Fills ring[nthreads]. */
void veda_near_tree(const struct veda_team_placement *team, const struct veda_processor *const *at, int fan,
                    struct veda_near *ring);

#endif
