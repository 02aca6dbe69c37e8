/* Reductions gathered up the team's tree (5.2, 5.5): each parent combines its children's data into its
 * own in thread order, so the combine order depends on the team size alone, not on timing. */
#ifndef VEDA_WORK_REDUCTION_H
#define VEDA_WORK_REDUCTION_H

#include <stdbool.h>

#include "runtime/team.h"

/* combine(mine, theirs): mine = mine op theirs. */
typedef void (*veda_combine)(void *mine, void *theirs);

/* Every member calls it with its data. The primary gets true when all is combined into its data, and the
 * others wait until it calls veda_reduce_release(); they get false then. Is a barrier, and the team's tree:
 * not where regions can be cancelled (sched/README.md). */
bool veda_reduce_gather(struct veda_member *me, void *data, veda_combine combine);
void veda_reduce_release(struct veda_member *me);

#endif
