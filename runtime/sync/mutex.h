/* mutex: four bytes, for short critical sections of the library itself and for the plain locks of
 * the OpenMP API and `critical`. Nest locks (lock.h) are the same word with an owner in it.
 *
 *   word = 0                     free
 *        | holder                held: an even number, not 0; VEDA_MUTEX_HELD if nobody asks whose
 *        | holder + SLEEPERS     held, and somebody may sleep
 *
 * Unlock is one exchange; whoever takes SLEEPERS away wakes one sleeper. That one takes the mutex
 * with SLEEPERS set again, since it cannot know whether it was the last; until it does, others may
 * lock and unlock in passing and need not wake anybody. Any thread may unlock (OpenMP locks are
 * owned by nobody). [MUTEX-HOLD] acquire on the way in, release on the way out.
 *
 * Not fair, on purpose: handing the word to a waiting processor costs a cache line's way every
 * time, and one that has to be woken costs a thousand times as much. A waiter's looks get rarer, so
 * the holder may come back several times between two of them. */
#ifndef VEDA_SYNC_MUTEX_H
#define VEDA_SYNC_MUTEX_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/sys/futex.h"

struct veda_mutex {
    uint32_t word;
};

#define VEDA_MUTEX_SLEEPERS 1u
#define VEDA_MUTEX_HELD 2u

VEDA_COLD void veda_mutex_lock_slow(struct veda_mutex *m, uint32_t holder);

VEDA_INLINE bool veda_mutex_lock_as_try(struct veda_mutex *m, uint32_t holder)
{
    uint32_t free = 0;
    return cas_acq(&m->word, &free, holder); /* [MUTEX-HOLD] */
}

/* Returns when the mutex is the caller's, with `holder` in its word. A holder that locks again
 * waits for ever. */
VEDA_INLINE void veda_mutex_lock_as(struct veda_mutex *m, uint32_t holder)
{
    if (unlikely(!veda_mutex_lock_as_try(m, holder)))
        veda_mutex_lock_slow(m, holder);
}

/* Whether `holder` has it. Exact for the holder itself: nobody else writes that value. */
VEDA_INLINE bool veda_mutex_is_held_by(const struct veda_mutex *m, uint32_t holder)
{
    return (ld_rlx(&m->word) & ~VEDA_MUTEX_SLEEPERS) == holder; /* owner */
}

VEDA_INLINE bool veda_mutex_lock_try(struct veda_mutex *m)
{
    return veda_mutex_lock_as_try(m, VEDA_MUTEX_HELD);
}

VEDA_INLINE void veda_mutex_lock(struct veda_mutex *m)
{
    veda_mutex_lock_as(m, VEDA_MUTEX_HELD);
}

/* The mutex's memory may be reused by the next holder at once: it is not read again (a wake on a
 * stale address is harmless). */
VEDA_INLINE void veda_mutex_unlock(struct veda_mutex *m)
{
    if (unlikely(xchg_rel(&m->word, 0) & VEDA_MUTEX_SLEEPERS)) /* [MUTEX-HOLD] */
        veda_futex_wake(&m->word, 1);
}

#endif
