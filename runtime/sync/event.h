/* event: an eventcount. Threads wait until a condition over other words holds; whoever changes such a
 * word notifies. For conditions that a gate's single phase number cannot say (a turn, a free slot, a
 * count that falls to zero).
 *
 *   word = count << 8 | nudges << 1 | WAITERS        nudges: see sync/nudge.h
 *
 * Waiter:   key = prepare(e)      sets WAITERS
 *           look at the condition again; if it holds, go on (no cancel needed)
 *           sleep(e, key)         returns when the word is no longer key
 * Notifier: change the condition; notify(e)
 *
 * [EVENT-DEKKER] prepare is a sequentially consistent read-modify-write before the waiter's second look;
 * notify has a full fence between the change and its look at WAITERS. One of the two sees the other. */
#ifndef VEDA_SYNC_EVENT_H
#define VEDA_SYNC_EVENT_H

#include <limits.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"
#include "runtime/sync/nudge.h"
#include "runtime/sys/futex.h"

struct veda_event {
    uint32_t word;
};

#define VEDA_EVENT_WAITERS 1u

VEDA_INLINE uint32_t veda_event_prepare(struct veda_event *e)
{
    uint32_t key = or_sc(&e->word, VEDA_EVENT_WAITERS) | VEDA_EVENT_WAITERS; /* [EVENT-DEKKER] */
    fence_sc();                                                             /* [EVENT-DEKKER] */
    veda_chaos(event_prepare);
    return key;
}

/* timeout_ns: at most so long, 0 for ever. May return early. */
static inline void veda_event_sleep(struct veda_event *e, uint32_t key, uint64_t timeout_ns)
{
    veda_futex_wait(&e->word, key, timeout_ns);
}

VEDA_COLD void veda_event_wake(struct veda_event *e);

VEDA_INLINE void veda_event_notify(struct veda_event *e)
{
    veda_chaos(event_notify);
    fence_sc();                                                /* [EVENT-DEKKER] vs prepare */
    if (unlikely(ld_rlx(&e->word) & VEDA_EVENT_WAITERS)) /* ordered by the fence */
        veda_event_wake(e);
}

#endif
