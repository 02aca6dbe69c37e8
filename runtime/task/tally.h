/* tally: counts what has begun and what is over, spread over the members of a team so that nobody shares a
 * line: begun and over are written by one thread each. A sum is exact in one case, the one that matters:
 *
 *   all `over` read first, all `begun` after them, and the sums are equal
 *     => at the moment between the two nothing was under way
 *
 * since both only grow and over <= begun at any time (Mattern's counting). Where whoever waits keeps others
 * from beginning anything new but from within what is under way, it stays so. [TASK-DONE] carries what was
 * done to whoever sees it counted. */
#ifndef VEDA_TASK_TALLY_H
#define VEDA_TASK_TALLY_H

#include <stdint.h>

#include "runtime/base/atomics.h"

struct veda_tally {
    uint64_t begun VEDA_ALIGNED(VEDA_CACHE_LINE);
    uint64_t over;
};

VEDA_INLINE void veda_tally_begin(struct veda_tally *t)
{
    st_rlx(&t->begun, ld_rlx(&t->begun) + 1); /* owner; seen through what it begins */
}

VEDA_INLINE void veda_tally_end(struct veda_tally *t)
{
    st_rel(&t->over, ld_rlx(&t->over) + 1); /* [TASK-DONE] */
}

#endif
