/* deque: the tasks that a member has spawned and nobody has begun. The owner pushes and pops at the bottom,
 * thieves take from the top, the oldest first (Chase and Lev, SPAA 2005; orderings after Le et al., PPoPP
 * 2013). Bounded: a full deque tells the owner to run its task at once, which keeps memory flat.
 *
 *   top <= bottom <= top + limit, both only grow but for the one step down of a pop
 *   slot[i & mask] for top <= i < bottom is a task that nobody has begun
 *
 * 1. Push: fill the slot, then move bottom up.                                      [DEQUE-PUSH]
 * 2. Pop: move bottom down, full fence, look at top. With two or more items left the last one cannot be
 *    a thief's: he would have had to see bottom above it. With one left, the CAS on top decides.
 * 3. Steal: read top, full fence, read bottom; read the slot; the CAS on top decides. [DEQUE-LAST]
 * A slot is filled again only after the owner has seen top beyond it, hence after the thief's CAS that
 * followed his reading of it.                                                       [DEQUE-REUSE]
 *
 * A thief may look at the task before he decides (`may`). If his CAS succeeds then, the task was in the deque
 * all the time, so it was alive and not begun; if not, what he saw may be anything that the memory of tasks
 * has become since. Indices are 64 bits wide and do not wrap. */
#ifndef VEDA_SCHED_DEQUE_H
#define VEDA_SCHED_DEQUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"

struct veda_deferred;

struct veda_deque {
    /* Written by thieves, and by the owner where one item is left. */
    int64_t top VEDA_ALIGNED(VEDA_CACHE_LINE);

    /* Written by the owner. */
    int64_t bottom VEDA_ALIGNED(VEDA_CACHE_LINE);
    int64_t top_seen;               /* a top of earlier: the true one is no smaller */
    int64_t limit;                  /* items at most; 0: there are no slots yet */
    int64_t mask;
    struct veda_deferred **slot;    /* set once, before the first push */
};

/* Gives the deque its slots: a power of two of them, at least limit. Owner, once. */
VEDA_INLINE void veda_deque_init(struct veda_deque *d, struct veda_deferred **slot, int64_t nslots,
                                 int64_t limit)
{
    d->slot = slot;
    d->mask = nslots - 1;
    d->limit = limit;
}

/* Items that a thief may find. Exact for the owner while nobody steals; a hint for everybody else. */
VEDA_INLINE int64_t veda_deque_size(const struct veda_deque *d)
{
    return ld_rlx(&d->bottom) - ld_rlx(&d->top); /* hint */
}

/* Whether the owner may push. */
VEDA_INLINE bool veda_deque_has_room(struct veda_deque *d)
{
    int64_t bottom = ld_rlx(&d->bottom); /* owner */
    if (likely(bottom - d->top_seen < d->limit))
        return true;
    d->top_seen = ld_acq(&d->top); /* [DEQUE-REUSE] vs the CAS of steal */
    return bottom - d->top_seen < d->limit;
}

/* Owner, where there is room. */
VEDA_INLINE void veda_deque_push(struct veda_deque *d, struct veda_deferred *task)
{
    int64_t bottom = ld_rlx(&d->bottom);          /* owner */
    st_rlx(&d->slot[bottom & d->mask], task);     /* published by bottom */
    veda_chaos(deque_push);
    st_rel(&d->bottom, bottom + 1);               /* [DEQUE-PUSH] */
}

/* The newest item at index `floor` or above, or NULL. Owner. */
VEDA_INLINE struct veda_deferred *veda_deque_pop(struct veda_deque *d, int64_t floor)
{
    int64_t bottom = ld_rlx(&d->bottom) - 1;      /* owner */
    if (bottom < floor)
        return NULL;
    st_rlx(&d->bottom, bottom);                   /* claimed, made visible by: */
    fence_sc();                                   /* [DEQUE-LAST] vs steal's fence */
    veda_chaos(deque_pop);
    int64_t top = ld_rlx(&d->top);                /* ordered by the fence */
    if (unlikely(top > bottom)) {
        st_rlx(&d->bottom, bottom + 1);           /* was empty: undone */
        return NULL;
    }
    struct veda_deferred *task = ld_rlx(&d->slot[bottom & d->mask]); /* owner */
    if (likely(top < bottom))
        return task;
    bool won = cas_sc(&d->top, &top, top + 1);    /* [DEQUE-LAST] one winner */
    st_rlx(&d->bottom, bottom + 1);               /* owner: empty now, whoever won */
    return won ? task : NULL;
}

/* The oldest item, or NULL: there is none, somebody else was faster, or may(item, arg) said no. Any thread.
 * may NULL: any item will do. */
VEDA_INLINE struct veda_deferred *veda_deque_steal(struct veda_deque *d,
                                                   bool (*may)(struct veda_deferred *, const void *),
                                                   const void *arg)
{
    int64_t top = ld_acq(&d->top);                /* [DEQUE-LAST] */
    fence_sc();                                   /* [DEQUE-LAST] vs pop's fence */
    int64_t bottom = ld_acq(&d->bottom);          /* [DEQUE-PUSH] */
    if (top >= bottom)
        return NULL;
    struct veda_deferred *task = ld_rlx(&d->slot[top & d->mask]); /* the CAS tells whether it holds */
    if (may && !may(task, arg))
        return NULL;
    __builtin_prefetch((char *)task + 64);  /* where a task says what it is: cache misses that the CAS's hides */
    __builtin_prefetch((char *)task + 128);
    veda_chaos(deque_steal);
    return cas_sc(&d->top, &top, top + 1) ? task : NULL; /* [DEQUE-LAST] [DEQUE-REUSE] */
}

#endif
