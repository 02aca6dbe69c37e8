/* __kmpc_reduce*: the runtime chooses how a reduction is done and the program follows (LLVM's
 * kmp_csupport.cpp is the ABI's source). Answers: 1 combine your copies into the shared variables (under
 * our lock, or alone, or after the tree has gathered all into yours), 2 do it with atomics, 0 nothing left
 * to do. 2 only where the compiler made that version (IDENT_ATOMIC_REDUCE).
 *
 * Small teams take a lock in turn: whatever is reduced, it costs two lines a thread. Atomics are 7 % faster
 * for one scalar and half as fast for an array of 64, and the call does not tell which it is. Larger teams
 * gather up the tree, which also makes the combine order the same in every run: but not where regions can be
 * cancelled, for members that have gone to the region's end come to no reduction. */
#include <stddef.h>

#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

enum { ALONE, LOCK, ATOMIC, TREE };

enum { LOCK_MAX_THREADS = 4 };

static int choose(const struct ident *loc, const struct veda_team *team, veda_combine combine)
{
    if (team->nthreads == 1)
        return ALONE;
    bool atomic = loc && loc->flags & IDENT_ATOMIC_REDUCE;
    bool tree = combine && !veda_global.cancellation;
    switch (veda_global.reduction) {
    case VEDA_REDUCTION_ATOMIC: return atomic ? ATOMIC : LOCK;
    case VEDA_REDUCTION_CRITICAL: return LOCK;
    case VEDA_REDUCTION_TREE: return tree ? TREE : LOCK;
    default: return team->nthreads > LOCK_MAX_THREADS && tree ? TREE : LOCK;
    }
}

static int32_t reduce(const struct ident *loc, void *data, veda_combine combine, void *lock)
{
    struct veda_member *me = veda_me();
    me->reduce_method = (uint8_t)choose(loc, me->team, combine);
    switch (me->reduce_method) {
    case LOCK: veda_critical_enter(lock); return 1;
    case ATOMIC: return 2;
    case TREE: return veda_reduce_gather(me, data, combine);
    default: return 1;
    }
}

VEDA_EXPORT(__kmpc_reduce_nowait)
int32_t __kmpc_reduce_nowait(struct ident *loc, int32_t gtid, int32_t nvars, size_t size, void *data,
                             veda_combine combine, void *lock)
{
    (void)gtid;
    (void)nvars;
    (void)size;
    return reduce(loc, data, combine, lock);
}

/* Called after answer 1. */
VEDA_EXPORT(__kmpc_end_reduce_nowait)
void __kmpc_end_reduce_nowait(struct ident *loc, int32_t gtid, void *lock)
{
    (void)loc;
    (void)gtid;
    struct veda_member *me = veda_me();
    if (me->reduce_method == LOCK)
        veda_critical_exit(lock);
    else if (me->reduce_method == TREE)
        veda_reduce_release(me);
}

VEDA_EXPORT(__kmpc_reduce)
int32_t __kmpc_reduce(struct ident *loc, int32_t gtid, int32_t nvars, size_t size, void *data,
                      veda_combine combine, void *lock)
{
    (void)gtid;
    (void)nvars;
    (void)size;
    return reduce(loc, data, combine, lock);
}

/* Called after answers 1 and 2: the shared variables hold the result for everybody when it returns. */
VEDA_EXPORT(__kmpc_end_reduce)
void __kmpc_end_reduce(struct ident *loc, int32_t gtid, void *lock)
{
    (void)loc;
    (void)gtid;
    struct veda_member *me = veda_me();
    switch (me->reduce_method) {
    case LOCK:
        veda_critical_exit(lock);
        veda_barrier_reduce(me);
        break;
    case ATOMIC: veda_barrier_reduce(me); break;
    case TREE:
        veda_task_drain(me);
        veda_reduce_release(me);
        break;
    default: veda_task_drain(me); break;
    }
}
