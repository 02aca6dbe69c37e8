/* heap: small blocks of omp_alloc, a heap a thread. A heap has a pool for each arena that its thread has used, and a
 * pool a free list (a bin) for each of VEDA_HEAP_CLASSES sizes. An arena is where memory comes from: the system with
 * a placement (numa/extent.h), handed to pools in spans of VEDA_SPAN_BYTES.
 *
 *     arena (placement; spans that nobody has)  ->  pool (a thread's; bins)  ->  slots of one size  ->  blocks
 *
 * A block knows its heap: any thread may free it, and it goes home in parcels (sync/homing.h). A thread that ends
 * leaves its heap to the next one that begins, with every whole span given back before. A bin that has much more
 * than was lately in use gives whole spans back to the arena, which gives the pages back to the system: a thread
 * keeps at most VEDA_BIN_KEEPS a size, or what lies in spans of which something is in use.
 *
 * Called by memory.c alone, but for thread ends, forks and idle members. Not for threads without a heap: these give
 * blocks back by veda_heap_return(). */
#ifndef VEDA_HEAP_H
#define VEDA_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "numa/extent.h"
#include "runtime/base/atomics.h"
#include "runtime/base/compiler.h"
#include "runtime/sync/homing.h"

enum {
    VEDA_HEAP_CLASSES = 39,
    VEDA_SLOT_MOST = 32768,       /* bytes of the largest slot, its head included */
    VEDA_SPAN_BYTES = 256 * 1024, /* and what spans are aligned to */
    VEDA_BIN_KEEPS = 512 * 1024,  /* bytes */
    VEDA_ARENAS = 64,             /* placements that programs may use at a time; 0 is the system's own */
    VEDA_ACCOUNTS = 64,            /* allocators that are counted by thread: memory.c */
    VEDA_PARCELS = 4,             /* homes that a thread gathers blocks for at a time */
};

/* In front of every block, and of every slot. `stamp` is its second half at once. */
struct veda_head {
    struct veda_heap *home; /* NULL: not from a heap, memory.c knows */
    union {
        struct {
            uint32_t back;      /* how far the block is behind the first place of its slot, in units of 16 bytes */
            uint16_t allocator; /* memory.c's number */
            uint8_t size_class; /* with VEDA_HEAD_SLOW where memory.c has more to do than to give the slot back */
            uint8_t arena;
        };
        uint64_t stamp;
    };
};
_Static_assert(sizeof(struct veda_head) == 16, "blocks are aligned to 16 bytes");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "where the parts of a stamp are");

enum { VEDA_HEAD_SLOW = 0x80 };
enum { VEDA_STAMP_ALLOCATOR = 32, VEDA_STAMP_CLASS = 48, VEDA_STAMP_ARENA = 56 }; /* bits below each */

struct veda_arena;

struct veda_bin {
    struct veda_link *free;
    uint32_t nfree, most; /* slots in the list, and past how many it is gone through for whole spans */
    char *fresh, *fresh_end; /* of the span that is being cut into slots */
};

struct veda_pool {
    struct veda_bin bin[VEDA_HEAP_CLASSES];
    struct veda_arena *arena; /* heap.c's */
};

/* What the blocks of one allocator are that one thread has got and freed. Others read it. */
struct veda_account {
    uint64_t got, got_bytes;
    uint64_t freed, freed_bytes;
    int64_t told; /* of got_bytes - freed_bytes, what the allocator's own figure has of it */
} VEDA_ALIGNED(64);

struct veda_heap {
    /* Written by the thread that has it. */
    struct veda_pool *pool[VEDA_ARENAS];
    struct veda_pool plain;        /* pool[0] */
    struct veda_parcel parcel[VEDA_PARCELS];
    struct veda_account account[VEDA_ACCOUNTS];

    /* Written under the lock of heap.c. */
    struct veda_heap *next_retired, *next;

    /* Written by everybody. */
    struct veda_link *returned VEDA_ALIGNED(VEDA_CACHE_LINE);
};

/* Bytes of a slot of that class, head included: multiples of 16 to 128, then four to each doubling. */
extern const uint16_t veda_slot_bytes[VEDA_HEAP_CLASSES];

/* The smallest class with slots of so many bytes, 1 to VEDA_SLOT_MOST. Sizes of programs come in any order, so that
 * most go by a table: a branch would be guessed wrong. [units of 16 bytes] */
enum { VEDA_SLOT_TABLED = 1024 };
extern const uint8_t veda_slot_classes[VEDA_SLOT_TABLED / 16 + 1];

VEDA_INLINE unsigned veda_slot_class(size_t bytes)
{
    if (likely(bytes <= VEDA_SLOT_TABLED))
        return veda_slot_classes[(bytes + 15) / 16];
    unsigned top = 63 - (unsigned)__builtin_clzll(bytes - 1);
    return 7 + (top - 7) * 4 + ((bytes - 1) >> (top - 2) & 3);
}

VEDA_INLINE struct veda_head *veda_head_of(const void *block)
{
    return (struct veda_head *)((char *)block - sizeof(struct veda_head));
}

/* The slot's first place for a block, which is the link while it is free. */
VEDA_INLINE struct veda_link *veda_slot_of(void *block)
{
    return (struct veda_link *)((char *)block - 16 * (size_t)veda_head_of(block)->back);
}

/* A heap for the calling thread: one that somebody has left, or a new one. Out of memory is fatal. */
VEDA_COLD struct veda_heap *veda_heap_new(void);

/* The thread ends. NULL does nothing. */
void veda_heap_retire(struct veda_heap *heap);

/* A slot of heap, which the calling thread has, with the head filled in but for `allocator`, or NULL: there is none
 * at hand. The slow one gets one from elsewhere; NULL then means that there is no memory. */
VEDA_COLD struct veda_link *veda_heap_get_slow(struct veda_heap *heap, unsigned arena, unsigned size_class);

VEDA_INLINE struct veda_link *veda_heap_get_try(struct veda_heap *heap, unsigned arena, unsigned size_class)
{
    struct veda_pool *pool = heap->pool[arena];
    if (unlikely(!pool))
        return NULL;
    struct veda_bin *bin = &pool->bin[size_class];
    struct veda_link *slot = bin->free;
    if (unlikely(!slot))
        return NULL;
    bin->free = slot->next;
    bin->nfree--;
    return slot;
}

/* Back to heap, where it is from; the calling thread has it. True: that bin has much now, and is to be trimmed. */
VEDA_INLINE bool veda_heap_put(struct veda_heap *heap, unsigned arena, unsigned size_class, struct veda_link *slot)
{
    struct veda_bin *bin = &heap->pool[arena]->bin[size_class];
    slot->next = bin->free;
    bin->free = slot;
    return unlikely(++bin->nfree > bin->most);
}

/* Gives whole spans of that bin back to their arena. */
VEDA_COLD void veda_heap_trim(struct veda_heap *heap, unsigned arena, unsigned size_class);

/* The same for a slot of another heap; `heap` is the calling thread's, or NULL: it has none. */
void veda_heap_return(struct veda_heap *heap, struct veda_link *slot);

/* The thread has nothing to do: what it holds for others goes home, and what has come home is looked through. */
void veda_heap_idle(struct veda_heap *heap);

/* The arena of that placement, which is not pinned. -1: there are VEDA_ARENAS already. Thread-safe. */
int veda_arena_of(const struct veda_placement *how);

/* Calls look(account, arg) for that allocator's figures of each heap. They may change meanwhile. Thread-safe. */
void veda_heap_accounts(unsigned allocator, void (*look)(struct veda_account *account, void *arg), void *arg);

/* Bytes that arenas have from the system, and of these in spans that no pool has. Thread-safe. */
void veda_heap_bytes(size_t *mapped, size_t *spare);

/* Around a fork: nobody is inside meanwhile. In the child the heaps of other threads are nobody's; blocks of theirs
 * may be used and freed as before. */
void veda_heap_before_fork(void);
void veda_heap_after_fork(void);

#endif
