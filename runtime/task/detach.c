/* Events of detachable tasks (5.2, 12.5.2 detach clause, 18.11.1 omp_fulfill_event). The handle that the
 * program holds is the task itself, the same for both ABIs; LLVM's proxy tasks are tasks with an event that
 * the library of a device fulfils.
 *
 * Invariant: the task's memory, and its team, stay until the event is fulfilled; whichever comes last, the
 * end of the body or the event, completes the task, under the lock. Left out: an event fulfilled twice,
 * which the specification forbids; it is noticed only while the body runs. */
#include "runtime/base/log.h"
#include "runtime/task/kin.h"

void veda_task_detach(struct veda_member *me, struct veda_deferred *d)
{
    d->detachable = true;
    d->team = me->team;
}

void veda_task_fulfill(struct veda_deferred *d)
{
    struct veda_team_tasks *tasks = &d->team->tasks;
    veda_chaos(task_fulfill);
    veda_mutex_lock(&tasks->lock);
    bool twice = d->fulfilled;
    bool complete = d->ended && !twice;
    d->fulfilled = true;
    if (complete)
        veda_task_complete_locked(d);
    veda_mutex_unlock(&tasks->lock);
    if (complete)
        d->dispose(d);
    if (unlikely(twice))
        veda_warn("omp_fulfill_event: event %p has been fulfilled before, ignored", (void *)d);
}
