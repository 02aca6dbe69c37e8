/* Blocks: see memory.h. Where a block is from is in its head (heap.h):
 *
 *   home        a slot of that heap
 *   no home     malloc's, or pages of the system's: struct large stands in front of the head
 *
 * Invariant: the `used` of an allocator with a pool_size is the sum of what its live blocks are charged, and never
 * above pool_size. What is charged is the block with a head and padding, about as in the peers. An allocator without
 * one counts nothing that threads share: each has an account of its own. */
#include "runtime/memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/allocator.h"
#include "runtime/base/log.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/pages.h"
#include "runtime/team.h"

enum {
    HEAD = sizeof(struct veda_head),
    CHARGED_HEAD = 32,         /* what a block is charged besides its bytes and padding */
    FALLBACKS_MAX = 64,        /* a chain of fb_data that comes back to itself ends there */
    PAGES_FROM = 4 << 20,      /* bytes of a block from which on malloc is not asked */
    TELL_BYTES = 64 * 1024,    /* a thread tells an allocator's figure when it is off by so much */
    KEPT = 8,                  /* stretches of pages that were freed and are kept for the next block */
    KEPT_BYTES = 64 << 20,     /* and how large they are together at most */
};

/* In front of the head of a block that is from no heap. */
struct large {
    char *base;
    size_t pages_bytes; /* at base; 0: malloc's */
    size_t bytes;       /* of the block */
    size_t charged;
};

/* In front of the head of a slot's block that has VEDA_HEAD_SLOW. A slot's own head comes before. */
struct charge {
    size_t charged;
    size_t unused;
};
enum { SLOW_FRONT = sizeof(struct charge) + HEAD };
_Static_assert(sizeof(struct large) % 16 == 0 && SLOW_FRONT % 16 == 0, "blocks are aligned to 16 bytes");

static struct large *large_of(const struct veda_head *head)
{
    return (struct large *)head - 1;
}

static struct charge *charge_of(const struct veda_head *head)
{
    return (struct charge *)head - 1;
}

static unsigned class_of(const struct veda_head *head)
{
    return head->size_class & ~(unsigned)VEDA_HEAD_SLOW;
}

static bool is_power_of_2(size_t n)
{
    return n && !(n & (n - 1));
}

static void *aligned(void *p, size_t alignment)
{
    return (void *)(((uintptr_t)p + alignment - 1) & ~(uintptr_t)(alignment - 1));
}

/* --- accounts -------------------------------------------------------------------------------------- */

/* The hot ones: the thread has the heap, and the allocator an account in it. */
static inline void account_got(struct veda_account *t, uint64_t bytes)
{
    own_add(&t->got, 1);
    own_add(&t->got_bytes, bytes);
}

static inline void account_freed(struct veda_account *t, uint64_t bytes)
{
    own_add(&t->freed, 1);
    own_add(&t->freed_bytes, bytes);
}

/* The caller has a block of a, or is about to: nobody destroys it meanwhile. */
static void tell_if_off(struct veda_allocator *a, struct veda_heap *heap)
{
    if (veda_account_is_off(&heap->account[a->number], TELL_BYTES))
        veda_allocator_tell(a, heap);
}

static void count_got(struct veda_allocator *a, struct veda_heap *heap, uint64_t bytes)
{
    if (heap && a->number < VEDA_ACCOUNTS) {
        account_got(&heap->account[a->number], bytes);
        tell_if_off(a, heap);
        return;
    }
    add_rlx(&a->got, 1);           /* counter */
    add_rlx(&a->got_bytes, bytes); /* counter */
    veda_allocator_count(a, (int64_t)bytes);
}

static void count_freed(struct veda_allocator *a, struct veda_heap *heap, uint64_t bytes)
{
    if (!a)
        return;
    if (heap && a->number < VEDA_ACCOUNTS) {
        account_freed(&heap->account[a->number], bytes);
        tell_if_off(a, heap);
        return;
    }
    add_rlx(&a->freed, 1);           /* counter */
    add_rlx(&a->freed_bytes, bytes); /* counter */
    veda_allocator_count(a, -(int64_t)bytes);
}

/* Moves `used` from before to after, if the pool has that much. */
static bool charge(struct veda_allocator *a, size_t before, size_t after)
{
    if (!a || !a->bounded)
        return true;
    size_t used = ld_rlx(&a->used); /* counter */
    size_t then;
    do {
        then = used - before;
        if (__builtin_add_overflow(then, after, &then) || (after > before && then > a->trait[VEDA_TRAIT_POOL_SIZE]))
            return false;
    } while (!cas_rlx(&a->used, &used, then)); /* counter */
    return true;
}

/* What a block is charged; 0: more than there can be. */
static size_t price(size_t bytes, size_t alignment)
{
    return __builtin_add_overflow(bytes, CHARGED_HEAD + alignment - 16, &bytes) ? 0 : bytes;
}

/* --- pages kept for the next block ------------------------------------------------------------------ */

/* Of malloc's arenas the same is true: what a loop gives up and wants again need not come from the system each time,
 * zeroed anew. Only pages without a placement. */
static struct {
    struct veda_mutex lock;
    struct veda_extent extent[KEPT]; /* base NULL: none */
    size_t bytes;
    unsigned oldest;
} kept;

static bool kept_take(struct veda_extent *e, size_t bytes, size_t alignment)
{
    bool found = false;
    veda_mutex_lock(&kept.lock);
    for (int i = 0; i < KEPT && !found; i++) {
        struct veda_extent *k = &kept.extent[i];
        found = k->base && k->bytes >= bytes && k->bytes - bytes <= bytes / 4 && (uintptr_t)k->base % alignment == 0;
        if (found) {
            *e = *k;
            kept.bytes -= k->bytes;
            k->base = NULL;
        }
    }
    veda_mutex_unlock(&kept.lock);
    return found;
}

/* False: nobody wants it, the caller gives it back to the system. */
static bool kept_give(const struct veda_extent *e)
{
    struct veda_extent leaves = {0};
    if (e->bytes > KEPT_BYTES / 2)
        return false;
    veda_mutex_lock(&kept.lock);
    bool room = kept.bytes + e->bytes <= KEPT_BYTES;
    if (room) {
        struct veda_extent *k = &kept.extent[kept.oldest++ % KEPT];
        leaves = *k;
        if (leaves.base)
            kept.bytes -= leaves.bytes;
        *k = *e;
        kept.bytes += e->bytes;
    }
    veda_mutex_unlock(&kept.lock);
    if (leaves.base)
        veda_extent_free(&leaves);
    return room;
}

/* --- taking and giving ------------------------------------------------------------------------------ */

static void *from_heap(struct veda_allocator *a, struct veda_heap *heap, int arena, size_t need, size_t alignment,
                       size_t charged)
{
    unsigned size_class = veda_slot_class(need);
    struct veda_link *slot = veda_heap_get_try(heap, (unsigned)arena, size_class);
    if (unlikely(!slot)) {
        slot = veda_heap_get_slow(heap, (unsigned)arena, size_class);
        if (!slot)
            return NULL;
    }
    char *p = aligned((char *)slot + (a->slow ? SLOW_FRONT : 0), alignment);
    struct veda_head *head = veda_head_of(p);
    *head = (struct veda_head){.home = heap,
                               .back = (uint32_t)((p - (char *)slot) / 16),
                               .allocator = a->number,
                               .size_class = (uint8_t)(size_class | (a->slow ? VEDA_HEAD_SLOW : 0)),
                               .arena = (uint8_t)arena};
    if (a->slow)
        charge_of(head)->charged = charged;
    count_got(a, heap, veda_slot_bytes[size_class]);
    return p;
}

/* How much of malloc's memory or of pages a block takes. */
static size_t large_bytes(const struct large *l, const void *p)
{
    return l->pages_bytes ? l->pages_bytes : (size_t)((const char *)p + l->bytes - l->base);
}

static void *from_pages_or_malloc(struct veda_allocator *a, struct veda_heap *heap, const struct veda_placement *how,
                                  size_t alignment, size_t bytes, size_t charged, bool zeroed)
{
    const size_t front = sizeof(struct large) + HEAD;
    size_t need;
    if (__builtin_add_overflow(bytes, front + alignment - 16, &need))
        return NULL;
    struct veda_extent e = {.bytes = 0};
    bool clear = false;
    if (need >= PAGES_FROM || how->spread != VEDA_SPREAD_NONE || how->pinned) {
        bool plain = how->spread == VEDA_SPREAD_NONE && !how->pinned;
        if (plain && kept_take(&e, need, veda_page_bytes()))
            clear = zeroed;
        else if (veda_extent_new(&e, need, 1, how) != 0)
            return NULL;
    } else {
        e.base = zeroed ? calloc(1, need) : malloc(need);
        if (!e.base)
            return NULL;
    }
    char *p = aligned(e.base + front, alignment);
    struct veda_head *head = veda_head_of(p);
    *head = (struct veda_head){.allocator = a->number, .size_class = VEDA_HEAD_SLOW, .arena = how->spread != VEDA_SPREAD_NONE || how->pinned};
    *large_of(head) = (struct large){e.base, e.bytes, bytes, charged};
    if (clear)
        memset(p, 0, bytes);
    count_got(a, heap, large_bytes(large_of(head), p));
    return p;
}

/* A block of a, which has been charged for it already. NULL: there is no memory for it. */
static void *take(struct veda_allocator *a, struct veda_heap *heap, size_t alignment, size_t bytes, size_t charged,
                  bool zeroed)
{
    veda_allocator_settle(a);
    size_t more = HEAD + alignment - 16 + (a->slow ? SLOW_FRONT : 0);
    size_t need = bytes <= VEDA_SLOT_MOST && more <= VEDA_SLOT_MOST ? bytes + more : SIZE_MAX;
    struct veda_placement how;
    int arena = a->arena;
    if (a->nowhere)
        return NULL;
    if (arena == VEDA_ARENA_ASK || need > VEDA_SLOT_MOST) {
        veda_allocator_place(a, &how);
        /* A block no larger than a page is in one part of a blocked placement, whichever. */
        if (how.spread == VEDA_SPREAD_BLOCKED && bytes <= veda_page_bytes())
            how.spread = VEDA_SPREAD_PREFER;
        if (need > VEDA_SLOT_MOST || how.pinned || how.spread == VEDA_SPREAD_BLOCKED || (arena = veda_arena_of(&how)) < 0)
            return from_pages_or_malloc(a, heap, &how, alignment, bytes, charged, zeroed);
    }
    void *p = from_heap(a, heap, arena, need, alignment, charged);
    if (p && zeroed)
        memset(p, 0, bytes);
    return p;
}

/* The thread has freed a lot. */
static VEDA_NOINLINE void trim(struct veda_heap *heap, unsigned arena, unsigned size_class)
{
    veda_heap_trim(heap, arena, size_class);
    veda_allocator_tell_all(heap, TELL_BYTES);
}

/* Gives p back, but does not take back what it was charged. */
static void give(void *p, struct veda_heap *heap)
{
    struct veda_head *head = veda_head_of(p);
    struct veda_allocator *a = veda_allocator_numbered(head->allocator);
    if (!head->home) {
        struct large *l = large_of(head);
        struct veda_extent e = {.base = l->base, .bytes = l->pages_bytes};
        count_freed(a, heap, large_bytes(l, p));
        if (!e.bytes)
            free(e.base);
        else if (head->arena || !kept_give(&e))
            veda_extent_free(&e);
        return;
    }
    struct veda_link *slot = veda_slot_of(p);
    unsigned arena = head->arena, size_class = class_of(head);
    bool own = head->home == heap;
    count_freed(a, heap, veda_slot_bytes[size_class]);
    if (!own)
        veda_heap_return(heap, slot);
    else if (veda_heap_put(heap, arena, size_class, slot))
        trim(heap, arena, size_class);
}

static size_t charged_of(void *p)
{
    const struct veda_head *head = veda_head_of(p);
    if (!head->home)
        return large_of(head)->charged;
    return head->size_class & VEDA_HEAD_SLOW ? charge_of(head)->charged : 0;
}

/* Bytes from p to where its memory ends. */
static size_t room_of(void *p)
{
    const struct veda_head *head = veda_head_of(p);
    if (!head->home) {
        const struct large *l = large_of(head);
        return l->pages_bytes ? (size_t)(l->base + l->pages_bytes - (char *)p) : l->bytes;
    }
    return veda_slot_bytes[class_of(head)] - HEAD - 16 * (size_t)head->back;
}

/* --- what programs call -------------------------------------------------------------------------------- */

static uintptr_t resolve(uintptr_t handle)
{
    return handle ? handle : veda_allocator_default();
}

static size_t alignment_from(const struct veda_allocator *a, size_t alignment)
{
    return alignment < a->alignment ? a->alignment : alignment;
}

/* The calling thread's heap, which has one from now on. */
static VEDA_COLD struct veda_heap *heap_of_caller(void)
{
    struct veda_thread *t = veda_me()->thread;
    if (!t->heap)
        t->heap = veda_heap_new();
    return t->heap;
}

/* Where to try next when a has nothing; VEDA_ALLOCATOR_NULL: nowhere. */
static uintptr_t fallback(struct veda_allocator *a, size_t bytes)
{
    add_rlx(&a->fallbacks, 1); /* counter */
    switch (a->trait[VEDA_TRAIT_FALLBACK]) {
    case VEDA_VALUE_DEFAULT_MEM_FB: return VEDA_ALLOCATOR_DEFAULT;
    case VEDA_VALUE_ALLOCATOR_FB: return resolve(a->trait[VEDA_TRAIT_FB_DATA]);
    case VEDA_VALUE_ABORT_FB:
        veda_fatal("out of memory (%zu bytes from an allocator that falls back to abort)", bytes);
    default: return VEDA_ALLOCATOR_NULL;
    }
}

/* A block of a, and of no other. NULL: a has nothing. */
static void *alloc_of(struct veda_allocator *a, struct veda_heap *heap, size_t alignment, size_t bytes, bool zeroed)
{
    size_t its = alignment_from(a, alignment), charged = price(bytes, its);
    if (!charged || !charge(a, 0, charged))
        return NULL;
    void *p = take(a, heap, its, bytes, charged, zeroed);
    if (!p)
        charge(a, charged, 0);
    return p;
}

static VEDA_NOINLINE void *alloc_slow(uintptr_t allocator, size_t alignment, size_t bytes, bool zeroed)
{
    if (bytes == 0 || (alignment && !is_power_of_2(alignment)))
        return NULL;
    struct veda_heap *heap = heap_of_caller();
    uintptr_t handle = resolve(allocator);
    for (int tries = 0; handle && tries < FALLBACKS_MAX; tries++) {
        struct veda_allocator *a = veda_allocator_find(handle);
        void *p = alloc_of(a, heap, alignment, bytes, zeroed);
        if (p)
            return p;
        handle = fallback(a, bytes);
    }
    return NULL;
}

void *veda_memory_alloc(uintptr_t allocator, size_t alignment, size_t bytes, bool zeroed)
{
    bool large = bytes > VEDA_SLOT_MOST - HEAD; /* mostly zeroes already, in pages that nobody has touched */
    if (alignment > 16 || (alignment & (alignment - 1)) || (zeroed && large))
        return alloc_slow(allocator, alignment, bytes, zeroed);
    void *p = veda_memory_get(allocator, bytes);
    return zeroed && p ? memset(p, 0, bytes) : p;
}

static VEDA_NOINLINE void *get_slow(uintptr_t allocator, size_t bytes)
{
    return alloc_slow(allocator, 0, bytes, false);
}

/* The way of a small block with a free slot at hand; all else is slow. Aligned, as is the one that frees: 64 bytes of code
 * further or less otherwise cost 4 % (bench/memory, stack). */
VEDA_ALIGNED(64) void *veda_memory_get(uintptr_t allocator, size_t bytes)
{
    struct veda_member *me = veda_self;
    if (unlikely(!me))
        return get_slow(allocator, bytes);
    struct veda_heap *heap = me->thread->heap;
    if (!allocator)
        allocator = veda_icvs(me)->allocator;
    const struct veda_allocator *a =
        likely(allocator == VEDA_ALLOCATOR_DEFAULT) ? veda_predefined : veda_allocator_find(allocator);
    uint64_t stamp = ld_rlx(&a->stamp); /* hint: what is behind it was made under a lock that the thread takes, too */
    if (unlikely(!heap || stamp == VEDA_STAMP_NONE || bytes - 1 >= VEDA_SLOT_MOST - HEAD))
        return get_slow(allocator, bytes);
    unsigned size_class = veda_slot_class(bytes + HEAD);
    struct veda_link *slot = veda_heap_get_try(heap, stamp >> VEDA_STAMP_ARENA, size_class);
    if (unlikely(!slot))
        return get_slow(allocator, bytes);
    veda_head_of(slot)->stamp = stamp | (uint64_t)size_class << VEDA_STAMP_CLASS;
    account_got(&heap->account[(uint16_t)(stamp >> VEDA_STAMP_ALLOCATOR)], veda_slot_bytes[size_class]);
    return slot;
}

static VEDA_NOINLINE void free_slow(void *p, struct veda_heap *heap)
{
    size_t charged = charged_of(p);
    if (charged)
        charge(veda_allocator_numbered(veda_head_of(p)->allocator), charged, 0);
    give(p, heap);
}

/* A block of another heap, or with more to do than to give its slot back; or the thread has no heap. */
static VEDA_NOINLINE void free_other(void *p)
{
    struct veda_member *me = veda_self;
    struct veda_heap *heap = me ? me->thread->heap : NULL;
    if (me && !heap && veda_head_of(p)->home)
        heap = me->thread->heap = veda_heap_new(); /* it only frees: it gathers parcels */
    free_slow(p, heap);
}

VEDA_ALIGNED(64) void veda_memory_free(void *p)
{
    if (!p)
        return;
    struct veda_member *me = veda_self;
    struct veda_heap *heap = me ? me->thread->heap : NULL;
    const struct veda_head *head = veda_head_of(p);
    unsigned size_class = head->size_class, arena = head->arena;
    if (unlikely(!heap || head->home != heap || size_class >= VEDA_HEAD_SLOW)) {
        free_other(p);
        return;
    }
    account_freed(&heap->account[head->allocator], veda_slot_bytes[size_class]);
    if (unlikely(veda_heap_put(heap, arena, size_class, veda_slot_of(p))))
        trim(heap, arena, size_class);
}

/* malloc's block with another size, if it can stay malloc's. */
static void *resize_malloced(void *p, size_t bytes, size_t charged, struct veda_allocator *a, struct veda_heap *heap)
{
    const size_t front = sizeof(struct large) + HEAD;
    struct large *l = large_of(veda_head_of(p));
    if (l->base + front != p || bytes <= VEDA_SLOT_MOST || bytes >= PAGES_FROM - front)
        return NULL;
    size_t was = large_bytes(l, p);
    char *base = realloc(l->base, bytes + front);
    if (!base)
        return NULL;
    char *q = base + front;
    *large_of(veda_head_of(q)) = (struct large){base, 0, bytes, charged};
    count_freed(a, heap, was);
    count_got(a, heap, bytes + front);
    return q;
}

/* The same for pages of the system. Not where an allocator says on which nodes they are, or has them pinned: that is
 * done when they are new. */
static void *resize_pages(void *p, size_t bytes, size_t charged, struct veda_allocator *a, struct veda_heap *heap)
{
    const struct veda_head *head = veda_head_of(p);
    const struct large *l = large_of(head);
    struct veda_extent e = {.base = l->base, .bytes = l->pages_bytes};
    size_t front = (size_t)((char *)p - e.base), was = e.bytes, need;
    if (head->arena || a->placement.only || a->alignment > veda_page_bytes() ||
        __builtin_add_overflow(bytes, front, &need) || need < PAGES_FROM || !veda_extent_resize(&e, need))
        return NULL;
    char *q = e.base + front;
    *large_of(veda_head_of(q)) = (struct large){e.base, e.bytes, bytes, charged};
    count_freed(a, heap, was);
    count_got(a, heap, e.bytes);
    return q;
}

/* p, of the same allocator, with another size: only the difference is charged. NULL: no room, p stays. (Inlined, gcc 12
 * warns of p behind a realloc that has failed.) */
static VEDA_NOINLINE void *resize(void *p, size_t bytes, struct veda_allocator *a, struct veda_heap *heap)
{
    struct veda_head *head = veda_head_of(p);
    size_t before = charged_of(p), after = price(bytes, a->alignment), room = room_of(p);
    if (!after || !charge(a, before, after))
        return NULL;
    bool malloced = !head->home && !large_of(head)->pages_bytes;
    if (!malloced && bytes <= room && bytes >= room / 2 && (uintptr_t)p % a->alignment == 0) { /* it fits well enough */
        if (!head->home) {
            large_of(head)->bytes = bytes;
            large_of(head)->charged = after;
        } else if (head->size_class & VEDA_HEAD_SLOW) {
            charge_of(head)->charged = after;
        }
        return p;
    }
    void *q = NULL;
    if (malloced && a->alignment <= 16)
        q = resize_malloced(p, bytes, after, a, heap);
    else if (!malloced && !head->home)
        q = resize_pages(p, bytes, after, a, heap);
    if (q)
        return q;
    q = take(a, heap, a->alignment, bytes, after, false);
    if (!q) {
        charge(a, after, before);
        return NULL;
    }
    memcpy(q, p, bytes < room ? bytes : room);
    give(p, heap);
    return q;
}

/* p as a block of another allocator. NULL: that has nothing, p stays. */
static void *move(void *p, size_t bytes, struct veda_allocator *to, struct veda_heap *heap)
{
    size_t room = room_of(p);
    void *q = alloc_of(to, heap, 0, bytes, false);
    if (q) {
        memcpy(q, p, bytes < room ? bytes : room);
        veda_memory_free(p);
    }
    return q;
}

void *veda_memory_realloc(void *p, size_t bytes, uintptr_t allocator, uintptr_t free_allocator)
{
    if (!p)
        return veda_memory_alloc(allocator ? allocator : free_allocator, 0, bytes, false);
    if (bytes == 0) {
        veda_memory_free(p);
        return NULL;
    }
    struct veda_allocator *own = veda_allocator_numbered(veda_head_of(p)->allocator);
    uintptr_t handle = allocator ? allocator : free_allocator;
    if (!handle && own)
        handle = own->handle;
    /* Who falls back to the allocator that the block has already may keep it where it is. */
    struct veda_heap *heap = heap_of_caller();
    handle = resolve(handle);
    for (int tries = 0; handle && tries < FALLBACKS_MAX; tries++) {
        struct veda_allocator *a = veda_allocator_find(handle);
        void *q = a == own ? resize(p, bytes, own, heap) : move(p, bytes, a, heap);
        if (q)
            return q;
        handle = fallback(a, bytes);
    }
    return NULL;
}

static void before_fork(void)
{
    veda_allocator_before_fork();
    veda_mutex_lock(&kept.lock);
    veda_heap_before_fork();
}

static void after_fork(void)
{
    veda_heap_after_fork();
    veda_mutex_unlock(&kept.lock);
    veda_allocator_after_fork();
}

/* The child finds heaps and allocators whole. Registered before the program's own handlers, so that these locks are taken
 * after whatever those take, and given back before it: a thread may hold the program's lock and want memory. */
__attribute__((constructor(102))) static void watch_forks(void)
{
    pthread_atfork(before_fork, after_fork, after_fork);
}
