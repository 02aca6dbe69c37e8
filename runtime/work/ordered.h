/* The ordered construct in a loop with an ordered clause (5.2, 15.10.2): iterations pass one at a time,
 * in iteration order. The turn belongs to a chunk: its holder runs its own iterations in order anyway.
 * It is handed on when as many ordered regions have ended as the chunk has iterations, or when the
 * chunk is done, whichever comes first. */
#ifndef VEDA_WORK_ORDERED_H
#define VEDA_WORK_ORDERED_H

#include "runtime/team.h"

struct veda_work;

/* A member enters an ordered loop, whose chunks begin at multiples of unit if the schedule makes them equal. first: it
 * has the construct's descriptor to fill. */
void veda_ordered_begin(struct veda_member *me, uint64_t unit, bool first);

/* Returns when all earlier iterations' ordered regions are done. Outside an ordered loop of more than
 * one thread it returns at once. */
void veda_ordered_enter(struct veda_member *me);
void veda_ordered_exit(struct veda_member *me);

/* An iteration is over, for compilers that say so (kmpc): if its ordered region did not run, it counts as
 * passed. */
void veda_ordered_iteration_done(struct veda_member *me);

/* A chunk has been handed out; and the one handed out last is done: its turn passes on. Called by the loop. */
void veda_ordered_chunk_begin(struct veda_member *me);
void veda_ordered_chunk_done(struct veda_member *me);

/* Has all who wait for a turn of the construct look again: it may have been cancelled. Any thread. */
void veda_ordered_wake(struct veda_work *work);

#endif
