/* Tree reductions: the gather of sync/barrier.h with a combine at every step. */
#include "runtime/work/reduction.h"

#include "runtime/sync/barrier.h"

bool veda_reduce_gather(struct veda_member *me, void *data, veda_combine combine)
{
    struct veda_team *team = me->team;
    if (team->nthreads == 1)
        return true;
    int first, last;
    veda_team_look_below(me, &first, &last);
    for (int c = first; c < last; c++)
        if (veda_gate_at(&team->tree[c]->arrive, me->phase))
            __builtin_prefetch(team->tree[c]->reduce_data); /* or each combine would begin with a miss */
    for (int c = first; c < last; c++) {
        struct veda_member *child = team->tree[c];
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
