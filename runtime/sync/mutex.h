/* mutex: four bytes, for short critical sections of the library itself and for the plain locks of
 * the OpenMP API and `critical`. Nest locks (lock.h) are the same word with an owner in it.
 *
 *   word = 0                     free
 *        | holder                held: an even number, not 0
 *        | holder + SLEEPERS     held, and somebody may sleep
 *
 * The holder is the thread's own number, or what the caller of an _as function takes for it; plain
 * locks, which no thread owns, have VEDA_MUTEX_HELD. The numbers are for the child of a fork: those
 * given out before it, but for the forking thread's own, belong to threads that the child does not
 * have, and a mutex that one of them held is as good as free.
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

/* The calling thread's number; 0: it has none yet. */
extern __thread uint32_t veda_mutex_self __attribute__((tls_model("initial-exec")));

VEDA_COLD uint32_t veda_mutex_number(void);

/* Relaxes between two looks of a waiter at most: where holders come back, and where each comes once. */
enum { VEDA_MUTEX_PAUSE = 128, VEDA_MUTEX_PAUSE_ONCE = 16 };

/* is_thread: holder is the thread's own number. */
VEDA_COLD void veda_mutex_lock_slow(struct veda_mutex *m, uint32_t holder, bool is_thread, uint32_t pause_most);

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
        veda_mutex_lock_slow(m, holder, false, VEDA_MUTEX_PAUSE);
}

/* Whether `holder` has it. Exact for the holder itself: nobody else writes that value. */
VEDA_INLINE bool veda_mutex_is_held_by(const struct veda_mutex *m, uint32_t holder)
{
    return (ld_rlx(&m->word) & ~VEDA_MUTEX_SLEEPERS) == holder; /* owner */
}

VEDA_INLINE void veda_mutex_lock_pausing(struct veda_mutex *m, uint32_t pause_most)
{
    uint32_t self = veda_mutex_self;
    if (unlikely(!self))
        self = veda_mutex_number();
    if (unlikely(!veda_mutex_lock_as_try(m, self)))
        veda_mutex_lock_slow(m, self, true, pause_most);
}

/* The same with the thread's own number. */
VEDA_INLINE void veda_mutex_lock(struct veda_mutex *m)
{
    veda_mutex_lock_pausing(m, VEDA_MUTEX_PAUSE);
}

/* The same for a mutex that threads want at the same time and once each. */
VEDA_INLINE void veda_mutex_lock_once(struct veda_mutex *m)
{
    veda_mutex_lock_pausing(m, VEDA_MUTEX_PAUSE_ONCE);
}

/* The mutex's memory may be reused by the next holder at once: it is not read again (a wake on a
 * stale address is harmless). */
VEDA_INLINE void veda_mutex_unlock(struct veda_mutex *m)
{
    if (unlikely(xchg_rel(&m->word, 0) & VEDA_MUTEX_SLEEPERS)) /* [MUTEX-HOLD] */
        veda_futex_wake(&m->word, 1);
}

#endif
