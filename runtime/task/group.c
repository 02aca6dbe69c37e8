/* Taskgroups: see group.h. Callers: the taskgroup and taskloop entry points, constructs with
 * reduction(task, ...), sync/barrier.c for cancellation. */
#include "runtime/task/group.h"

#include <stdlib.h>

#include "runtime/sync/barrier.h"
#include "runtime/task/kin.h"

struct veda_taskgroup *veda_taskgroup_start(struct veda_member *me)
{
    struct veda_taskgroup *group = veda_task_allocate(sizeof *group);
    struct veda_taskgroup *outer = me->task->group;
    *group = (struct veda_taskgroup){.outer = outer, .reductions = outer ? outer->reductions : NULL};
    me->task->group = group;
    return group;
}

void veda_taskgroup_wait(struct veda_member *me)
{
    struct veda_taskgroup *group = me->task->group;
    if (unlikely(ld_acq(&group->incomplete) != 0)) /* [TASK-DONE] */
        veda_task_wait_zero(me, &group->incomplete);
}

void veda_taskgroup_close(struct veda_member *me)
{
    struct veda_taskgroup *group = me->task->group;
    me->task->group = group->outer;
    free(group);
}

void veda_taskgroup_end(struct veda_member *me)
{
    if (unlikely(!me->task->group))
        return;
    veda_taskgroup_wait(me);
    veda_taskgroup_close(me);
}

/* A construct's own group is transparent: the program means its own one around it. */
void veda_taskgroup_cancel(struct veda_member *me)
{
    struct veda_taskgroup *group = me->task->group;
    if (group && group->workshare)
        group = group->outer;
    if (group)
        st_rlx(&group->cancelled, 1u); /* hint: tasks that start meanwhile are as good as started */
}

bool veda_taskgroup_cancelled(const struct veda_member *me)
{
    if (ld_acq(&me->team->cancelled) & VEDA_CANCEL_PARALLEL) /* [CANCEL] */
        return true;
    const struct veda_taskgroup *group = me->task->group;
    if (group && group->workshare)
        group = group->outer;
    return group && ld_rlx(&group->cancelled); /* hint */
}
