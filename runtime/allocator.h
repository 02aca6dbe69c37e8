/* An allocator as memory.c sees it: its traits, where its blocks come from, and what it has given out. Made and
 * looked up in allocator.c. memory.h has the handles. */
#ifndef VEDA_ALLOCATOR_H
#define VEDA_ALLOCATOR_H

#include "runtime/heap.h"
#include "runtime/memory.h"

enum { VEDA_ARENA_ASK = 255 }; /* no arena's number */
#define VEDA_STAMP_NONE UINT64_MAX

struct veda_allocator {
    /* Constant. */
    uintptr_t handle, space;
    uintptr_t trait[VEDA_TRAIT_COUNT];
    size_t alignment;     /* of every block; 16 or more */
    uint16_t number;      /* in the heads of its blocks */
    bool bounded;         /* has a pool_size: `used` counts */
    bool nowhere;         /* the host has no such memory */
    bool slow;            /* its blocks have VEDA_HEAD_SLOW */

    /* Written once, when the first block is asked for; then constant. */
    uint32_t settled;
    struct veda_placement placement; /* nodes: those of the space */
    uint8_t arena;        /* of all small blocks, or VEDA_ARENA_ASK */
    uint64_t stamp;       /* what heads of small blocks have besides the class; VEDA_STAMP_NONE: not so simple */

    /* Written by everybody. */
    size_t used VEDA_ALIGNED(VEDA_CACHE_LINE); /* sum of what live blocks are charged, never above pool_size */
    int64_t bytes, peak;  /* as threads have told */
    uint64_t got, freed, got_bytes, freed_bytes; /* what no thread's account has */
    uint64_t fallbacks;

    struct veda_account before; /* constant: what earlier allocators of this number have left in the accounts */
};

extern struct veda_allocator veda_predefined[];
extern const uint8_t veda_predefined_at[256]; /* index by handle */

/* The allocator of a handle that is not null. A number that means nothing is the default allocator, as in the
 * peers. */
VEDA_INLINE struct veda_allocator *veda_allocator_find(uintptr_t handle)
{
    if (likely(handle > VEDA_ALLOCATOR_PREDEFINED_MAX))
        return (struct veda_allocator *)handle;
    return &veda_predefined[handle < 256 ? veda_predefined_at[handle] : 0];
}

/* The one with that number; NULL: it has been destroyed. Thread-safe. */
struct veda_allocator *veda_allocator_numbered(uint16_t number);

/* Finds out where its blocks come from. Thread-safe. */
VEDA_COLD void veda_allocator_settle_slow(struct veda_allocator *a);

VEDA_INLINE void veda_allocator_settle(struct veda_allocator *a)
{
    if (unlikely(!ld_acq(&a->settled))) /* [ALLOCATOR-SETTLED] */
        veda_allocator_settle_slow(a);
}

/* Where a block comes from that the calling thread asks for: a is settled, and has no arena for all. */
void veda_allocator_place(const struct veda_allocator *a, struct veda_placement *how);

/* Whether what the allocator's own figure has of t is off by so many bytes. For the thread that has the heap. */
VEDA_INLINE bool veda_account_is_off(const struct veda_account *t, int64_t bytes)
{
    int64_t off = (int64_t)(t->got_bytes - t->freed_bytes) - t->told;
    return off >= bytes || off <= -bytes;
}

/* Brings a's figure up to date with heap's account. For the thread that has the heap. */
void veda_allocator_tell(struct veda_allocator *a, struct veda_heap *heap);

/* The same for all allocators whose figure is off by so many bytes; others may destroy theirs meanwhile. */
void veda_allocator_tell_all(struct veda_heap *heap, int64_t bytes);

/* The same for what has no account: `bytes` more, or less. */
void veda_allocator_count(struct veda_allocator *a, int64_t bytes);

/* Around a fork. */
void veda_allocator_before_fork(void);
void veda_allocator_after_fork(void);

#endif
