// Blocks that one thread allocates and others free come home whole: nobody gets a block that is in use, and a
// producer whose blocks are always freed elsewhere lives on a bounded number of them. Threads come and go; a slab
// passes from one that has ended to the next.
// RUN: %veda-unit
#include <string.h>

#include "runtime/task/slab.h"
#include "runtime/base/atomics.h"
#include "stress.h"

enum { THREADS = 4, PLACES = 512, ROUNDS = 60000, KINDS = VEDA_SLAB_SIZES };

static const size_t bytes[KINDS] = {VEDA_SMALL_BYTES, VEDA_TASK_BYTES, VEDA_LARGE_BYTES};

/* What a block holds while it is in use: its kind, and a number that nobody else writes into it. */
struct mark {
    uint64_t owner;
    uint64_t kind;
};

static struct mark *place[PLACES];
static uint64_t numbers;

static void fill(struct mark *m, uint64_t kind)
{
    m->kind = kind;
    m->owner = add_rlx(&numbers, 1) + 1;
    uint64_t *last = (uint64_t *)((char *)m + bytes[kind] - VEDA_SLAB_HEAD) - 1;
    *last = ~m->owner;
}

static void check(const struct mark *m)
{
    const uint64_t *last = (const uint64_t *)((const char *)m + bytes[m->kind] - VEDA_SLAB_HEAD) - 1;
    EXPECT_EQ(*last, ~m->owner);
}

static void member(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    struct veda_slab *slab = NULL;
    uint32_t seed = (uint32_t)id * 7919u + 1u;
    for (int r = 0; r < STRESS_ROUNDS(ROUNDS); r++) {
        seed = seed * 1664525u + 1013904223u;
        struct mark *mine = NULL;
        if (seed >> 30) {
            uint64_t kind = (seed >> 8) % KINDS;
            mine = veda_slab_alloc(&slab, (enum veda_slab_size)kind);
            EXPECT_EQ(((uintptr_t)mine - VEDA_SLAB_HEAD) % 64, 0);
            fill(mine, kind);
        }
        struct mark *theirs = xchg_acq_rel(&place[(seed >> 12) % PLACES], mine);
        if (theirs) {
            check(theirs);
            veda_slab_free(seed & 4096 ? &slab : NULL, theirs); /* as a thread without a slab does */
        }
        if (r % 1000 == 0)
            veda_slab_flush(slab);
    }
    veda_slab_retire(slab);
}

/* One makes, another frees; the maker's memory must not grow with what has passed. */
enum { IN_FLIGHT = 256, PASSED = 200000 };

static size_t fresh; /* blocks that nobody had before: these are zero */

static void producer_consumer(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    struct veda_slab *slab = NULL;
    for (int r = 0; r < STRESS_ROUNDS(PASSED); r++) {
        struct mark **at = &place[r % IN_FLIGHT];
        if (id == 0) {
            struct mark *m = veda_slab_alloc(&slab, VEDA_SLAB_TASK);
            fresh += m->owner == 0;
            fill(m, VEDA_SLAB_TASK);
            while (ld_acq(at))
                sched_yield();
            st_rel(at, m);
        } else {
            struct mark *m;
            while (!(m = ld_acq(at)))
                sched_yield();
            check(m);
            st_rel(at, NULL);
            veda_slab_free(&slab, m);
        }
    }
    veda_slab_retire(slab);
}

int main(void)
{
    struct veda_slab *slab = NULL;
    for (int round = 0; round < 4; round++) {
        stress_run(THREADS, member, NULL);
        for (int i = 0; i < PLACES; i++)
            if (place[i]) {
                check(place[i]);
                veda_slab_free(&slab, place[i]);
                place[i] = NULL;
            }
    }
    stress_run(2, producer_consumer, NULL);
    EXPECT(fresh <= IN_FLIGHT + 64); /* beyond those in flight, one parcel on its way */
    veda_slab_retire(slab);
    return expect_result();
}
