/* The team's barrier (5.2, 15.3): a tree up, one word down. Every member opens its own arrive gate
 * when its children have; the primary, when all have come and no task is left, opens the team's go gate.
 * Join is the upper half, fork the lower one. Protocol and orderings: runtime/sched/README.md. */
#ifndef VEDA_SYNC_BARRIER_H
#define VEDA_SYNC_BARRIER_H

#include <stdbool.h>

#include "numa/near.h"
#include "runtime/sched/wait.h"
#include "runtime/team.h"

/* Full barrier of me's team. A task scheduling point; all tasks of the team are complete after it. Where
 * cancel-var is true it is veda_barrier_cancel() for callers that cannot leave: once the region has been
 * cancelled, members of it may never come, and it waits for nobody. */
void veda_barrier(struct veda_member *me);

/* The barrier of constructs that can be cancelled (cancel-var true). True: the parallel region has been
 * cancelled, the caller goes to its end. Without cancellation a plain barrier. */
bool veda_barrier_cancel(struct veda_member *me);

/* Behind a reduction in a worksharing construct, before the construct's own barrier: the result is whole when
 * it returns. If the construct has been cancelled, it waits for nobody: members may never come, and the
 * result is unspecified (5.2, 16.1). */
void veda_barrier_reduce(struct veda_member *me);

/* What a cancel construct asks for; also what team->cancelled holds. */
enum veda_cancel {
    VEDA_CANCEL_NONE = 0,
    VEDA_CANCEL_PARALLEL = 1,
    VEDA_CANCEL_LOOP = 2,
    VEDA_CANCEL_SECTIONS = 4,
    VEDA_CANCEL_TASKGROUP = 8,
    VEDA_CANCEL_WORK = VEDA_CANCEL_LOOP | VEDA_CANCEL_SECTIONS, /* to ask for either */
};

/* Activates cancellation of the innermost region of that kind. False: cancel-var is false, nothing was
 * done. Wakes members at cancellable barriers when the parallel region is cancelled. */
bool veda_cancel(struct veda_member *me, enum veda_cancel kind);

/* Cancellation point: whether the innermost region of that kind has been cancelled. */
bool veda_cancelled(const struct veda_member *me, enum veda_cancel kind);

/* Sixteen gates that are looked at together cost about what two in a row do. With 16 threads a barrier takes 0.84 us,
 * with a fan of four 0.97 and a level more, and 1.05 where the four are looked at one after the other. */
enum { VEDA_TREE_FAN = 16 };

/* Says who waits for whom: a 16-ary tree by number, or the one that a ring has (numa/near.h; without memory by number).
 * Primary only, between regions: by number whenever the team has changed its size. */
void veda_tree_by_number(struct veda_team *team);
void veda_tree_by_ring(struct veda_team *team, const struct veda_near *ring);

/* Whether all of tree[first] to tree[last - 1] stand at phase. The loads depend on nothing: several misses take little
 * longer than one, where a wait for one after the other pays for each. */
VEDA_INLINE bool veda_team_arrived(const struct veda_team *team, int first, int last, uint32_t phase)
{
    uint32_t behind = 0;
    for (int c = first; c < last; c++)
        behind |= !veda_gate_at(&team->tree[c]->arrive, phase);
    return !behind;
}

/* Looks for the members below me in the tree for a moment, at all of them at a time. first, last: which they are. */
VEDA_INLINE void veda_team_look_below(struct veda_member *me, int *first, int *last)
{
    enum { LOOKS = 32 };
    const struct veda_team *team = me->team;
    *first = me->below;
    *last = me->below_end;
    if (*last - *first < 2) /* one is waited for as well as looked at */
        return;
    for (int i = 0; i < LOOKS && !veda_team_arrived(team, *first, *last, me->phase); i++)
        veda_cpu_relax();
}

/* The upper half: returns when all members below me in the tree have arrived in this phase, with me
 * arrived too. A member that is leaving must not touch the team after it. */
VEDA_INLINE void veda_team_gather(struct veda_member *me)
{
    int first, last;
    veda_team_look_below(me, &first, &last);
    for (int c = first; c < last; c++)
        veda_wait_gate(&me->team->tree[c]->arrive, me->phase, me, &me->patience_below);
    if (me->tid)
        veda_gate_open(&me->arrive, me->phase);
}

/* Members sleep at the go gate, it seems, and are about to be woken: notes when, and has all of them count with
 * the longest of their wakes, since the team waits for the last. Primary only. */
VEDA_COLD void veda_team_note_wake(struct veda_team *team);

/* The lower half, primary only: lets the team into the next phase. */
VEDA_INLINE void veda_team_release(struct veda_member *me)
{
    me->phase++;
    if (unlikely(ld_rlx(&me->team->go.word) & VEDA_GATE_ASLEEP)) /* hint */
        veda_team_note_wake(me->team);
    veda_gate_open(&me->team->go, me->phase);
}

/* The lower half of the others. */
VEDA_INLINE void veda_team_follow(struct veda_member *me)
{
    veda_wait_gate(&me->team->go, me->phase + 1, me, &me->patience);
    me->phase++;
}

#endif
