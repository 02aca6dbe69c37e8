/* critical (5.2, 15.2): the unnamed one, and one for each name. The compilers give every name a
 * common symbol of zeroes that we may use as we like: gcc a pointer, LLVM 32 bytes. A mutex lives
 * right in it.
 *
 * Called by the critical entry points of both ABIs. Thread-safe, cannot fail; a wait is not a task
 * scheduling point. A thread that enters a critical region it is in deadlocks, as the specification
 * says. The child of a fork finds it free if another thread was inside, as nobody would leave it
 * there; what it guards may be half changed then. The compilers name symbols differently, so regions
 * of one name exclude each other among the objects of one compiler only; the same holds under their
 * own runtimes. */
#ifndef VEDA_SYNC_CRITICAL_H
#define VEDA_SYNC_CRITICAL_H

#include "runtime/sync/mutex.h"

/* The unnamed critical of code that passes no symbol for it. A line of its own. */
extern struct veda_critical {
    struct veda_mutex mutex VEDA_ALIGNED(VEDA_CACHE_LINE);
} veda_critical_unnamed;

/* word: the name's symbol, zero-initialised, 4-byte aligned at least. */
VEDA_INLINE void veda_critical_enter(void *word)
{
    veda_mutex_lock(word);
}

VEDA_INLINE void veda_critical_exit(void *word)
{
    veda_mutex_unlock(word);
}

#endif
