/* Allocators: handles, traits, placements and figures. See allocator.h and memory.h.
 *
 * Kinds of memory are looked for when the first block of an allocator is asked for that cares. */
#include "runtime/allocator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numa/nodes.h"
#include "runtime/base/config.h"
#include "runtime/base/log.h"
#include "runtime/env_parse.h"
#include "runtime/space.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/pages.h"
#include "runtime/team.h"

enum { LEAST_ALIGNMENT = 16, NUMBERS_PAGE = 256, NUMBERS_MOST = 65536 };

/* What a trait is when nobody says, and which values it may have: bits of legal, or 0 for any. */
#define BIT(value) (1u << (value))
#define VALUES(first, last) (((2u << (last)) - 1) & ~((1u << (first)) - 1))

static const struct {
    uintptr_t initial;
    uint32_t legal;
} traits_known[VEDA_TRAIT_COUNT] = {
    [VEDA_TRAIT_SYNC_HINT] = {VEDA_VALUE_CONTENDED, VALUES(VEDA_VALUE_CONTENDED, VEDA_VALUE_PRIVATE)},
    [VEDA_TRAIT_ALIGNMENT] = {1, 0},
    [VEDA_TRAIT_ACCESS] = {VEDA_VALUE_ALL, VALUES(VEDA_VALUE_ALL_5, VEDA_VALUE_CGROUP) | BIT(VEDA_VALUE_ALL) |
                                               BIT(VEDA_VALUE_MEMSPACE)},
    [VEDA_TRAIT_POOL_SIZE] = {UINTPTR_MAX, 0},
    [VEDA_TRAIT_FALLBACK] = {VEDA_VALUE_DEFAULT_MEM_FB, VALUES(VEDA_VALUE_DEFAULT_MEM_FB, VEDA_VALUE_ALLOCATOR_FB)},
    [VEDA_TRAIT_FB_DATA] = {VEDA_ALLOCATOR_NULL, 0},
    [VEDA_TRAIT_PINNED] = {VEDA_VALUE_FALSE, VALUES(VEDA_VALUE_FALSE, VEDA_VALUE_TRUE)},
    [VEDA_TRAIT_PARTITION] = {VEDA_VALUE_ENVIRONMENT, VALUES(VEDA_VALUE_ENVIRONMENT, VEDA_VALUE_INTERLEAVED)},
    [VEDA_TRAIT_PIN_DEVICE] = {0, 0},
    [VEDA_TRAIT_PREFERRED_DEVICE] = {0, 0},
    [VEDA_TRAIT_DEVICE_ACCESS] = {VEDA_VALUE_SINGLE, VALUES(VEDA_VALUE_SINGLE, VEDA_VALUE_MULTIPLE)},
    [VEDA_TRAIT_TARGET_ACCESS] = {VEDA_VALUE_SINGLE, VALUES(VEDA_VALUE_SINGLE, VEDA_VALUE_MULTIPLE)},
    [VEDA_TRAIT_ATOMIC_SCOPE] = {VEDA_VALUE_ALL_5, BIT(VEDA_VALUE_ALL_5) | BIT(VEDA_VALUE_ALL)},
    [VEDA_TRAIT_PART_SIZE] = {0, 0},
};

/* --- what is predefined (5.2, table 6.3) ----------------------------------------------------------- */

#define PREDEFINED(index, name, of_space, accessed, fallback, pin)                                                    \
    [index] = {                                                                                                        \
        .handle = VEDA_ALLOCATOR_##name,                                                                              \
        .space = of_space,                                                                                             \
        .number = index,                                                                                               \
        .alignment = LEAST_ALIGNMENT,                                                                                  \
        .arena = VEDA_ARENA_ASK,                                                                                       \
        .stamp = VEDA_STAMP_NONE,                                                                                      \
        .trait = {[VEDA_TRAIT_ALIGNMENT] = 1,                                                                         \
                  [VEDA_TRAIT_ACCESS] = accessed,                                                                      \
                  [VEDA_TRAIT_POOL_SIZE] = UINTPTR_MAX,                                                                \
                  [VEDA_TRAIT_FALLBACK] = fallback,                                                                    \
                  [VEDA_TRAIT_PINNED] = pin,                                                                           \
                  [VEDA_TRAIT_PARTITION] = VEDA_VALUE_ENVIRONMENT},                                                    \
    }
#define ALL VEDA_VALUE_ALL
#define TO_DEFAULT VEDA_VALUE_DEFAULT_MEM_FB
#define TO_NULL VEDA_VALUE_NULL_FB

/* The default allocator comes first, and falls back to nobody. gcc's pinned allocator falls back to nobody, either:
 * who asks for it would be harmed by other memory. What only a device reaches is missing. */
struct veda_allocator veda_predefined[] = {
    PREDEFINED(0, DEFAULT, VEDA_SPACE_DEFAULT, ALL, TO_NULL, 0),
    PREDEFINED(1, LARGE_CAP, VEDA_SPACE_LARGE_CAP, ALL, TO_DEFAULT, 0),
    PREDEFINED(2, CONST, VEDA_SPACE_CONST, ALL, TO_DEFAULT, 0),
    PREDEFINED(3, HIGH_BW, VEDA_SPACE_HIGH_BW, ALL, TO_DEFAULT, 0),
    PREDEFINED(4, LOW_LAT, VEDA_SPACE_LOW_LAT, ALL, TO_DEFAULT, 0),
    PREDEFINED(5, CGROUP, VEDA_SPACE_CGROUP, VEDA_VALUE_CGROUP, TO_DEFAULT, 0),
    PREDEFINED(6, PTEAM, VEDA_SPACE_NULL, VEDA_VALUE_PTEAM, TO_DEFAULT, 0),
    PREDEFINED(7, THREAD, VEDA_SPACE_NULL, VEDA_VALUE_THREAD, TO_DEFAULT, 0),
    PREDEFINED(8, TARGET_HOST, VEDA_SPACE_TARGET_HOST, ALL, TO_DEFAULT, 0),
    PREDEFINED(9, TARGET_SHARED, VEDA_SPACE_TARGET_SHARED, ALL, TO_DEFAULT, 0),
    PREDEFINED(10, TARGET_DEVICE, VEDA_SPACE_NULL, ALL, TO_NULL, 0),
    PREDEFINED(11, PINNED, VEDA_SPACE_NULL, ALL, TO_NULL, VEDA_VALUE_TRUE),
    PREDEFINED(12, MANAGED, VEDA_SPACE_MANAGED, ALL, TO_DEFAULT, 0),
};
enum { NPREDEFINED = sizeof veda_predefined / sizeof *veda_predefined };

const uint8_t veda_predefined_at[256] = {
    [VEDA_ALLOCATOR_LARGE_CAP] = 1,    [VEDA_ALLOCATOR_CONST] = 2,          [VEDA_ALLOCATOR_HIGH_BW] = 3,
    [VEDA_ALLOCATOR_LOW_LAT] = 4,      [VEDA_ALLOCATOR_CGROUP] = 5,         [VEDA_ALLOCATOR_PTEAM] = 6,
    [VEDA_ALLOCATOR_THREAD] = 7,       [VEDA_ALLOCATOR_TARGET_HOST] = 8,    [VEDA_ALLOCATOR_TARGET_SHARED] = 9,
    [VEDA_ALLOCATOR_TARGET_DEVICE] = 10, [VEDA_ALLOCATOR_PINNED] = 11,      [VEDA_ALLOCATOR_MANAGED] = 12,
};

uintptr_t veda_allocator_of_space(uintptr_t space)
{
    for (int i = 0; i < NPREDEFINED; i++)
        if (space != VEDA_SPACE_NULL && veda_predefined[i].space == space)
            return veda_predefined[i].handle;
    return VEDA_ALLOCATOR_NULL;
}

uintptr_t veda_space_of_allocator(uintptr_t allocator)
{
    for (int i = 0; i < NPREDEFINED; i++)
        if (veda_predefined[i].handle == allocator)
            return veda_predefined[i].space;
    return VEDA_SPACE_NULL;
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

/* --- numbers ---------------------------------------------------------------------------------------- */

/* Blocks name their allocator by a number, as it has to fit in their head. Those of the predefined ones are their
 * places in the table; smaller ones are given out first: these are counted by thread. */
static struct {
    struct veda_mutex lock;
    unsigned first_free; /* all below it are taken */
    struct veda_allocator **page[NUMBERS_MOST / NUMBERS_PAGE];
} numbers = {.first_free = NPREDEFINED};

struct veda_allocator *veda_allocator_numbered(uint16_t number)
{
    if (number < NPREDEFINED)
        return &veda_predefined[number];
    struct veda_allocator **page = ld_acq(&numbers.page[number / NUMBERS_PAGE]); /* [ALLOCATOR-NUMBER] */
    return page ? ld_acq(&page[number % NUMBERS_PAGE]) : NULL; /* [ALLOCATOR-NUMBER] */
}

static void add_up(struct veda_account *account, void *arg)
{
    struct veda_account *sum = arg;
    sum->got += ld_rlx(&account->got); /* counter, as the others */
    sum->got_bytes += ld_rlx(&account->got_bytes);
    sum->freed += ld_rlx(&account->freed);
    sum->freed_bytes += ld_rlx(&account->freed_bytes);
    sum->told += ld_rlx(&account->told);
}

/* The page of the first number that nobody has, which `first_free` is then. NULL: there is none, or no memory. */
static struct veda_allocator **free_number_locked(void)
{
    for (unsigned n = numbers.first_free; n < NUMBERS_MOST; n++) {
        struct veda_allocator ***page = &numbers.page[n / NUMBERS_PAGE];
        if (!*page) {
            struct veda_allocator **fresh = veda_pages_new(NUMBERS_PAGE * sizeof *fresh);
            if (!fresh)
                return NULL;
            st_rel(page, fresh); /* [ALLOCATOR-NUMBER] */
        }
        numbers.first_free = n;
        if (!(*page)[n % NUMBERS_PAGE])
            return *page;
    }
    numbers.first_free = NUMBERS_MOST;
    return NULL;
}

/* Nobody has blocks of it yet. False: no number can be had. */
static bool number(struct veda_allocator *a)
{
    veda_mutex_lock(&numbers.lock);
    struct veda_allocator **page = free_number_locked();
    if (page) {
        unsigned n = numbers.first_free++;
        a->number = (uint16_t)n;
        if (n < VEDA_ACCOUNTS) {
            veda_heap_accounts(n, add_up, &a->before);
            a->bytes = a->before.told - (int64_t)(a->before.got_bytes - a->before.freed_bytes);
        } else {
            a->slow = true;
        }
        st_rel(&page[n % NUMBERS_PAGE], a); /* [ALLOCATOR-NUMBER] */
    }
    veda_mutex_unlock(&numbers.lock);
    return page != NULL;
}

/* --- making one --------------------------------------------------------------------------------------- */

static bool is_power_of_2(size_t n)
{
    return n && !(n & (n - 1));
}

static bool trait_set(struct veda_allocator *a, const struct veda_trait *t)
{
    if (t->key <= 0 || t->key >= VEDA_TRAIT_COUNT)
        return false;
    uintptr_t value = t->value;
    uint32_t legal = traits_known[t->key].legal;
    if (value == VEDA_VALUE_DEFAULT || (legal && value == VEDA_VALUE_DEFAULT_5_0))
        value = traits_known[t->key].initial;
    else if (legal && (value > 31 || !(legal >> value & 1)))
        return false;
    else if ((t->key == VEDA_TRAIT_POOL_SIZE || t->key == VEDA_TRAIT_PART_SIZE) && value == 0)
        return false;
    else if (t->key == VEDA_TRAIT_PIN_DEVICE && (int)value != -1 && value != 0)
        return false; /* the host is the only device that it may be pinned to */
    a->trait[t->key] = value;
    return true;
}

uintptr_t veda_allocator_new(uintptr_t space, int ntraits, const struct veda_trait *traits)
{
    if (space == VEDA_SPACE_NULL)
        space = VEDA_SPACE_DEFAULT;
    if (!veda_space_exists(space))
        return VEDA_ALLOCATOR_NULL;
    struct veda_allocator a = {.space = space, .arena = VEDA_ARENA_ASK, .stamp = VEDA_STAMP_NONE};
    for (int key = 0; key < VEDA_TRAIT_COUNT; key++)
        a.trait[key] = traits_known[key].initial;
    for (int i = 0; i < ntraits; i++)
        if (!trait_set(&a, &traits[i]))
            return VEDA_ALLOCATOR_NULL;
    if (!is_power_of_2(a.trait[VEDA_TRAIT_ALIGNMENT]))
        return VEDA_ALLOCATOR_NULL;
    a.alignment = a.trait[VEDA_TRAIT_ALIGNMENT] < LEAST_ALIGNMENT ? LEAST_ALIGNMENT : a.trait[VEDA_TRAIT_ALIGNMENT];
    a.bounded = a.slow = a.trait[VEDA_TRAIT_POOL_SIZE] != UINTPTR_MAX;

    struct veda_allocator *p = aligned_alloc(VEDA_CACHE_LINE, sizeof *p);
    if (p) {
        *p = a;
        p->handle = (uintptr_t)p;
    }
    if (!p || !number(p)) {
        veda_warn_once("no memory for an allocator, or %d of them already; giving omp_null_allocator",
                       NUMBERS_MOST - NPREDEFINED);
        free(p);
        return VEDA_ALLOCATOR_NULL;
    }
    return (uintptr_t)p;
}

static void show(const struct veda_allocator *a);

void veda_allocator_destroy(uintptr_t allocator)
{
    if (allocator <= VEDA_ALLOCATOR_PREDEFINED_MAX)
        return;
    struct veda_allocator *a = (struct veda_allocator *)allocator;
    if (veda_config.memory_stats)
        show(a);
    veda_mutex_lock(&numbers.lock); /* who looks at all allocators is done with this one */
    st_rlx(&numbers.page[a->number / NUMBERS_PAGE][a->number % NUMBERS_PAGE], NULL); /* locked */
    if (a->number < numbers.first_free)
        numbers.first_free = a->number;
    veda_mutex_unlock(&numbers.lock);
    free(a);
}

/* --- places --------------------------------------------------------------------------------------------- */

static struct veda_mutex settling;

static void find_placement(struct veda_allocator *a)
{
    uintptr_t partition = a->trait[VEDA_TRAIT_PARTITION];
    struct veda_placement *how = &a->placement;
    how->pinned = a->trait[VEDA_TRAIT_PINNED];
    if (partition == VEDA_VALUE_ENVIRONMENT && veda_space_is_plain(a->space))
        return;
    bool there = veda_space_nodes(a->space, &how->nodes);
    if (a->trait[VEDA_TRAIT_FALLBACK] != VEDA_VALUE_DEFAULT_MEM_FB)
        how->only = veda_space_limits(a->space);
    if (partition == VEDA_VALUE_INTERLEAVED) {
        how->spread = VEDA_SPREAD_INTERLEAVED;
        how->part_bytes = a->trait[VEDA_TRAIT_PART_SIZE];
    } else if (partition == VEDA_VALUE_BLOCKED) {
        how->spread = VEDA_SPREAD_BLOCKED;
    } else if (partition == VEDA_VALUE_NEAREST || there) {
        how->spread = VEDA_SPREAD_PREFER;
    }
}

void veda_allocator_settle_slow(struct veda_allocator *a)
{
    veda_mutex_lock(&settling);
    if (!ld_rlx(&a->settled)) { /* locked */
        a->nowhere = a->handle == VEDA_ALLOCATOR_TARGET_DEVICE;
        find_placement(a);
        int arena = -1;
        if (!a->nowhere && !a->placement.pinned && a->trait[VEDA_TRAIT_PARTITION] != VEDA_VALUE_NEAREST &&
            a->placement.spread != VEDA_SPREAD_BLOCKED)
            arena = veda_arena_of(&a->placement);
        if (arena >= 0)
            a->arena = (uint8_t)arena;
        if (arena >= 0 && !a->slow && a->alignment == LEAST_ALIGNMENT)
            st_rlx(&a->stamp, (uint64_t)a->number << VEDA_STAMP_ALLOCATOR | /* hint: heap.c's lock orders the arena */
                                  (uint64_t)arena << VEDA_STAMP_ARENA);
        st_rel(&a->settled, 1); /* [ALLOCATOR-SETTLED] */
    }
    veda_mutex_unlock(&settling);
}

/* The node of the set that is nearest to where the calling thread is. */
static int nearest(const struct veda_nodeset *set)
{
    int here = veda_extent_calls.here();
    if (veda_nodeset_has(set, here) || here < 0)
        return here < 0 ? veda_nodeset_next(set, 0) : here;
    const struct veda_nodes *nodes = veda_nodes();
    int best = veda_nodeset_next(set, 0), from = 0;
    unsigned least = UINT16_MAX + 1u;
    while (from < nodes->n && nodes->node[from].id != here)
        from++;
    for (int to = 0; from < nodes->n && to < nodes->n; to++) {
        unsigned d = nodes->distance[from * nodes->n + to];
        if (d && d < least && veda_nodeset_has(set, nodes->node[to].id)) {
            least = d;
            best = nodes->node[to].id;
        }
    }
    return best;
}

void veda_allocator_place(const struct veda_allocator *a, struct veda_placement *how)
{
    *how = a->placement;
    if (a->trait[VEDA_TRAIT_PARTITION] != VEDA_VALUE_NEAREST)
        return;
    int node = nearest(&a->placement.nodes);
    how->nodes = (struct veda_nodeset){0};
    veda_nodeset_add(&how->nodes, node);
}

/* --- figures -------------------------------------------------------------------------------------------- */

void veda_allocator_count(struct veda_allocator *a, int64_t bytes)
{
    int64_t now = add_rlx(&a->bytes, bytes) + bytes, peak = ld_rlx(&a->peak); /* counter */
    while (now > peak && !cas_rlx(&a->peak, &peak, now)) /* counter */
        ;
}

void veda_allocator_tell(struct veda_allocator *a, struct veda_heap *heap)
{
    struct veda_account *t = &heap->account[a->number];
    int64_t more = (int64_t)(t->got_bytes - t->freed_bytes) - t->told;
    st_rlx(&t->told, t->told + more); /* owner */
    veda_allocator_count(a, more);
}

void veda_allocator_tell_all(struct veda_heap *heap, int64_t bytes)
{
    veda_mutex_lock(&numbers.lock); /* no allocator ends */
    for (unsigned n = 0; n < VEDA_ACCOUNTS; n++) {
        struct veda_allocator *a = veda_allocator_numbered((uint16_t)n);
        if (a && veda_account_is_off(&heap->account[n], bytes))
            veda_allocator_tell(a, heap);
    }
    veda_mutex_unlock(&numbers.lock);
}

bool veda_memory_stats(uintptr_t allocator, struct veda_memory_stats *stats)
{
    if (!allocator || (allocator <= VEDA_ALLOCATOR_PREDEFINED_MAX && !veda_predefined_at[allocator % 256] &&
                       allocator != VEDA_ALLOCATOR_DEFAULT))
        return false;
    struct veda_allocator *a = veda_allocator_find(allocator);
    struct veda_account sum = {.got = ld_rlx(&a->got), /* counter, as the others */
                             .got_bytes = ld_rlx(&a->got_bytes),
                             .freed = ld_rlx(&a->freed),
                             .freed_bytes = ld_rlx(&a->freed_bytes)};
    if (a->number < VEDA_ACCOUNTS)
        veda_heap_accounts(a->number, add_up, &sum);
    int64_t bytes = (int64_t)(sum.got_bytes - a->before.got_bytes) - (int64_t)(sum.freed_bytes - a->before.freed_bytes);
    int64_t blocks = (int64_t)(sum.got - a->before.got) - (int64_t)(sum.freed - a->before.freed);
    int64_t peak = ld_rlx(&a->peak); /* counter */
    while (bytes > peak && !cas_rlx(&a->peak, &peak, bytes)) /* counter */
        ;
    *stats = (struct veda_memory_stats){
        .blocks = blocks < 0 ? 0 : (uint64_t)blocks, /* threads go on counting while they are read */
        .bytes = bytes < 0 ? 0 : (uint64_t)bytes,
        .peak_bytes = (uint64_t)ld_rlx(&a->peak), /* counter */
        .blocks_ever = sum.got - a->before.got,
        .fallbacks = ld_rlx(&a->fallbacks), /* counter */
    };
    return true;
}

static void show(const struct veda_allocator *a)
{
    struct veda_memory_stats s;
    if (!veda_memory_stats(a->handle, &s) || (!s.blocks_ever && !s.fallbacks))
        return;
    const char *name = veda_allocator_name(a->handle);
    char number[32];
    snprintf(number, sizeof number, "allocator %#llx", (unsigned long long)a->handle);
    veda_print("veda: memory: %s: %llu blocks given, %llu in use with %llu bytes, %llu bytes at most, %llu fallbacks",
               name ? name : number, (unsigned long long)s.blocks_ever, (unsigned long long)s.blocks,
               (unsigned long long)s.bytes, (unsigned long long)s.peak_bytes, (unsigned long long)s.fallbacks);
}

/* OMP_VEDA_MEMORY_STATS: when the process ends, what it has not destroyed before. */
__attribute__((destructor)) static void show_all(void)
{
    if (!veda_config.memory_stats)
        return;
    for (unsigned n = 0; n < VEDA_ACCOUNTS; n++) {
        const struct veda_allocator *a = veda_allocator_numbered((uint16_t)n);
        if (a)
            show(a);
    }
    size_t mapped, spare;
    veda_heap_bytes(&mapped, &spare);
    veda_print("veda: memory: heaps have %zu bytes of the system's address space, %zu of them unused", mapped, spare);
}

void veda_allocator_before_fork(void)
{
    veda_mutex_lock(&settling);
    veda_space_before_fork();
    veda_mutex_lock(&numbers.lock);
}

void veda_allocator_after_fork(void)
{
    veda_mutex_unlock(&numbers.lock);
    veda_space_after_fork();
    veda_mutex_unlock(&settling);
}
