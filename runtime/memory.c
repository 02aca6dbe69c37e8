/* Allocators and blocks on plain memory: see memory.h.
 *
 * Invariant: the `used` of an allocator with a pool_size is the sum of `charged` over its live
 * blocks, and never above pool_size. What is charged is the block with its header and padding, as
 * in the peers. An allocator without one counts nothing: its users share no word. */
#include "runtime/memory.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/atomics.h"
#include "runtime/base/log.h"
#include "runtime/team.h"

enum {
    MALLOC_ALIGNMENT = 16,
    FALLBACKS_MAX = 64, /* a chain of fb_data that comes back to itself ends there */
};

/* In front of every block. Keeps the alignment of what malloc gives. */
struct header {
    void *base; /* to be given to free */
    size_t bytes;
    size_t charged;
    uintptr_t allocator;
};
_Static_assert(sizeof(struct header) % MALLOC_ALIGNMENT == 0, "blocks are aligned as malloc's");

struct allocator {
    uintptr_t space;
    uintptr_t trait[VEDA_TRAIT_COUNT];
    size_t used;
};

/* What a trait is when nobody says, and which values it may have: bits of legal, or 0 for any. */
#define VALUES(first, last) (((2u << (last)) - 1) & ~((1u << (first)) - 1))

static const struct {
    uintptr_t initial;
    uint32_t legal;
} traits_known[VEDA_TRAIT_COUNT] = {
    [VEDA_TRAIT_SYNC_HINT] = {VEDA_VALUE_CONTENDED,
                              VALUES(VEDA_VALUE_CONTENDED, VEDA_VALUE_PRIVATE)},
    [VEDA_TRAIT_ALIGNMENT] = {1, 0},
    [VEDA_TRAIT_ACCESS] = {VEDA_VALUE_ALL,
                           VALUES(VEDA_VALUE_ALL_5, VEDA_VALUE_CGROUP) | 1u << VEDA_VALUE_ALL},
    [VEDA_TRAIT_POOL_SIZE] = {UINTPTR_MAX, 0},
    [VEDA_TRAIT_FALLBACK] = {VEDA_VALUE_DEFAULT_MEM_FB,
                             VALUES(VEDA_VALUE_DEFAULT_MEM_FB, VEDA_VALUE_ALLOCATOR_FB)},
    [VEDA_TRAIT_FB_DATA] = {VEDA_ALLOCATOR_NULL, 0},
    [VEDA_TRAIT_PINNED] = {VEDA_VALUE_FALSE, VALUES(VEDA_VALUE_FALSE, VEDA_VALUE_TRUE)},
    [VEDA_TRAIT_PARTITION] = {VEDA_VALUE_ENVIRONMENT,
                              VALUES(VEDA_VALUE_ENVIRONMENT, VEDA_VALUE_INTERLEAVED)},
};

/* --- allocators ------------------------------------------------------------------------------- */

static struct allocator *made(uintptr_t handle)
{
    return handle > VEDA_ALLOCATOR_PREDEFINED_MAX ? (struct allocator *)handle : NULL;
}

uintptr_t veda_allocator_default(void)
{
    uintptr_t handle = veda_icvs(veda_me())->allocator;
    return handle ? handle : VEDA_ALLOCATOR_DEFAULT;
}

void veda_allocator_set_default(uintptr_t allocator)
{
    veda_icvs_own(veda_me())->allocator = allocator ? allocator : VEDA_ALLOCATOR_DEFAULT;
}

static uintptr_t resolve(uintptr_t handle)
{
    return handle ? handle : veda_allocator_default();
}

static bool is_power_of_2(size_t n)
{
    return n && !(n & (n - 1));
}

/* Memory that the host and all devices reach is the host's: it is the only device. What only a device
 * reaches, and what is pinned, is missing. */
static const struct {
    uint8_t space, allocator;
} pairs[] = {
    {VEDA_SPACE_DEFAULT, VEDA_ALLOCATOR_DEFAULT},
    {VEDA_SPACE_LARGE_CAP, VEDA_ALLOCATOR_LARGE_CAP},
    {VEDA_SPACE_CONST, VEDA_ALLOCATOR_CONST},
    {VEDA_SPACE_HIGH_BW, VEDA_ALLOCATOR_HIGH_BW},
    {VEDA_SPACE_LOW_LAT, VEDA_ALLOCATOR_LOW_LAT},
    {VEDA_SPACE_CGROUP, VEDA_ALLOCATOR_CGROUP},
    {VEDA_SPACE_TARGET_HOST, VEDA_ALLOCATOR_TARGET_HOST},
    {VEDA_SPACE_TARGET_SHARED, VEDA_ALLOCATOR_TARGET_SHARED},
    {VEDA_SPACE_MANAGED, VEDA_ALLOCATOR_MANAGED},
};
enum { NPAIRS = sizeof pairs / sizeof *pairs };

uintptr_t veda_allocator_of_space(uintptr_t space)
{
    for (int i = 0; i < NPAIRS; i++)
        if (pairs[i].space == space)
            return pairs[i].allocator;
    return VEDA_ALLOCATOR_NULL;
}

uintptr_t veda_space_of_allocator(uintptr_t allocator)
{
    for (int i = 0; i < NPAIRS; i++)
        if (pairs[i].allocator == allocator)
            return pairs[i].space;
    return VEDA_SPACE_NULL;
}

static bool trait_set(struct allocator *a, const struct veda_trait *t)
{
    if (t->key <= 0 || t->key >= VEDA_TRAIT_COUNT)
        return false;
    uintptr_t value = t->value;
    uint32_t legal = traits_known[t->key].legal;
    if (value == VEDA_VALUE_DEFAULT || (legal && value == VEDA_VALUE_DEFAULT_5_0))
        value = traits_known[t->key].initial;
    else if (legal && (value > 31 || !(legal >> value & 1)))
        return false;
    a->trait[t->key] = value;
    return true;
}

uintptr_t veda_allocator_new(uintptr_t space, int ntraits, const struct veda_trait *traits)
{
    if (space == VEDA_SPACE_NULL)
        space = VEDA_SPACE_DEFAULT;
    if (!veda_allocator_of_space(space))
        return VEDA_ALLOCATOR_NULL;
    struct allocator a = {.space = space};
    for (int key = 0; key < VEDA_TRAIT_COUNT; key++)
        a.trait[key] = traits_known[key].initial;
    for (int i = 0; i < ntraits; i++)
        if (!trait_set(&a, &traits[i]))
            return VEDA_ALLOCATOR_NULL;
    if (!is_power_of_2(a.trait[VEDA_TRAIT_ALIGNMENT]) || a.trait[VEDA_TRAIT_PINNED])
        return VEDA_ALLOCATOR_NULL;

    struct allocator *p = malloc(sizeof *p);
    if (!p)
        veda_fatal("out of memory (an allocator)");
    *p = a;
    return (uintptr_t)p;
}

void veda_allocator_destroy(uintptr_t allocator)
{
    free(made(allocator));
}

/* --- blocks ----------------------------------------------------------------------------------- */

static struct header *header_of(void *p)
{
    return (struct header *)p - 1;
}

/* Moves `used` from before to after, if the pool has that much. */
static bool charge(struct allocator *a, size_t before, size_t after)
{
    if (!a || a->trait[VEDA_TRAIT_POOL_SIZE] == UINTPTR_MAX)
        return true;
    size_t used = ld_rlx(&a->used); /* counter */
    size_t then;
    do {
        then = used - before;
        if (__builtin_add_overflow(then, after, &then) ||
            (after > before && then > a->trait[VEDA_TRAIT_POOL_SIZE]))
            return false;
    } while (!cas_rlx(&a->used, &used, then)); /* counter */
    return true;
}

/* What a block takes, header and padding included; 0: more than there can be. */
static size_t whole(size_t bytes, size_t alignment)
{
    size_t more = sizeof(struct header);
    if (alignment > MALLOC_ALIGNMENT)
        more += alignment - MALLOC_ALIGNMENT;
    return __builtin_add_overflow(bytes, more, &bytes) ? 0 : bytes;
}

static size_t alignment_from(const struct allocator *a, size_t alignment)
{
    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    if (a && alignment < a->trait[VEDA_TRAIT_ALIGNMENT])
        alignment = a->trait[VEDA_TRAIT_ALIGNMENT];
    return alignment;
}

/* The block in memory of malloc's that is charged already. NULL: malloc has none. */
static void *place(uintptr_t handle, size_t alignment, size_t bytes, size_t charged, bool zeroed)
{
    char *base = zeroed ? calloc(1, charged) : malloc(charged);
    if (!base)
        return NULL;
    uintptr_t address = (uintptr_t)base + sizeof(struct header) + alignment - 1;
    char *p = base + ((address & ~(alignment - 1)) - (uintptr_t)base);
    *header_of(p) = (struct header){base, bytes, charged, handle};
    return p;
}

/* From that very allocator, or NULL. */
static void *take(uintptr_t handle, size_t alignment, size_t bytes, bool zeroed)
{
    struct allocator *a = made(handle);
    if (handle == VEDA_ALLOCATOR_TARGET_DEVICE || handle == VEDA_ALLOCATOR_PINNED)
        return NULL;
    alignment = alignment_from(a, alignment);
    size_t charged = whole(bytes, alignment);
    if (!charged || !charge(a, 0, charged))
        return NULL;
    void *p = place(handle, alignment, bytes, charged, zeroed);
    if (!p)
        charge(a, charged, 0);
    return p;
}

/* Where to try next when a has nothing; VEDA_ALLOCATOR_NULL: nowhere. */
static uintptr_t fallback(const struct allocator *a, size_t bytes)
{
    if (!a)
        return VEDA_ALLOCATOR_NULL;
    switch (a->trait[VEDA_TRAIT_FALLBACK]) {
    case VEDA_VALUE_DEFAULT_MEM_FB: return VEDA_ALLOCATOR_DEFAULT;
    case VEDA_VALUE_ALLOCATOR_FB: return resolve(a->trait[VEDA_TRAIT_FB_DATA]);
    case VEDA_VALUE_ABORT_FB:
        veda_fatal("out of memory (%zu bytes from an allocator that falls back to abort)", bytes);
    default: return VEDA_ALLOCATOR_NULL;
    }
}

void *veda_memory_alloc(uintptr_t allocator, size_t alignment, size_t bytes, bool zeroed)
{
    if (bytes == 0 || (alignment && !is_power_of_2(alignment)))
        return NULL;
    uintptr_t handle = resolve(allocator);
    for (int tries = 0; handle && tries < FALLBACKS_MAX; tries++) {
        void *p = take(handle, alignment, bytes, zeroed);
        if (p)
            return p;
        handle = fallback(made(handle), bytes);
    }
    return NULL;
}

/* p, of the same allocator, with another size: only the difference is charged. NULL: no room, p
 * stays. */
static void *resize(void *p, size_t bytes)
{
    struct header old = *header_of(p);
    struct allocator *a = made(old.allocator);
    size_t alignment = alignment_from(a, 0);
    size_t charged = whole(bytes, alignment);
    if (!charged || !charge(a, old.charged, charged))
        return NULL;
    size_t kept = bytes < old.bytes ? bytes : old.bytes;
    void *q;
    if (alignment <= MALLOC_ALIGNMENT && (char *)old.base + sizeof(struct header) == p) {
        char *base = realloc(old.base, charged);
        q = base ? base + sizeof(struct header) : NULL;
        if (q)
            *header_of(q) = (struct header){base, bytes, charged, old.allocator};
    } else {
        q = place(old.allocator, alignment, bytes, charged, false);
        if (q) {
            memcpy(q, p, kept);
            free(old.base);
        }
    }
    if (!q)
        charge(a, charged, old.charged);
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
    const struct header *old = header_of(p);
    if (!allocator)
        allocator = free_allocator ? free_allocator : old->allocator;
    void *q;
    if (allocator == old->allocator) {
        q = resize(p, bytes);
        if (q)
            return q;
        allocator = fallback(made(allocator), bytes);
        if (!allocator)
            return NULL;
    }
    q = veda_memory_alloc(allocator, 0, bytes, false);
    if (q) {
        memcpy(q, p, bytes < old->bytes ? bytes : old->bytes);
        veda_memory_free(p);
    }
    return q;
}

void veda_memory_free(void *p)
{
    if (!p)
        return;
    struct header *h = header_of(p);
    charge(made(h->allocator), h->charged, 0);
    free(h->base);
}
