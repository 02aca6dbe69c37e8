/* mutex: four bytes, for short critical sections of the library itself and for the plain locks of the
 * OpenMP API, `critical` and `ordered`-like exclusion (sync/lock.h adds ownership and nesting).
 *
 *   0 free   1 held   2 held, somebody may sleep
 *
 * Unlock is one exchange; whoever leaves a 2 behind wakes one sleeper, which takes the mutex as 2 again:
 * it cannot know whether it was the last. Any thread may unlock (OpenMP locks are owned by nobody).
 * [MUTEX-HOLD] acquire on the way in, release on the way out. */
#ifndef VEDA_SYNC_MUTEX_H
#define VEDA_SYNC_MUTEX_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/sys/futex.h"

struct veda_mutex {
    uint32_t word;
};

VEDA_COLD void veda_mutex_lock_slow(struct veda_mutex *m);

VEDA_INLINE bool veda_mutex_lock_try(struct veda_mutex *m)
{
    uint32_t free = 0;
    return cas_acq(&m->word, &free, 1); /* [MUTEX-HOLD] */
}

VEDA_INLINE void veda_mutex_lock(struct veda_mutex *m)
{
    if (unlikely(!veda_mutex_lock_try(m)))
        veda_mutex_lock_slow(m);
}

VEDA_INLINE void veda_mutex_unlock(struct veda_mutex *m)
{
    if (unlikely(xchg_rel(&m->word, 0) == 2)) /* [MUTEX-HOLD] */
        veda_futex_wake(&m->word, 1);
}

#endif
