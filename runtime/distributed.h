/* Distributed memory (veda_omp.h): arrays of whole pages whose parts lie near the threads that will work on them.
 * Part i of n is what a static schedule gives thread i, its ends moved down to a page. Called by abi/veda/memory.c.
 * Thread-safe. */
#ifndef VEDA_DISTRIBUTED_H
#define VEDA_DISTRIBUTED_H

#include <stdbool.h>
#include <stddef.h>

#include "numa/extent.h"
#include "numa/placement.h"
#include "numa/places.h"

/* Zeroed memory, aligned to a page. NULL: there is none.
 *   VEDA_SPREAD_BLOCKED      a part comes from the nodes of its thread's place
 *   VEDA_SPREAD_INTERLEAVED  a page from each ordinary node in turn
 *   VEDA_SPREAD_NONE         a part is touched by its thread, in a region forked here (by site); in an active parallel
 *                            region it is left untouched
 * The team is that of veda_binding_expected(). */
void *veda_distributed_new(size_t bytes, enum veda_spread how, const void *site);

/* Gives it back, whoever got it. False: there is no such array. NULL is none, and true. */
bool veda_distributed_free(void *p);

/* The blocked placement alone: the first `bytes` of an untouched extent by team, or, where it is NULL, a part each to
 * the machine's processors. Who has no node that the topology knows and the process may use is left to first touch. */
void veda_distributed_place(const struct veda_extent *e, size_t bytes, const struct veda_topology *t,
                            const struct veda_places *places, const struct veda_team_placement *team);

#endif
