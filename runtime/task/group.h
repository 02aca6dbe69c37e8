/* taskgroup (5.2, 15.4), its cancellation, and what the ABIs hang on it for task reductions. A group lives
 * from start to end on the task that met it; tasks inside point to it, deferred ones are counted in tallies, a
 * line a member of the team. */
#ifndef VEDA_TASK_GROUP_H
#define VEDA_TASK_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/task/tally.h"

struct veda_member;

struct veda_taskgroup {
    struct veda_taskgroup *outer; /* of the task that met it */
    uint32_t cancelled;
    bool workshare;               /* not the program's: carries a construct's reduction(task, ...) */
    bool team_only;               /* reduction items here, or around: one for each thread, none for free agents */
    uint32_t used;                /* a deferred task has been counted; by the task that met it at first */
    int ntallies;

    /* Reductions, each ABI's own: the innermost description (inherited from outer), items of this group. */
    void *reductions;
    void *items;

    /* Threads without a tally here: free agents; over_elsewhere also those outside of the team. */
    uint64_t begun_elsewhere, over_elsewhere;
    struct veda_tally tally[];    /* by thread number */
};

/* A task of the group has begun to count, is complete, on me or on a thread outside of the team (NULL). */
void veda_taskgroup_count(struct veda_taskgroup *group, const struct veda_member *me);
void veda_taskgroup_count_over(struct veda_taskgroup *group, const struct veda_member *me);

/* A group for a team of nthreads, with everything zero. Never NULL. Freed by veda_taskgroup_free(), which takes
 * NULL. */
struct veda_taskgroup *veda_taskgroup_new(int nthreads);
void veda_taskgroup_free(struct veda_taskgroup *group);

/* Opens a group inside me's task. Never fails. */
struct veda_taskgroup *veda_taskgroup_start(struct veda_member *me);

/* Returns when all tasks of me's innermost group are complete; it stays open. */
void veda_taskgroup_wait(struct veda_member *me);

/* Closes me's innermost group, after the wait. */
void veda_taskgroup_close(struct veda_member *me);

/* Both. Without a group to end it does nothing. */
void veda_taskgroup_end(struct veda_member *me);

/* cancel taskgroup: tasks of me's innermost group that have not started are discarded. */
void veda_taskgroup_cancel(struct veda_member *me);

/* Whether me's task is to be given up: its taskgroup is cancelled, or the whole parallel region (5.2, 11.5).
 * Asked by cancellation points and before a task starts. */
bool veda_taskgroup_cancelled(const struct veda_member *me);

/* In the child of a fork: nothing in it is counted any more. */
void veda_taskgroup_after_fork(struct veda_taskgroup *group);

#endif
