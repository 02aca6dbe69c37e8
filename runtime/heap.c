/* Pools, spans and arenas: see heap.h.
 *
 * Invariants: a span is one pool's and one class's from the day it leaves its arena to the day it comes back; all
 * its cut slots are in use, in the bin, or on their way home. `seen` is 0 outside of a trim. */
#include "runtime/heap.h"

#include <string.h>

#include "runtime/base/assert.h"
#include "runtime/base/log.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/pages.h"

#define FOUR(top) 5 << ((top) - 2), 6 << ((top) - 2), 7 << ((top) - 2), 8 << ((top) - 2)

const uint16_t veda_slot_bytes[VEDA_HEAP_CLASSES] = {
    32, 48, 64, 80, 96, 112, 128, FOUR(7), FOUR(8), FOUR(9), FOUR(10), FOUR(11), FOUR(12), FOUR(13), FOUR(14),
};

const uint8_t veda_slot_classes[VEDA_SLOT_TABLED / 16 + 1] = {
    [0 ... 2] = 0, [3] = 1, [4] = 2, [5] = 3, [6] = 4, [7] = 5, [8] = 6, [9 ... 10] = 7, [11 ... 12] = 8,
    [13 ... 14] = 9, [15 ... 16] = 10, [17 ... 20] = 11, [21 ... 24] = 12, [25 ... 28] = 13, [29 ... 32] = 14,
    [33 ... 40] = 15, [41 ... 48] = 16, [49 ... 56] = 17, [57 ... 64] = 18,
};

enum {
    CHUNK_BYTES = 16 * VEDA_SPAN_BYTES, /* what an arena takes from the system at a time */
    WARM_SPANS = 16,                    /* that an arena keeps with their pages */
    PARCEL_BYTES = 16 * 1024,           /* after which a parcel goes, or after */
    PARCEL_MOST = 32,                   /* blocks */
    CUT_BYTES = 4096,                   /* slots are cut in batches of this size */
};

/* At the start of each. */
struct span {
    struct span *next;  /* in the arena, or in a list that a trim makes */
    uint32_t ncut;      /* slots that have been in use */
    uint32_t seen;      /* of these, how many the trim has found */
    struct veda_arena *arena;
};

enum { SPAN_HEAD = 64 };
_Static_assert(sizeof(struct span) <= SPAN_HEAD, "slots begin behind");

struct veda_arena {
    struct veda_mutex lock; /* the rest is written under it */
    struct span *free;
    uint32_t nfree;
    char *chunk, *chunk_end; /* never used yet */
    size_t mapped_bytes;
    struct veda_placement how; /* constant */
};

static struct {
    struct veda_mutex lock;
    struct veda_heap *retired, *first; /* first: of all heaps ever */
    int narenas;                       /* besides the plain one */
    struct veda_arena *arena[VEDA_ARENAS];  /* [1] and on */
} all;

static struct veda_arena plain;

static struct span *span_of(const void *p)
{
    return (struct span *)((uintptr_t)p & ~(uintptr_t)(VEDA_SPAN_BYTES - 1));
}

/* Under the lock of `all`. */
static struct veda_arena *arena_at(int i)
{
    return i == 0 ? &plain : all.arena[i];
}

/* --- arenas ---------------------------------------------------------------------------------------- */

int veda_arena_of(const struct veda_placement *how)
{
    if (how->spread == VEDA_SPREAD_NONE)
        return 0;
    veda_mutex_lock(&all.lock);
    int i = 1;
    while (i <= all.narenas && memcmp(&all.arena[i]->how, how, sizeof *how) != 0)
        i++;
    if (i == VEDA_ARENAS) {
        i = -1;
    } else if (i > all.narenas) {
        struct veda_arena *a = veda_pages_new(sizeof *a);
        if (a) {
            a->how = *how;
            all.arena[i] = a;
            all.narenas = i;
        } else {
            i = -1;
        }
    }
    veda_mutex_unlock(&all.lock);
    return i;
}

/* NULL: the system has no memory. */
static VEDA_COLD struct span *span_take(struct veda_arena *a)
{
    veda_mutex_lock(&a->lock);
    struct span *s = a->free;
    if (s) {
        a->free = s->next;
        a->nfree--;
    } else {
        struct veda_extent chunk;
        if (a->chunk == a->chunk_end && !veda_extent_new(&chunk, CHUNK_BYTES, VEDA_SPAN_BYTES, &a->how)) {
            a->chunk = chunk.base;
            a->chunk_end = chunk.base + CHUNK_BYTES;
            a->mapped_bytes += chunk.bytes;
        }
        if (a->chunk != a->chunk_end) {
            s = (struct span *)a->chunk;
            a->chunk += VEDA_SPAN_BYTES;
        }
    }
    veda_mutex_unlock(&a->lock);
    if (s)
        *s = (struct span){.arena = a};
    return s;
}

static VEDA_COLD void span_give(struct span *s)
{
    struct veda_arena *a = s->arena;
    size_t page = veda_page_bytes();
    veda_mutex_lock(&a->lock);
    if (a->nfree >= WARM_SPANS && !a->how.only) /* what comes anew might not be from these nodes */
        veda_pages_drop((char *)s + page, VEDA_SPAN_BYTES - page);
    s->next = a->free;
    a->free = s;
    a->nfree++;
    veda_mutex_unlock(&a->lock);
}

void veda_heap_bytes(size_t *mapped, size_t *spare)
{
    *mapped = *spare = 0;
    veda_mutex_lock(&all.lock);
    for (int i = 0; i <= all.narenas; i++) {
        struct veda_arena *a = arena_at(i);
        veda_mutex_lock(&a->lock);
        *mapped += a->mapped_bytes;
        *spare += a->nfree * (size_t)VEDA_SPAN_BYTES + (size_t)(a->chunk_end - a->chunk);
        veda_mutex_unlock(&a->lock);
    }
    veda_mutex_unlock(&all.lock);
}

/* --- bins -------------------------------------------------------------------------------------------- */

static uint32_t keeps(unsigned size_class)
{
    return VEDA_BIN_KEEPS / veda_slot_bytes[size_class];
}

/* Gives whole spans back to their arena, but leaves so many slots. */
static void trim(struct veda_bin *bin, uint32_t least)
{
    struct span *met = NULL;
    for (struct veda_link *slot = bin->free; slot; slot = slot->next) {
        struct span *s = span_of(slot);
        if (s->seen++ == 0) {
            s->next = met;
            met = s;
        }
    }
    /* A span that goes is marked by seen = UINT32_MAX. The one that is being cut stays as long as anything does. */
    struct span *cut = bin->fresh ? span_of(bin->fresh - 1) : NULL;
    uint32_t left = bin->nfree;
    for (struct span *s = met; s; s = s->next)
        if (s->seen == s->ncut && left - s->seen >= least && (s != cut || least == 0)) {
            left -= s->seen;
            s->seen = UINT32_MAX;
            if (s == cut)
                bin->fresh = bin->fresh_end = NULL;
        }
    if (left != bin->nfree) {
        struct veda_link **link = &bin->free;
        while (*link)
            if (span_of(*link)->seen == UINT32_MAX)
                *link = (*link)->next;
            else
                link = &(*link)->next;
        bin->nfree = left;
    }
    for (struct span *s = met, *next; s; s = next) {
        bool goes = s->seen == UINT32_MAX;
        next = s->next;
        s->seen = 0;
        if (goes)
            span_give(s);
    }
}

/* The next trim comes when the bin has twice what it has now: what each costs has been earned by frees. */
void veda_heap_trim(struct veda_heap *heap, unsigned arena, unsigned size_class)
{
    struct veda_bin *bin = &heap->pool[arena]->bin[size_class];
    uint32_t most = keeps(size_class);
    trim(bin, most / 2);
    bin->most = bin->nfree > most / 2 ? 2 * bin->nfree : most;
}

/* What has come home goes into the bins. */
static void collect(struct veda_heap *heap)
{
    if (!ld_rlx(&heap->returned)) /* hint: another time */
        return;
    for (struct veda_link *slot = veda_homing_take(&heap->returned), *next; slot; slot = next) {
        const struct veda_head *head = veda_head_of(slot);
        next = slot->next;
        unsigned arena = head->arena, size_class = head->size_class;
        if (veda_heap_put(heap, arena, size_class, slot))
            veda_heap_trim(heap, arena, size_class);
    }
}

/* Cuts some slots off the bin's span, or off a new one. False: there is no memory. */
static bool cut(struct veda_heap *heap, struct veda_pool *pool, unsigned arena, unsigned size_class)
{
    struct veda_bin *bin = &pool->bin[size_class];
    size_t bytes = veda_slot_bytes[size_class];
    if (bin->fresh == bin->fresh_end) {
        struct span *s = span_take(pool->arena);
        if (!s)
            return false;
        bin->fresh = (char *)s + SPAN_HEAD;
        bin->fresh_end = bin->fresh + (VEDA_SPAN_BYTES - SPAN_HEAD) / bytes * bytes;
    }
    struct span *s = span_of(bin->fresh);
    size_t n = CUT_BYTES / bytes, there = (size_t)(bin->fresh_end - bin->fresh) / bytes;
    n = n < 1 ? 1 : n;
    n = n < there ? n : there;
    struct veda_link **link = &bin->free; /* empty: they go in by address */
    for (size_t i = 0; i < n; i++, bin->fresh += bytes) {
        struct veda_head *head = (struct veda_head *)bin->fresh;
        *head = (struct veda_head){.home = heap, .size_class = (uint8_t)size_class, .arena = (uint8_t)arena};
        *link = (struct veda_link *)(head + 1);
        link = &(*link)->next;
    }
    *link = NULL;
    bin->nfree = (uint32_t)n;
    s->ncut += (uint32_t)n;
    return true;
}

static void pool_begin(struct veda_pool *pool, struct veda_arena *arena)
{
    pool->arena = arena;
    for (unsigned c = 0; c < VEDA_HEAP_CLASSES; c++)
        pool->bin[c].most = keeps(c);
}

static VEDA_COLD struct veda_pool *pool_new(struct veda_heap *heap, unsigned arena)
{
    struct veda_pool *pool = veda_pages_new(sizeof *pool);
    if (!pool)
        return NULL;
    veda_mutex_lock(&all.lock); /* the arena was made under it, before anybody knew its number */
    pool_begin(pool, arena_at((int)arena));
    veda_mutex_unlock(&all.lock);
    heap->pool[arena] = pool;
    return pool;
}

static void trim_all(struct veda_heap *heap)
{
    collect(heap);
    for (int i = 0; i < VEDA_ARENAS; i++)
        for (unsigned c = 0; heap->pool[i] && c < VEDA_HEAP_CLASSES; c++)
            if (heap->pool[i]->bin[c].free) {
                trim(&heap->pool[i]->bin[c], 0);
                heap->pool[i]->bin[c].most = keeps(c);
            }
}

/* Blocks that come home to a heap without a thread: whoever is about to take a new span looks, so that what was
 * freed since is there to be used. */
static void collect_retired(void)
{
    if (!ld_rlx(&all.retired)) /* hint */
        return;
    veda_mutex_lock(&all.lock);
    for (struct veda_heap *h = all.retired; h; h = h->next_retired)
        if (ld_rlx(&h->returned)) /* hint */
            trim_all(h);
    veda_mutex_unlock(&all.lock);
}

struct veda_link *veda_heap_get_slow(struct veda_heap *heap, unsigned arena, unsigned size_class)
{
    struct veda_pool *pool = heap->pool[arena];
    if (!pool && !(pool = pool_new(heap, arena)))
        return NULL;
    struct veda_bin *bin = &pool->bin[size_class];
    if (!bin->free)
        collect(heap);
    if (!bin->free && bin->fresh == bin->fresh_end)
        collect_retired();
    if (!bin->free && !cut(heap, pool, arena, size_class))
        return NULL;
    return veda_heap_get_try(heap, arena, size_class);
}

void veda_heap_return(struct veda_heap *heap, struct veda_link *slot)
{
    const struct veda_head *head = veda_head_of(slot);
    struct veda_heap *home = head->home;
    if (!heap) {
        veda_homing_give(&home->returned, slot, slot);
        return;
    }
    uint32_t most = PARCEL_BYTES / veda_slot_bytes[head->size_class];
    most = most > PARCEL_MOST ? PARCEL_MOST : most;
    unsigned i = (unsigned)((uintptr_t)home >> 13) % VEDA_PARCELS;
    veda_parcel_add(&heap->parcel[i], &home->returned, slot, most);
}

static void send_parcels(struct veda_heap *heap)
{
    for (int i = 0; i < VEDA_PARCELS; i++)
        veda_parcel_send(&heap->parcel[i]);
}

void veda_heap_idle(struct veda_heap *heap)
{
    if (!heap)
        return;
    send_parcels(heap);
    collect(heap);
}

/* --- heaps ------------------------------------------------------------------------------------------- */

struct veda_heap *veda_heap_new(void)
{
    veda_mutex_lock(&all.lock);
    struct veda_heap *heap = all.retired;
    if (heap) {
        st_rlx(&all.retired, heap->next_retired); /* locked */
    } else {
        heap = veda_pages_new(sizeof *heap);
        if (!heap)
            veda_fatal("out of memory (%zu bytes for a heap)", sizeof *heap);
        heap->pool[0] = &heap->plain;
        pool_begin(&heap->plain, &plain);
        heap->next = all.first;
        all.first = heap;
    }
    veda_mutex_unlock(&all.lock);
    return heap;
}

void veda_heap_retire(struct veda_heap *heap)
{
    if (!heap)
        return;
    send_parcels(heap);
    trim_all(heap);
    veda_mutex_lock(&all.lock);
    heap->next_retired = all.retired;
    st_rlx(&all.retired, heap); /* locked */
    veda_mutex_unlock(&all.lock);
}

void veda_heap_accounts(unsigned allocator, void (*look)(struct veda_account *account, void *arg), void *arg)
{
    veda_mutex_lock(&all.lock);
    for (struct veda_heap *h = all.first; h; h = h->next)
        look(&h->account[allocator], arg);
    veda_mutex_unlock(&all.lock);
}

void veda_heap_before_fork(void)
{
    veda_mutex_lock(&all.lock);
    for (int i = 0; i <= all.narenas; i++)
        veda_mutex_lock(&arena_at(i)->lock);
}

void veda_heap_after_fork(void)
{
    for (int i = 0; i <= all.narenas; i++)
        veda_mutex_unlock(&arena_at(i)->lock);
    veda_mutex_unlock(&all.lock);
}
