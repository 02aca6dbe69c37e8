/* Locks for `atomic` on operands that the processor has no atomic instruction for (5.2, atomic
 * Construct).
 *
 * An operand's lock is found by its address: 64 stripes, each a mutex on its own line. Invariant:
 * every access to one location names the same address, hence takes the same lock; two locations may
 * share one. A holder takes no second lock and waits for nothing, so no order among them is needed.
 *
 * The address NULL stands for one further lock that no operand has: the region between atomic start
 * and atomic end of both ABIs. It may therefore enclose updates of single operands.
 *
 * Called by abi/kmpc/atomic.c and abi/gomp/sync.c. Left out: what fits a machine word, which
 * callers do without a lock; the two ways never meet on one location. What one holder wrote, the
 * next one sees: [MUTEX-HOLD], in mutex.h. */
#ifndef VEDA_SYNC_ATOMIC_LOCK_H
#define VEDA_SYNC_ATOMIC_LOCK_H

/* Takes the lock of the location at address, waiting for it; NULL: the global lock. Not recursive.
 * Thread-safe, needs no initialisation, cannot fail. */
void veda_atomic_lock(const void *address);

/* Gives back what veda_atomic_lock(address) took. Any thread may. */
void veda_atomic_unlock(const void *address);

#endif
