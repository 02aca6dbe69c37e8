/* Turns between processes (OMP_VEDA_SHARE=1). Processes of one user that join say in a shared page how many
 * threads their teams have. Where that is more than there are processors they take turns: a whole team runs, the
 * others' sleep, so no thread waits at a barrier for one that has no processor.
 *
 * A process has a slot. The page's lock is held to change who has a turn; the process itself writes how wide it
 * is and what it is doing, the others read it. At a step (a region begins, a barrier ends) the primary of a team
 * asks whether its turn is over:
 *
 * 1. Nobody is contended with, or the turn is not over: on with it.
 * 2. The turn is over and nobody waits: another one.
 * 3. Else it goes to the end of the queue, lets in those at the head who fit, and sleeps; its team sleeps at its
 *    gate meanwhile. Whoever's turn ends next wakes it.
 *
 * It ends, whatever the others do: a turn of a process that runs no region for a millisecond or is gone is taken
 * away by those who wait, who look every two milliseconds; one that takes no step counts no longer than two
 * turns' time; a lock that cannot be had is done without. */
#ifndef VEDA_SHARE_H
#define VEDA_SHARE_H

#include <stdbool.h>

#include "runtime/base/atomics.h"
#include "runtime/base/compiler.h"

/* Whether this process has joined, under the pool's lock; until the program closes the page's file under it. */
extern bool veda_sharing;

/* Threads that this process has in teams; joins when it is asked for and there are some. Caller holds the pool's
 * lock. */
void veda_share_width(int threads);

VEDA_COLD void veda_share_step_slow(int entered);

/* A primary, with all members of its team waiting for it. entered: 1 where a region begins, else 0. */
VEDA_INLINE void veda_share_step(int entered)
{
    if (unlikely(ld_rlx(&veda_sharing))) /* hint */
        veda_share_step_slow(entered);
}

/* A region has ended. */
VEDA_COLD void veda_share_left_slow(void);

VEDA_INLINE void veda_share_left(void)
{
    if (unlikely(ld_rlx(&veda_sharing))) /* hint */
        veda_share_left_slow();
}

/* In the child of a fork: it has not joined. */
void veda_share_after_fork(void);

#endif
