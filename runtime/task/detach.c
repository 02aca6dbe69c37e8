/* Events of detachable tasks (5.2, 12.5.2 detach clause, 18.11.1 omp_fulfill_event). The handle that the
 * program holds is the task's address and a number, the same for both ABIs; LLVM's proxy tasks are tasks with an
 * event that the library of a device fulfils.
 *
 * The end of the body and the event each leave a mark in `ends`; whoever finds the other's there completes the
 * task. Invariant: the task's memory, and its team, stay until then. Left out: an event fulfilled twice, which
 * the specification forbids; it is noticed while the block has no other detachable task.
 *
 * The body's mark tells in which process it ended: if in an ancestor, the task is not counted here, and its event
 * means nothing.
 *
 * A discarded task is complete without its event, which may come at any time later, and find another task in the block.
 * So `ends` has a number in its highest bits, a new one for each detachable task, and the handle has the same one in
 * the bits that no address has (Linux gives none above 2^47 to who does not ask). An event with another number than
 * `ends` is too late, and leaves no mark. Blocks of tasks stay blocks of tasks: slab.h. */
#include "runtime/base/log.h"
#include "runtime/task/kin.h"

enum { EVENT = 1, BODY = 2 }; /* BODY: or a multiple of it */

#define ONE_NUMBER ((uint64_t)1 << 48)
#define NUMBER ((uint64_t)0xffff << 48)

static uint64_t body_here = BODY; /* the mark of this process: another one in the child of a fork */

void veda_task_events_after_fork(void)
{
    body_here += BODY;
}

void veda_task_detach(struct veda_member *me, struct veda_deferred *d)
{
    if (d->detachable)
        return;
    d->detachable = true;
    veda_kin_of(me, d->task.below)->detaching++;
    d->team = me->team;
    st_rlx(&d->ends, (ld_rlx(&d->ends) + ONE_NUMBER) & NUMBER); /* owner: nobody has the event yet */
}

uintptr_t veda_task_event(const struct veda_deferred *d)
{
    return (uintptr_t)d | (ld_rlx(&d->ends) & NUMBER); /* it stays the same as long as the task */
}

/* The kin must stand until the completion: it is closed with one more to come. */
bool veda_task_event_body_ended(struct veda_deferred *d)
{
    struct veda_kin *kin = d->task.kin;
    if (ld_acq(&d->ends) & EVENT) /* [TASK-EVENT] */
        return true;
    if (kin)
        veda_kin_close(kin, 1);
    veda_chaos(task_event);
    if (!(or_acq_rel(&d->ends, body_here) & EVENT)) /* [TASK-EVENT] */
        return false;
    veda_task_complete_late(veda_self, d);
    return false;
}

/* Completes a task whose kin has been closed already. Successors go to the list: this thread may be anywhere
 * in the program. A thread outside of the team counts under the lock, which the team's drain passes through. */
void veda_task_complete_late(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_team *team = d->team;
    if (me && me->team == team) {
        veda_task_complete(me, d, false);
        veda_event_notify(&team->tasks.event); /* drains and groups count */
        return;
    }
    veda_mutex_lock(&team->tasks.lock);
    veda_task_complete(NULL, d, false);
    st_rel(&team->tasks.over_elsewhere, team->tasks.over_elsewhere + 1); /* [TASK-DONE] */
    veda_event_notify(&team->tasks.event);
    veda_mutex_unlock(&team->tasks.lock);
}

void veda_task_fulfill(uintptr_t event)
{
    struct veda_deferred *d = (struct veda_deferred *)(event & ~NUMBER);
    uint64_t number = event & NUMBER;
    veda_chaos(task_fulfill);
    uint64_t was = ld_rlx(&d->ends); /* the exchange tells whether it holds */
    do {
        if (unlikely((was & NUMBER) != number))
            return;
        if (unlikely(was & EVENT)) {
            veda_warn("omp_fulfill_event: event %p has been fulfilled before, ignored", (void *)event);
            return;
        }
    } while (!cas_acq_rel(&d->ends, &was, was | EVENT)); /* [TASK-EVENT] */
    if (was == (number | body_here))
        veda_task_complete_late(veda_self, d);
}
