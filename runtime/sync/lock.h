/* The locks of the OpenMP API (5.2, 18.9), one implementation for both ABIs. gcc's omp_lock_t has 4
 * bytes and its nest lock 16, of which Fortran gives 8; LLVM's have 8 and 8: a lock uses 4 bytes
 * and a nest lock 8, aligned to 4. Zeroes are a lock nobody holds.
 *
 * A plain lock is owned by nobody and may be unset by any thread. A nest lock is owned by a task,
 * whose number stands in its word; a number comes again after 2^31 tasks that used nest locks. The
 * first nest locks of OpenMP belonged to a thread: the same with a thread's number
 * (veda_lock_owner_thread), on a lock that is used in that way only.
 *
 * Locks are the program's: in the child of a fork they are as the parent's threads had them.
 *
 * Called by abi/omp/lock.c and abi/kmpc/sync.c. All functions are thread-safe and none fails; a
 * wait is not a task scheduling point. Hints are left out: there is one kind of lock. Under
 * VEDA_DEBUG, unsetting a lock that is not set and destroying one that is are fatal; otherwise
 * undefined, as in OpenMP. */
#ifndef VEDA_SYNC_LOCK_H
#define VEDA_SYNC_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/log.h"
#include "runtime/sync/mutex.h"
#include "runtime/team.h"

struct veda_lock {
    struct veda_mutex mutex;
};

struct veda_nest_lock {
    struct veda_mutex mutex; /* held by its owner's number */
    uint32_t depth;          /* written by the owner only */
};

_Static_assert(sizeof(struct veda_lock) == 4 && _Alignof(struct veda_lock) == 4,
               "gcc's omp_lock_t");
_Static_assert(sizeof(struct veda_nest_lock) == 8 && _Alignof(struct veda_nest_lock) == 4,
               "LLVM's omp_nest_lock_t, Fortran's omp_nest_lock_kind, OMP_1.0's nest lock");

#ifdef VEDA_DEBUG
#define VEDA_LOCK_CHECK(cond, l, what)                                                             \
    (likely(cond) ? (void)0 : veda_fatal("lock %p: %s", (const void *)(l), what))
#else
#define VEDA_LOCK_CHECK(cond, l, what) ((void)sizeof(!!(cond)))
#endif

/* --- Plain locks ------------------------------------------------------------------------------ */

VEDA_INLINE void veda_lock_init(struct veda_lock *l)
{
    st_rlx(&l->mutex.word, 0); /* owner: nobody else knows the lock yet */
}

VEDA_INLINE void veda_lock_destroy(struct veda_lock *l)
{
    VEDA_LOCK_CHECK(ld_rlx(&l->mutex.word) == 0, l, "destroyed while it is set"); /* owner */
}

VEDA_INLINE void veda_lock_set(struct veda_lock *l)
{
    veda_mutex_lock_as(&l->mutex, VEDA_MUTEX_HELD);
}

VEDA_INLINE void veda_lock_unset(struct veda_lock *l)
{
    VEDA_LOCK_CHECK(ld_rlx(&l->mutex.word) != 0, l, "unset while it is not set"); /* owner */
    veda_mutex_unlock(&l->mutex);
}

/* True: the lock is now set by the caller. */
VEDA_INLINE bool veda_lock_test(struct veda_lock *l)
{
    return veda_mutex_lock_as_try(&l->mutex, VEDA_MUTEX_HELD);
}

/* --- Nest locks ------------------------------------------------------------------------------- */

/* The number that me's current task owns locks by: even, not 0. */
VEDA_INLINE uint32_t veda_lock_owner(struct veda_member *me)
{
    uint64_t id = likely(me->task->id != 0) ? me->task->id : veda_task_id(me, me->task);
    uint32_t number = (uint32_t)id * 2;
    return likely(number != 0) ? number : 2;
}

/* The number that the calling thread owns locks by, where threads do. */
VEDA_INLINE uint32_t veda_lock_owner_thread(const struct veda_member *me)
{
    return ((uint32_t)me->thread->gtid + 1) * 2;
}

VEDA_INLINE void veda_nest_lock_init(struct veda_nest_lock *l)
{
    st_rlx(&l->mutex.word, 0); /* owner: nobody else knows the lock yet */
    l->depth = 0;
}

VEDA_INLINE void veda_nest_lock_destroy(struct veda_nest_lock *l)
{
    VEDA_LOCK_CHECK(ld_rlx(&l->mutex.word) == 0, l, "destroyed while it is set"); /* owner */
}

/* Gives how often the owner holds it now, 1 when it was free. */
VEDA_INLINE uint32_t veda_nest_lock_set(struct veda_nest_lock *l, uint32_t owner)
{
    if (!veda_mutex_is_held_by(&l->mutex, owner))
        veda_mutex_lock_as(&l->mutex, owner);
    return ++l->depth;
}

/* As set, or 0 where another owner holds it. */
VEDA_INLINE uint32_t veda_nest_lock_test(struct veda_nest_lock *l, uint32_t owner)
{
    if (!veda_mutex_is_held_by(&l->mutex, owner) && !veda_mutex_lock_as_try(&l->mutex, owner))
        return 0;
    return ++l->depth;
}

/* Undoes one set; its owner's. The last one leaves depth 0 for the next owner. */
VEDA_INLINE void veda_nest_lock_unset(struct veda_nest_lock *l)
{
    VEDA_LOCK_CHECK(ld_rlx(&l->mutex.word) != 0, l, "unset while it is not set"); /* owner */
    if (--l->depth == 0)
        veda_mutex_unlock(&l->mutex);
}

#endif
