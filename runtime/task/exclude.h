/* Tasks that exclude each other: mutexinoutset (5.2, 15.9.5 depend clause). Protocol: README.md, Exclusion.
 *
 * A *set* is what siblings that name one address in mutexinoutset share, from one task that they all wait for to the
 * next that waits for all of them. A task that excludes has a claim on each of its sets; when nothing else is left
 * that it waits for, it takes all of them or none, and has them until it is complete. Invariant:
 *
 *   a task that waits for its turn is in the queue of one set, which is taken
 *
 * so whoever gives that one back sees it. All is guarded by team->tasks.exclusion, a lock that other tasks don't
 * touch.
 * Callers: depend.c. */
#ifndef VEDA_TASK_EXCLUDE_H
#define VEDA_TASK_EXCLUDE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/task/slab.h"

struct veda_deferred;
struct veda_exclusion;

/* d's set at the address; NULL: none. */
struct veda_exclusion *veda_exclusion_find_locked(const struct veda_deferred *d, uintptr_t address);

/* d, which its parent is at, gets a claim on the set; set NULL: on a new one at the address. */
void veda_exclusion_join_locked(struct veda_slab **slab, struct veda_deferred *d, uintptr_t address,
                                struct veda_exclusion *set);

/* Nothing else is left that d waits for. True: the sets are its, it may run. False: it waits for its turn, and
 * belongs to whoever gives it that. */
bool veda_exclusion_take_locked(struct veda_deferred *d);

/* Gives back what d has taken. Those whose turn it is now have taken theirs: a list by `next`, the caller's. */
struct veda_deferred *veda_exclusion_give_locked(struct veda_slab **slab, struct veda_deferred *d);

#endif
