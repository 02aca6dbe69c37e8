/* single and copyprivate: see single.h. */
#include "runtime/work/single.h"

#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"
#include "runtime/policy.h"
#include "runtime/sched/wait.h"
#include "runtime/sync/barrier.h"

enum { GONE = 1 << 30 }; /* more singles than a member has met since its last barrier */

/* A policy's choice may have gone to the end of a cancelled region: there, whoever comes first. */
bool veda_single_try(struct veda_member *me)
{
    struct veda_team *team = me->team;
    if (team->nthreads == 1)
        return true;
    uint32_t mine = me->single_seq++;
    if (unlikely(veda_policy && veda_policy->single && !veda_global.cancellation)) {
        int chosen = veda_policy->single(me, mine);
        if (chosen >= 0)
            return chosen == me->tid;
    }
    /* A thread that lags behind has seen how far the others are: up to there it need not look again, which would cost
     * them the line. A look goes first, as a failed CAS costs it as well. */
    if ((int32_t)(me->single_seen - mine) > 0)
        return false;
    uint32_t taken = ld_rlx(&team->single_taken); /* the CAS decides */
    bool won = taken == mine && cas_rlx(&team->single_taken, &taken, mine + 1); /* counter */
    me->single_seen = won ? mine + 1 : taken;
    return won;
}

static bool cancellable(const struct veda_team *team)
{
    return veda_global.cancellation && team->nthreads > 1;
}

void veda_single_give(struct veda_member *me, void *data)
{
    struct veda_team *team = me->team;
    team->copyprivate = data; /* published by the barrier, or below */
    if (likely(!cancellable(team))) {
        veda_barrier(me);
        return;
    }
    veda_chaos(single_give);
    st_rel(&team->singles_given, me->single_seq); /* [SINGLE-GIVE] */
    veda_event_notify(&team->cancel_event);
}

void *veda_single_receive(struct veda_member *me)
{
    struct veda_team *team = me->team;
    if (likely(!cancellable(team))) {
        veda_barrier(me);
    } else {
        struct veda_wait w = veda_wait_begin(&team->cancel_event);
        w.me = me; /* new tasks wake me, as at a barrier */
        while (ld_acq(&team->singles_given) != me->single_seq) /* [SINGLE-GIVE] not beyond it: 3 */
            if (!veda_task_run_ready(me))
                veda_wait_step(&w);
        veda_chaos(single_receive);
    }
    return team->copyprivate;
}

void veda_single_done(struct veda_member *me)
{
    st_rel(&me->singles_done, me->single_seq); /* [SINGLE-DONE] */
}

void veda_single_gone(struct veda_member *me)
{
    if (veda_cancelled(me, VEDA_CANCEL_PARALLEL))
        st_rel(&me->singles_done, me->single_seq + GONE); /* [SINGLE-DONE] */
}

/* Polled: it happens once a cancelled region, and costs the others no look at who waits. */
void veda_single_await_copies(struct veda_member *me)
{
    struct veda_team *team = me->team;
    /* My last single gave nothing, or somebody has waited below already and given the next one's. */
    if (ld_acq(&team->singles_given) != me->single_seq) /* [SINGLE-GIVE] */
        return;
    for (int i = 0; i < team->nthreads; i++)
        for (struct veda_wait w = veda_wait_begin(NULL);
             (int32_t)(ld_acq(&team->member[i]->singles_done) - me->single_seq) < 0;) /* [SINGLE-DONE] */
            if (!veda_task_run_ready(me))
                veda_wait_step(&w);
}
