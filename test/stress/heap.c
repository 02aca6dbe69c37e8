// Blocks of omp_alloc: nobody gets one that is in use, whoever frees it; threads come and go and leave their heaps;
// memory that has been freed is used again, or goes back; figures add up.
// RUN: %veda-unit
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/allocator.h"
#include "runtime/base/atomics.h"
#include "runtime/team.h"
#include "stress.h"

enum { THREADS = 4, PLACES = 512, ROUNDS = 60000, ALLOCATORS = 4 };

/* What a block holds while it is in use. */
struct mark {
    uint64_t owner;
    uint64_t bytes;
};

static struct mark *place[PLACES];
static uint64_t numbers;
static uintptr_t allocator[ALLOCATORS];

static void fill(struct mark *m, size_t bytes)
{
    m->bytes = bytes;
    m->owner = add_rlx(&numbers, 1) + 1;
    uint64_t tail = ~m->owner;
    memcpy((char *)m + bytes - sizeof tail, &tail, sizeof tail);
}

static void check(const struct mark *m)
{
    uint64_t tail;
    memcpy(&tail, (const char *)m + m->bytes - sizeof tail, sizeof tail);
    EXPECT_EQ(tail, ~m->owner);
}

/* Mostly small, some of each class, a few too large for a heap. */
static size_t size_from(uint32_t seed)
{
    unsigned top = 5 + (seed >> 4) % (seed % 8 ? 6 : 11);
    return (1u << top) + (seed >> 8) % (1u << top);
}

static void member(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    uint32_t seed = (uint32_t)id * 7919u + 1u;
    for (int r = 0; r < STRESS_ROUNDS(ROUNDS); r++) {
        seed = seed * 1664525u + 1013904223u;
        struct mark *mine = NULL;
        if (seed >> 30) {
            size_t bytes = size_from(seed >> 3), alignment = seed & 1 << 20 ? 0 : 16u << (seed >> 21) % 8;
            mine = veda_memory_alloc(allocator[(seed >> 9) % ALLOCATORS], alignment, bytes, false);
            EXPECT(mine != NULL);
            EXPECT_EQ((uintptr_t)mine % (alignment > 16 ? alignment : 16), 0);
            fill(mine, bytes);
        }
        struct mark *theirs = xchg_acq_rel(&place[(seed >> 12) % PLACES], mine);
        if (!theirs)
            continue;
        check(theirs);
        if (seed & 1 << 19) { /* a longer one in its place, which begins as it did */
            size_t bytes = size_from(seed >> 5);
            if (bytes > theirs->bytes) {
                uint64_t owner = theirs->owner;
                theirs = veda_memory_realloc(theirs, bytes, 0, 0);
                EXPECT_EQ(theirs->owner, owner);
            }
        }
        if (seed & 1 << 18) { /* as a thread does that OpenMP has not seen */
            struct veda_member *me = veda_self;
            veda_self = NULL;
            veda_memory_free(theirs);
            veda_self = me;
        } else {
            veda_memory_free(theirs);
        }
        if (r % 1000 == 0)
            veda_heap_idle(veda_me()->thread->heap);
    }
}

/* One gets, another frees; the address space that heaps have must not grow with what has passed. */
enum { IN_FLIGHT = 256, PASSED = 100000 };

static void producer_consumer(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    for (int r = 0; r < STRESS_ROUNDS(PASSED); r++) {
        struct mark **at = &place[r % IN_FLIGHT];
        if (id == 0) {
            struct mark *m = veda_memory_get(0, 1000);
            fill(m, 1000);
            while (ld_acq(at))
                sched_yield();
            st_rel(at, m);
        } else {
            struct mark *m;
            while (!(m = ld_acq(at)))
                sched_yield();
            check(m);
            st_rel(at, NULL);
            veda_memory_free(m);
        }
    }
}

static size_t used_bytes(void)
{
    size_t mapped, spare;
    veda_heap_bytes(&mapped, &spare);
    return mapped - spare;
}

static uint64_t in_use(uint64_t *blocks)
{
    uint64_t bytes = *blocks = 0;
    for (int i = 0; i < ALLOCATORS; i++) {
        struct veda_memory_stats s;
        EXPECT(veda_memory_stats(allocator[i], &s));
        bytes += s.bytes;
        *blocks += s.blocks;
    }
    return bytes;
}

enum { MANY = 100000 };

static void get_and_end(int id, int n, void *shared)
{
    (void)id, (void)n;
    for (int i = 0; i < MANY; i++)
        ((void **)shared)[i] = veda_memory_get(0, 1000);
}

/* Forks while others are inside: children get and free blocks, their own and their parent's. */
static void forks(int id, int n, void *shared)
{
    int *stop = shared;
    struct mark *kept[64];
    (void)n;
    if (id) {
        while (!ld_rlx(stop)) /* hint */
            member(id, THREADS, NULL);
        return;
    }
    for (int i = 0; i < 64; i++)
        fill(kept[i] = veda_memory_get(0, size_from((uint32_t)i << 20)), size_from((uint32_t)i << 20));
    for (int round = 0; round < 20; round++) {
        pid_t child = fork();
        if (child == 0) {
            alarm(60); /* a child that hangs is the failure */
            for (int i = 0; i < 64; i++) {
                check(kept[i]);
                veda_memory_free(kept[i]);
                size_t bytes = size_from((uint32_t)(i + round) << 19);
                fill(kept[i] = veda_memory_get(allocator[i % ALLOCATORS], bytes), bytes);
            }
            for (int i = 0; i < 64; i++) {
                check(kept[i]);
                veda_memory_free(kept[i]);
            }
            _exit(expect_result());
        }
        int status = -1;
        waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    st_rlx(stop, 1); /* hint */
    for (int i = 0; i < 64; i++) {
        check(kept[i]);
        veda_memory_free(kept[i]);
    }
}

int main(void)
{
    struct veda_trait bounded[] = {{VEDA_TRAIT_POOL_SIZE, 1 << 30}};
    struct veda_trait aligned[] = {{VEDA_TRAIT_ALIGNMENT, 128}};
    struct veda_trait spread[] = {{VEDA_TRAIT_PARTITION, VEDA_VALUE_INTERLEAVED}};
    allocator[0] = VEDA_ALLOCATOR_DEFAULT;
    allocator[1] = veda_allocator_new(0, 1, bounded);
    allocator[2] = veda_allocator_new(0, 1, aligned);
    allocator[3] = veda_allocator_new(0, 1, spread);
    for (int round = 0; round < 4; round++)
        stress_run(THREADS, member, NULL);

    uint64_t blocks, live = 0;
    in_use(&blocks);
    for (int i = 0; i < PLACES; i++)
        if (place[i]) {
            live++;
            check(place[i]);
            veda_memory_free(place[i]);
            place[i] = NULL;
        }
    EXPECT_EQ(blocks, live);
    EXPECT_EQ(in_use(&blocks), 0);
    EXPECT_EQ(blocks, 0);
    EXPECT_EQ(veda_allocator_find(allocator[1])->used, 0);
    struct veda_memory_stats s;
    EXPECT(veda_memory_stats(allocator[0], &s) && s.peak_bytes > 0 && s.blocks_ever > 0);

    size_t before = used_bytes();
    stress_run(2, producer_consumer, NULL);
    EXPECT(used_bytes() <= before + 4 * VEDA_SPAN_BYTES);

    /* A thread that has had much gives it back, and what others free after its end is found again. */
    static void *many[MANY];
    for (int i = 0; i < MANY; i++)
        many[i] = veda_memory_get(0, 1000);
    size_t full = used_bytes();
    for (int i = 0; i < MANY; i++)
        veda_memory_free(many[i]);
    EXPECT(used_bytes() <= full - (size_t)MANY * 1000 / 10 * 9);

    before = used_bytes();
    stress_run(1, get_and_end, many);
    full = used_bytes();
    for (int i = 0; i < MANY; i++)
        veda_memory_free(many[i]);
    veda_heap_idle(veda_me()->thread->heap); /* the last parcel */
    for (int i = 0; i < 20; i++) /* a size that nobody had: who wants a new span looks */
        many[i] = veda_memory_get(0, 30000);
    EXPECT(full >= before + (size_t)MANY * 1000);
    EXPECT(used_bytes() <= full - (size_t)MANY * 1000 / 10 * 9);
    for (int i = 0; i < 20; i++)
        veda_memory_free(many[i]);
    int stop = 0;
    if (STRESS_MAY_FORK)
        stress_run(THREADS, forks, &stop);
    for (int i = 0; i < PLACES; i++)
        veda_memory_free(place[i]);
    for (int i = 1; i < ALLOCATORS; i++)
        veda_allocator_destroy(allocator[i]);
    return expect_result();
}
