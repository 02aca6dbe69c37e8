/* Plain accesses, as the compiler reports them under -fsanitize=thread: two that touch the same byte, one
 * of them writing, must be ordered by happens-before; so must a plain and an atomic one. That is decided
 * byte by byte, with the clock of the last plain write and each thread's clock at its last plain read.
 * Atomic accesses are kept for the whole object.
 *
 * Setup comes before everything and finish after, so what they do needs no record.
 *
 * malloc and free of the scenario are ours, too: an arena a thread, so that addresses do not depend on the
 * order in which threads go on. Freed memory is not used again within an execution; touching it is an
 * error. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

struct cell {
    uint16_t read[EXPLORE_THREADS]; /* clocks; 0: never */
    uint16_t written;
    uint8_t writer;
    uint8_t location; /* 1 + that of the atomic object; 0: none */
    bool freed;
};

enum { PAGE = 64, PAGES = 1 << 14 };

static struct page {
    uintptr_t number;
    uint32_t execution; /* that the cells are of */
    struct cell cell[PAGE];
} * pages;

static uint32_t execution;
static struct {
    uint16_t read[EXPLORE_THREADS], written[EXPLORE_THREADS];
} atomics[LOCATIONS];

static struct page *page_of(uintptr_t address)
{
    static struct page *last;
    uintptr_t number = address / PAGE;
    if (last && last->number == number && last->execution == execution)
        return last;
    if (!pages)
        pages = calloc(PAGES, sizeof *pages);
    for (uintptr_t i = mix(number, 0) % PAGES, tries = 0; tries < PAGES / 2;
         i = (i + 1) % PAGES, tries++) {
        struct page *page = &pages[i];
        if (page->number != number && page->number != 0)
            continue;
        if (page->number == 0 || page->execution != execution)
            *page = (struct page){.number = number, .execution = execution};
        return last = page;
    }
    explore_fail("the scenario touches too much memory");
}

static struct cell *cell_of(uintptr_t address)
{
    return &page_of(address)->cell[address % PAGE];
}

int race_location(uintptr_t address)
{
    return cell_of(address)->location - 1;
}

void race_new_location(uintptr_t address, size_t size, int location)
{
    memset(&atomics[location], 0, sizeof atomics[location]);
    for (size_t i = 0; i < size; i++) {
        struct cell *cell = cell_of(address + i);
        if (cell->location)
            explore_fail("atomic accesses of different sizes at %p", (void *)address);
        cell->location = (uint8_t)(location + 1);
    }
}

/* True: thread t's access at that clock is not in self's past. */
static bool unordered(int t, uint16_t clock)
{
    return clock > self->now.clock[t];
}

static void forbid_freed(const struct cell *cell, uintptr_t address, const char *what)
{
    if (cell->freed)
        explore_fail("use after free: %s of %p", what, (void *)address);
}

void race_atomic(uintptr_t address, size_t size, int location, bool writes)
{
    int me = self_index();
    uint16_t clock = self->now.clock[me];
    for (size_t i = 0; i < size; i++) {
        const struct cell *cell = cell_of(address + i);
        forbid_freed(cell, address, "atomic access");
        if (unordered(cell->writer, cell->written))
            explore_fail("data race: atomic access of %p and a plain write by thread %d",
                         (void *)address, cell->writer);
        for (int t = 0; writes && t < nthreads; t++)
            if (unordered(t, cell->read[t]))
                explore_fail("data race: atomic write of %p and a plain read by thread %d",
                             (void *)address, t);
    }
    (writes ? atomics[location].written : atomics[location].read)[me] = clock;
}

static void plain(uintptr_t address, size_t size, bool writes, const void *pc)
{
    if (!self || is_local(address))
        return;
    int me = self_index();
    const char *what = writes ? "plain write" : "plain read";
    for (size_t i = 0; i < size; i++) {
        struct cell *cell = cell_of(address + i);
        if (cell->freed)
            note_pc(what, pc);
        forbid_freed(cell, address, what);
        int other = -1;
        if (unordered(cell->writer, cell->written))
            other = cell->writer;
        for (int t = 0; t < nthreads; t++)
            if (writes && unordered(t, cell->read[t]))
                other = t;
        if (cell->location)
            for (int t = 0; t < nthreads; t++)
                if (unordered(t, atomics[cell->location - 1].written[t]) ||
                    (writes && unordered(t, atomics[cell->location - 1].read[t])))
                    other = t;
        if (other >= 0) {
            note_pc(what, pc);
            explore_fail("data race: %s of %p (%zu bytes) and an access by thread %d", what,
                         (void *)address, size, other);
        }
        if (writes) {
            cell->written = self->now.clock[me];
            cell->writer = (uint8_t)me;
            if (cell->location)
                memory_overwritten(cell->location - 1);
        } else {
            cell->read[me] = self->now.clock[me];
        }
    }
}

/* --- What -fsanitize=thread calls ------------------------------------------------------------------- */

#define HERE __builtin_return_address(0)
#define CALLS(size)                                                                                \
    void __tsan_read##size(uintptr_t p);                                                           \
    void __tsan_write##size(uintptr_t p);                                                          \
    void __tsan_unaligned_read##size(uintptr_t p);                                                 \
    void __tsan_unaligned_write##size(uintptr_t p);                                                \
    void __tsan_read##size(uintptr_t p)                                                            \
    {                                                                                              \
        plain(p, size, false, HERE);                                                               \
    }                                                                                              \
    void __tsan_write##size(uintptr_t p)                                                           \
    {                                                                                              \
        plain(p, size, true, HERE);                                                                \
    }                                                                                              \
    void __tsan_unaligned_read##size(uintptr_t p)                                                  \
    {                                                                                              \
        plain(p, size, false, HERE);                                                               \
    }                                                                                              \
    void __tsan_unaligned_write##size(uintptr_t p)                                                 \
    {                                                                                              \
        plain(p, size, true, HERE);                                                                \
    }
CALLS(1)
CALLS(2)
CALLS(4)
CALLS(8)
CALLS(16)

void __tsan_read_range(uintptr_t p, size_t size);
void __tsan_read_range(uintptr_t p, size_t size)
{
    plain(p, size, false, HERE);
}

void __tsan_write_range(uintptr_t p, size_t size);
void __tsan_write_range(uintptr_t p, size_t size)
{
    plain(p, size, true, HERE);
}

void *__tsan_memcpy(void *to, const void *from, size_t size);
void *__tsan_memcpy(void *to, const void *from, size_t size)
{
    plain((uintptr_t)from, size, false, HERE);
    plain((uintptr_t)to, size, true, HERE);
    return memcpy(to, from, size);
}

void *__tsan_memmove(void *to, const void *from, size_t size);
void *__tsan_memmove(void *to, const void *from, size_t size)
{
    plain((uintptr_t)from, size, false, HERE);
    plain((uintptr_t)to, size, true, HERE);
    return memmove(to, from, size);
}

void *__tsan_memset(void *p, int c, size_t size);
void *__tsan_memset(void *p, int c, size_t size)
{
    plain((uintptr_t)p, size, true, HERE);
    return memset(p, c, size);
}

void __tsan_init(void);
void __tsan_init(void)
{
}

void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc)
{
    (void)pc;
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
}

/* --- malloc and free of the scenario: -Dmalloc=explore_malloc and so on ----------------------------- */

struct block {
    size_t size;
    char data[] __attribute__((aligned(16)));
};

enum { ARENA = 1 << 18 };

static char arena[EXPLORE_THREADS + 1][ARENA] __attribute__((aligned(128)));
static size_t arena_used[EXPLORE_THREADS + 1];
static int nblocks;

void race_reset(void)
{
    execution++;
    nblocks = 0;
    memset(arena_used, 0, sizeof arena_used);
}

void *explore_aligned_alloc(size_t align, size_t size);
void *explore_aligned_alloc(size_t align, size_t size)
{
    int which = self ? self_index() : EXPLORE_THREADS;
    char *base = arena[which];
    align = align < 16 ? 16 : align;
    size_t at = (arena_used[which] + sizeof(struct block) + align - 1) / align * align;
    if (at + size > ARENA)
        explore_fail("the scenario allocates more than %d bytes", ARENA);
    arena_used[which] = at + size;
    ((struct block *)(base + at - sizeof(struct block)))->size = size;
    nblocks++;
    return base + at;
}

void *explore_malloc(size_t size);
void *explore_malloc(size_t size)
{
    return explore_aligned_alloc(16, size);
}

int explore_posix_memalign(void **p, size_t align, size_t size);
int explore_posix_memalign(void **p, size_t align, size_t size)
{
    *p = explore_aligned_alloc(align, size);
    return 0;
}

void *explore_calloc(size_t n, size_t size);
void *explore_calloc(size_t n, size_t size)
{
    return memset(explore_aligned_alloc(16, n * size), 0, n * size);
}

void explore_retire(void *p, size_t size)
{
    plain((uintptr_t)p, size, true, HERE);
    for (size_t i = 0; i < size; i++)
        cell_of((uintptr_t)p + i)->freed = true;
}

void explore_free(void *p);
void explore_free(void *p)
{
    if (!p)
        return;
    explore_retire(p, ((struct block *)((char *)p - sizeof(struct block)))->size);
    nblocks--;
}

int explore_blocks(void)
{
    return nblocks;
}

/* The same for pthread_atfork: the engine's forks are none of the program that scenarios are of. */
int explore_pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));
int explore_pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
    (void)prepare, (void)parent, (void)child;
    return 0;
}
