/* Blocks of tasks: see slab.h. Callers: runtime/task, and pool.c when a thread ends.
 *
 *   a block is in use, in its home's free list (home's thread only), in the parcel of one thread, or in its
 *   home's `returned` stack (pushed by anybody, taken whole by home's thread: no ABA)            */
#include "runtime/task/slab.h"

#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"
#include "runtime/base/log.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/pages.h"

enum { CHUNK_BYTES = 64 * 1024, PARCEL = 32 };

static const uint32_t bytes_of[VEDA_SLAB_SIZES] = {VEDA_SMALL_BYTES, VEDA_TASK_BYTES, VEDA_LARGE_BYTES};

_Static_assert(sizeof(struct veda_block) <= VEDA_SLAB_HEAD, "what stands in front of a block");

static struct {
    struct veda_mutex lock;
    struct veda_slab *retired;
    char *fresh, *fresh_end; /* for slabs themselves */
} all;

static void *pages(size_t bytes)
{
    void *p = veda_pages_new(bytes);
    if (unlikely(!p))
        veda_fatal("out of memory (%zu bytes for tasks)", bytes);
    return p;
}

static VEDA_COLD struct veda_slab *slab_get(void)
{
    veda_mutex_lock(&all.lock);
    struct veda_slab *s = all.retired;
    if (s) {
        all.retired = s->next;
    } else {
        if (all.fresh == all.fresh_end) {
            size_t bytes = 4096 / sizeof *s * sizeof *s;
            all.fresh = pages(4096);
            all.fresh_end = all.fresh + bytes;
        }
        s = (struct veda_slab *)all.fresh;
        all.fresh += sizeof *s;
    }
    veda_mutex_unlock(&all.lock);
    return s;
}

void veda_slab_retire(struct veda_slab *s)
{
    if (!s)
        return;
    veda_slab_flush(s);
    veda_mutex_lock(&all.lock);
    s->next = all.retired;
    all.retired = s;
    veda_mutex_unlock(&all.lock);
}

static VEDA_COLD struct veda_block *refill(struct veda_slab *s, enum veda_slab_size size)
{
    struct veda_block *b = xchg_acq(&s->returned, NULL); /* [SLAB-RETURN] */
    for (struct veda_block *next; b; b = next) {
        next = b->next;
        b->next = s->free[b->size];
        s->free[b->size] = b;
    }
    b = s->free[size];
    if (b) {
        s->free[size] = b->next;
        return b;
    }
    uint32_t bytes = bytes_of[size];
    if (s->fresh[size] == s->fresh_end[size]) {
        s->fresh[size] = pages(CHUNK_BYTES);
        s->fresh_end[size] = s->fresh[size] + CHUNK_BYTES / bytes * bytes;
    }
    b = (struct veda_block *)s->fresh[size];
    s->fresh[size] += bytes;
    b->home = s;
    b->size = (uint8_t)size;
    return b;
}

void *veda_slab_alloc_slow(struct veda_slab **slab, enum veda_slab_size size)
{
    if (!*slab)
        *slab = slab_get();
    return (char *)refill(*slab, size) + VEDA_SLAB_HEAD;
}

/* first to last, chained, go home. */
static void give_back(struct veda_slab *home, struct veda_block *first, struct veda_block *last)
{
    struct veda_block *top = ld_rlx(&home->returned); /* the CAS decides */
    do {
        last->next = top;
        veda_chaos(slab_return);
    } while (!cas_rel(&home->returned, &top, first)); /* [SLAB-RETURN] */
}

void veda_slab_flush(struct veda_slab *s)
{
    if (!s || !s->nparcel)
        return;
    give_back(s->parcel_for, s->first, s->last);
    s->nparcel = 0;
}

static void post(struct veda_slab *s, struct veda_block *b)
{
    if (s->nparcel && s->parcel_for != b->home)
        veda_slab_flush(s);
    if (!s->nparcel) {
        s->parcel_for = b->home;
        s->last = b;
        b->next = NULL;
    } else {
        b->next = s->first;
    }
    s->first = b;
    if (++s->nparcel == PARCEL)
        veda_slab_flush(s);
}

void veda_slab_free_slow(struct veda_slab **slab, void *block)
{
    struct veda_block *b = (struct veda_block *)((char *)block - VEDA_SLAB_HEAD);
    if (slab && !*slab)
        *slab = slab_get(); /* only ever ran what others made: it posts parcels */
    if (slab)
        post(*slab, b);
    else
        give_back(b->home, b, b);
}
