/* slab: memory for tasks and what hangs on them, a free list a thread and size. A block that another thread
 * frees goes home in a parcel: sync/homing.h.
 *
 * Blocks of one size never become anything else: a thief may look at a task that he then does not get, and
 * finds a task there, if not the same one. Slabs are never freed; when a thread ends, its slab waits for
 * the next thread, so home is always there.
 *
 * Beyond the sizes there is malloc, for what no thief looks at: payloads. */
#ifndef VEDA_TASK_SLAB_H
#define VEDA_TASK_SLAB_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/base/compiler.h"
#include "runtime/sync/homing.h"

enum veda_slab_size {
    VEDA_SLAB_SMALL, /* dependence nodes, edges */
    VEDA_SLAB_TASK,  /* a task with a small payload */
    VEDA_SLAB_LARGE, /* a task with more */
    VEDA_SLAB_SIZES
};

enum { VEDA_SMALL_BYTES = 64, VEDA_TASK_BYTES = 448, VEDA_LARGE_BYTES = 1280 };

/* Of these bytes, what stands in front of the user's. */
enum { VEDA_SLAB_HEAD = 32 };

/* That is: */
struct veda_block {
    struct veda_link link; /* while it is free */
    struct veda_slab *home;
    uint8_t size; /* enum veda_slab_size */
};

struct veda_slab {
    /* Written by the thread that has it. */
    struct veda_link *free[VEDA_SLAB_SIZES];
    char *fresh[VEDA_SLAB_SIZES], *fresh_end[VEDA_SLAB_SIZES]; /* never used yet */
    struct veda_parcel parcel;
    struct veda_slab *next; /* among the retired */

    /* Written by everybody. */
    struct veda_link *returned VEDA_ALIGNED(VEDA_CACHE_LINE);
};

void *veda_slab_alloc_slow(struct veda_slab **slab, enum veda_slab_size size);
void veda_slab_free_slow(struct veda_slab **slab, void *block);

/* One of the free blocks of s, or NULL: there is none at hand, or no slab. The owner of s. */
VEDA_INLINE void *veda_slab_alloc_try(struct veda_slab *s, enum veda_slab_size size)
{
    struct veda_link *b = likely(s != NULL) ? s->free[size] : NULL; /* a block begins with its link */
    if (unlikely(!b))
        return NULL;
    s->free[size] = b->next;
    return (char *)b + VEDA_SLAB_HEAD;
}

/* A block for the calling thread, whose slab *slab is (made when NULL). It has the content that its last user left,
 * or zeroes; it starts VEDA_SLAB_HEAD bytes behind a multiple of 64. Never NULL. */
VEDA_INLINE void *veda_slab_alloc(struct veda_slab **slab, enum veda_slab_size size)
{
    void *block = veda_slab_alloc_try(*slab, size);
    return likely(block != NULL) ? block : veda_slab_alloc_slow(slab, size);
}

/* Any thread; *slab is its own, or slab is NULL for a thread that has none. */
VEDA_INLINE void veda_slab_free(struct veda_slab **slab, void *block)
{
    struct veda_block *b = (struct veda_block *)((char *)block - VEDA_SLAB_HEAD);
    if (unlikely(!slab || b->home != *slab)) {
        veda_slab_free_slow(slab, block);
        return;
    }
    b->link.next = b->home->free[b->size];
    b->home->free[b->size] = &b->link;
}

/* Sends home what is not the calling thread's. For threads that run out of work. */
void veda_slab_flush(struct veda_slab *slab);

/* The thread ends: the next one that needs a slab gets this one. NULL does nothing. */
void veda_slab_retire(struct veda_slab *slab);

#endif
