/* Kin: what the enlisted children of one task share. Made when the first of them is enlisted, together
 * with the ancestors' up to the first that has one, so that `up` tells who descends from whom even when
 * parents are gone. Lives as long as the parent, an enlisted child or a kin below needs it.
 *
 * All fields are under the lock of the team's tasks; incomplete and tracked are read by the parent without
 * it. Inside runtime/task only. */
#ifndef VEDA_TASK_KIN_H
#define VEDA_TASK_KIN_H

#include "runtime/task/task.h"
#include "runtime/team.h"

struct veda_depend_node;
struct veda_depend_slot;

struct veda_kin {
    struct veda_kin *up;
    uint32_t refs;
    uint32_t incomplete; /* enlisted children that are not complete. [TASK-DONE] */

    /* Dependences among them: depend.c. */
    uint32_t tracked;    /* of these children, the ones that are in the table. [TASK-DONE] */
    uint32_t nslots, nbuckets;
    struct veda_depend_slot **bucket;
    struct veda_depend_node *all; /* the latest on omp_all_memory */
};

/* d enters the table, behind whom it must wait for: d->unmet. d has dependences and is new. Locked. */
void veda_depend_enter_locked(struct veda_kin *kin, struct veda_deferred *d,
                              const struct veda_depend *depend, size_t n);

/* d is complete: leaves the table, and releases whoever waited for it. Locked. */
void veda_depend_complete_locked(struct veda_deferred *d);

/* The ready list of the team. Locked. */
void veda_task_ready_locked(struct veda_deferred *d);

/* d, whose body has ended and whose event is fulfilled if it has one, counts no more. The caller unlocks,
 * then disposes. Locked. */
void veda_task_complete_locked(struct veda_deferred *d);

/* Returns when *count is 0, running me's task's descendants meanwhile. Where *count falls, [TASK-DONE], the
 * team's event is notified. */
void veda_task_wait_zero(struct veda_member *me, const uint32_t *count);

/* malloc that does not fail. */
void *veda_task_allocate(size_t bytes);

#endif
