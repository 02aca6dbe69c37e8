/* homing: blocks that go home. Memory that one thread took from its own and another gives up returns to where it
 * came from, in parcels, so that a producer gets its memory back and nothing piles up at the consumers.
 *
 *   a block given up by another thread is in the parcel of that thread, then in its home's `returned` stack
 *   (pushed by anybody, taken whole by home's thread: no ABA), then home's again
 *
 * Used by the memory of tasks (task/slab.c) and by that of programs (heap.c). Home is never freed; its thread may
 * change, under a lock. The ordering has its row in task/README.md. */
#ifndef VEDA_SYNC_HOMING_H
#define VEDA_SYNC_HOMING_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"

/* Somewhere in a block that nobody uses. */
struct veda_link {
    struct veda_link *next;
};

/* A thread's own; zeroes are an empty one. */
struct veda_parcel {
    struct veda_link **to; /* the home's `returned` */
    struct veda_link *first, *last;
    uint32_t n;
};

/* first to last, chained, go home. Any thread. */
VEDA_INLINE void veda_homing_give(struct veda_link **returned, struct veda_link *first, struct veda_link *last)
{
    struct veda_link *top = ld_rlx(returned); /* the CAS decides */
    do {
        last->next = top;
        veda_chaos(slab_return);
    } while (!cas_rel(returned, &top, first)); /* [SLAB-RETURN] */
}

/* All that has come home, chained, or NULL. Home's thread. */
VEDA_INLINE struct veda_link *veda_homing_take(struct veda_link **returned)
{
    return xchg_acq(returned, NULL); /* [SLAB-RETURN] */
}

/* Sends the parcel off, if there is something in it. */
VEDA_INLINE void veda_parcel_send(struct veda_parcel *p)
{
    if (!p->n)
        return;
    veda_homing_give(p->to, p->first, p->last);
    p->n = 0;
}

/* One block more for that home; what is in the parcel for another one is sent first. `most`: how many it takes
 * before it goes. */
VEDA_INLINE void veda_parcel_add(struct veda_parcel *p, struct veda_link **returned, struct veda_link *link,
                                 uint32_t most)
{
    if (p->n && p->to != returned)
        veda_parcel_send(p);
    if (!p->n) {
        p->to = returned;
        p->last = link;
        link->next = NULL;
    } else {
        link->next = p->first;
    }
    p->first = link;
    if (++p->n >= most)
        veda_parcel_send(p);
}

#endif
