/* Taskgroups: see group.h. Callers: the taskgroup and taskloop entry points, constructs with
 * reduction(task, ...), sync/barrier.c for cancellation. */
#include "runtime/task/group.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/log.h"
#include "runtime/sync/barrier.h"
#include "runtime/task/kin.h"

struct veda_taskgroup *veda_taskgroup_new(int nthreads)
{
    size_t bytes = sizeof(struct veda_taskgroup) + (size_t)nthreads * sizeof(struct veda_tally);
    struct veda_taskgroup *group = aligned_alloc(VEDA_CACHE_LINE, bytes);
    if (!group)
        veda_fatal("out of memory (%zu bytes for a taskgroup)", bytes);
    memset(group, 0, bytes);
    group->ntallies = nthreads;
    return group;
}

void veda_taskgroup_free(struct veda_taskgroup *group)
{
    free(group);
}

void veda_taskgroup_count(struct veda_taskgroup *group, const struct veda_member *me)
{
    if (likely(me->tid < group->ntallies))
        veda_tally_begin(&group->tally[me->tid]);
    else
        add_rlx(&group->begun_elsewhere, 1); /* counter; seen through what it begins */
}

void veda_taskgroup_count_over(struct veda_taskgroup *group, const struct veda_member *me)
{
    if (likely(me && me->tid < group->ntallies))
        veda_tally_end(&group->tally[me->tid]);
    else
        add_rel(&group->over_elsewhere, 1); /* [TASK-DONE] */
}

/* Tallies of a group that is over are level, and stay as they are for the next. */
struct veda_taskgroup *veda_taskgroup_start(struct veda_member *me)
{
    struct veda_taskgroup *group = me->spare_group, *outer = me->task->group;
    me->spare_group = NULL;
    if (unlikely(!group || group->ntallies < me->team->nthreads)) {
        free(group);
        group = veda_taskgroup_new(me->team->nthreads);
    }
    group->outer = outer;
    group->reductions = outer ? outer->reductions : NULL;
    group->items = NULL;
    st_rlx(&group->cancelled, 0u); /* owner: nobody is in it yet */
    group->workshare = false;
    group->team_only = outer && outer->team_only;
    st_rlx(&group->used, 0u); /* the same */
    me->task->group = group;
    return group;
}

static bool is_over(struct veda_member *me, void *p)
{
    (void)me;
    const struct veda_taskgroup *group = p;
    uint64_t over = ld_acq(&group->over_elsewhere); /* [TASK-DONE] */
    for (int i = 0; i < group->ntallies; i++)
        over += ld_acq(&group->tally[i].over); /* [TASK-DONE] */
    uint64_t begun = ld_rlx(&group->begun_elsewhere); /* ordered by the acquires, as the next: see tally.h */
    for (int i = 0; i < group->ntallies; i++)
        begun += ld_rlx(&group->tally[i].begun);
    return begun == over;
}

void veda_taskgroup_wait(struct veda_member *me)
{
    struct veda_taskgroup *group = me->task->group;
    if (unlikely(ld_rlx(&group->used))) /* what the waiting task itself began comes first */
        veda_task_wait_until(me, is_over, group, group, NULL);
}

void veda_taskgroup_close(struct veda_member *me)
{
    struct veda_taskgroup *group = me->task->group;
    me->task->group = group->outer;
    if (me->task->kin)
        st_rlx(&me->task->kin->kind, NULL); /* owner: as behind a taskwait */
    veda_taskgroup_free(me->spare_group);
    me->spare_group = group;
    veda_agent_renumber(me);
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

void veda_taskgroup_after_fork(struct veda_taskgroup *group)
{
    group->begun_elsewhere = group->over_elsewhere = 0;
    memset(group->tally, 0, (size_t)group->ntallies * sizeof *group->tally);
}
