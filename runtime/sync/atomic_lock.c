/* The striped locks of atomic_lock.h. Invariant: lock_of() depends on the address alone. */
#include "runtime/sync/atomic_lock.h"

#include <stddef.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/sync/mutex.h"

enum { STRIPE_BITS = 6, GLOBAL = 1 << STRIPE_BITS };

/* A line each: holders of different stripes must not disturb each other. */
static struct {
    struct veda_mutex mutex VEDA_ALIGNED(VEDA_CACHE_LINE);
} locks[GLOBAL + 1];

static struct veda_mutex *lock_of(const void *address)
{
    /* Fibonacci hashing spreads neighbours and strides alike. The low four bits are dropped: the
     * operands are 10 bytes or more, and mostly aligned to 16. */
    uint64_t hash = ((uintptr_t)address >> 4) * UINT64_C(0x9e3779b97f4a7c15);
    return &locks[address ? hash >> (64 - STRIPE_BITS) : GLOBAL].mutex;
}

/* What gcc guards by the global one is mostly the end of a reduction, to which each thread comes once. */
void veda_atomic_lock(const void *address)
{
    if (address)
        veda_mutex_lock(lock_of(address));
    else
        veda_mutex_lock_once(lock_of(NULL));
}

void veda_atomic_unlock(const void *address)
{
    veda_mutex_unlock(lock_of(address));
}
