/* Barriers and cancellation: see barrier.h. */
#include "runtime/sync/barrier.h"

#include <stdlib.h>

#include "runtime/base/chaos.h"
#include "runtime/share.h"
#include "runtime/task/group.h"
#include "runtime/work/ordered.h"
#include "runtime/work/single.h"
#include "runtime/work/work.h"
#include "telemetry/trace.h"

static int at_most(int i, int most)
{
    return i < most ? i : most;
}

void veda_tree_by_number(struct veda_team *team)
{
    int n = team->nthreads;
    if (team->tree != team->member)
        free(team->tree);
    team->tree = team->member;
    for (int i = 0; i < n; i++) {
        team->member[i]->below = at_most(i * VEDA_TREE_FAN + 1, n);
        team->member[i]->below_end = at_most((i + 1) * VEDA_TREE_FAN + 1, n);
    }
}

void veda_tree_by_ring(struct veda_team *team, const struct veda_near *ring)
{
    int n = team->nthreads, next = 0;
    struct veda_member **tree = malloc((size_t)n * sizeof *tree);
    veda_tree_by_number(team);
    if (!tree)
        return;
    team->tree = tree;
    for (int i = 0; i < n; i++)
        team->member[i]->below_end = 0;
    for (int i = 1; i < n; i++)
        team->member[ring[i].parent]->below_end++;
    for (int i = 0; i < n; i++) { /* all of one parent side by side, as yet none of them */
        struct veda_member *m = team->member[i];
        m->below = next;
        next += m->below_end;
        m->below_end = m->below;
    }
    for (int i = 1; i < n; i++)
        tree[team->member[ring[i].parent]->below_end++] = team->member[ring[i].tid];
}

/* A worksharing construct that was cancelled ends at its barrier: nobody is inside any more. */
static void forget_cancelled_work(struct veda_team *team)
{
    if (unlikely(ld_rlx(&team->cancelled) & VEDA_CANCEL_WORK)) { /* all arrived */
        st_rlx(&team->cancel_reduce.arrived, 0); /* published by the phase */
        and_acq_rel(&team->cancelled, (uint32_t)VEDA_CANCEL_PARALLEL); /* [CANCEL] */
    }
}

void veda_barrier(struct veda_member *me)
{
    struct veda_team *team = me->team;
    if (unlikely(veda_global.cancellation)) {
        veda_barrier_cancel(me);
        return;
    }
    veda_trace_barrier_begin(me->phase);
    if (team->nthreads == 1) {
        veda_task_drain(me);
    } else {
        veda_team_gather(me);
        if (me->tid == 0) {
            veda_task_drain(me);
            veda_share_step(0);
            veda_team_release(me);
        } else {
            veda_team_follow(me);
        }
    }
    veda_trace_barrier_end(me->phase);
}

/* A counter and an event instead of the tree: members must be able to leave it half way, when somebody
 * cancels one of the constructs in `reasons`. What they leave behind is reset by the next fork, or by the
 * barrier behind the cancelled construct. In the tree, a member that waits at a barrier could not be told
 * from one that has gone to the region's end.
 * The last to arrive ends the barrier. Returns when it has ended, or at once for a reason. */
static void meet(struct veda_member *me, struct veda_meeting *m, enum veda_cancel reasons)
{
    struct veda_team *team = me->team;
    uint32_t phase = ld_acq(&m->phase); /* [CANCEL-BARRIER] cannot move before I arrive */
    if (veda_cancelled(me, reasons))
        return;
    veda_chaos(cancel_barrier);
    if (add_acq_rel(&m->arrived, 1) == (uint32_t)team->nthreads - 1) { /* [CANCEL-BARRIER] */
        veda_task_drain(me);
        forget_cancelled_work(team);
        st_rlx(&m->arrived, 0);          /* published by the phase */
        st_rel(&m->phase, phase + 1);    /* [CANCEL-BARRIER] */
        veda_event_notify(&team->cancel_event);
    } else {
        struct veda_wait w = veda_wait_begin(&team->cancel_event);
        w.me = me;
        while (ld_acq(&m->phase) == phase && /* [CANCEL-BARRIER] */
               !veda_cancelled(me, reasons))
            if (veda_task_run_ready(me)) {
                w.look = (struct veda_look){0};
                w.prepared = false;
            } else {
                veda_wait_step(&w);
            }
    }
}

void veda_team_note_wake(struct veda_team *team)
{
    uint64_t longest = 0;
    for (int i = 1; i < team->nthreads; i++)
        if (team->member[i]->patience.wake > longest) /* its member has arrived */
            longest = team->member[i]->patience.wake;
    st_rlx(&team->wakes.longest, longest); /* hint */
    team->wakes.at = veda_cycles();
}

bool veda_barrier_cancel(struct veda_member *me)
{
    struct veda_team *team = me->team;
    if (likely(!veda_global.cancellation)) {
        veda_barrier(me);
        return false;
    }
    if (team->nthreads == 1) {
        veda_task_drain(me);
        forget_cancelled_work(team);
        return veda_cancelled(me, VEDA_CANCEL_PARALLEL);
    }
    veda_single_done(me);
    meet(me, &team->cancel_barrier, VEDA_CANCEL_PARALLEL);
    bool cancelled = veda_cancelled(me, VEDA_CANCEL_PARALLEL);
    if (unlikely(cancelled))
        veda_single_await_copies(me);
    return cancelled;
}

/* Its own counter: clang's code for members that were cancelled goes past the reduction to the construct's
 * barrier, while the others come to both. */
void veda_barrier_reduce(struct veda_member *me)
{
    if (likely(!veda_global.cancellation) || me->team->nthreads == 1)
        veda_barrier(me);
    else
        meet(me, &me->team->cancel_reduce, VEDA_CANCEL_WORK | VEDA_CANCEL_PARALLEL);
}

bool veda_cancel(struct veda_member *me, enum veda_cancel kind)
{
    struct veda_team *team = me->team;
    if (!veda_global.cancellation)
        return false;
    if (kind == VEDA_CANCEL_TASKGROUP) {
        veda_taskgroup_cancel(me);
        return true;
    }
    or_acq_rel(&team->cancelled, (uint32_t)kind); /* [CANCEL] */
    veda_chaos(cancel);
    veda_event_notify(&team->cancel_event);
    if (team->ring)
        for (int i = 0; i < VEDA_WORK_RING; i++)
            veda_ordered_wake(&team->ring[i]);
    return true;
}

bool veda_cancelled(const struct veda_member *me, enum veda_cancel kind)
{
    if (!veda_global.cancellation)
        return false;
    if (kind == VEDA_CANCEL_TASKGROUP)
        return veda_taskgroup_cancelled(me);
    return ld_acq(&me->team->cancelled) & (uint32_t)kind; /* [CANCEL] */
}
