/* Tree reductions: the gather of sync/barrier.h with a combine at every step. */
#include "runtime/work/reduction.h"

#include "runtime/sync/barrier.h"

bool veda_reduce_gather(struct veda_member *me, void *data, veda_combine combine)
{
    struct veda_team *team = me->team;
    if (team->nthreads == 1)
        return true;
    int first = me->tid * VEDA_TREE_FAN + 1;
    int last = first + VEDA_TREE_FAN < team->nthreads ? first + VEDA_TREE_FAN : team->nthreads;
    for (int c = first; c < last; c++) {
        struct veda_member *child = team->member[c];
        veda_wait_gate(&child->arrive, me->phase, me, &me->patience_below);
        combine(data, child->reduce_data);
    }
    if (me->tid == 0)
        return true;
    me->reduce_data = data;
    veda_gate_open(&me->arrive, me->phase); /* publishes data and what it points to */
    veda_team_follow(me);
    return false;
}

void veda_reduce_release(struct veda_member *me)
{
    if (me->team->nthreads > 1)
        veda_team_release(me);
}
