/* single and copyprivate: see single.h. */
#include "runtime/work/single.h"

#include "runtime/base/atomics.h"
#include "runtime/policy.h"
#include "runtime/sync/barrier.h"

bool veda_single_try(struct veda_member *me)
{
    struct veda_team *team = me->team;
    if (team->nthreads == 1)
        return true;
    uint32_t mine = me->single_seq++;
    if (unlikely(veda_policy && veda_policy->single)) {
        int chosen = veda_policy->single(me, mine);
        if (chosen >= 0)
            return chosen == me->tid;
    }
    /* A look first: all but one find it taken, and a failed CAS takes the line from the others. */
    return ld_rlx(&team->single_taken) == mine &&              /* the CAS decides */
           cas_rlx(&team->single_taken, &mine, mine + 1);      /* counter */
}

void veda_single_give(struct veda_member *me, void *data)
{
    me->team->copyprivate = data; /* published by the barrier */
    veda_barrier(me);
}

void *veda_single_receive(struct veda_member *me)
{
    veda_barrier(me);
    return me->team->copyprivate;
}
