/* Blocks of tasks: see slab.h. Callers: runtime/task, and pool.c when a thread ends.
 *
 *   a block is in use, in its home's free list (home's thread only), or on its way home (sync/homing.h) */
#include "runtime/task/slab.h"

#include "runtime/base/log.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/pages.h"

enum { CHUNK_BYTES = 64 * 1024, PARCEL = 32 };

static const uint32_t bytes_of[VEDA_SLAB_SIZES] = {VEDA_SMALL_BYTES, VEDA_TASK_BYTES, VEDA_LARGE_BYTES};

_Static_assert(sizeof(struct veda_block) <= VEDA_SLAB_HEAD, "what stands in front of a block");
_Static_assert(offsetof(struct veda_block, link) == 0, "a block is found by its link");

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
    for (struct veda_link *link = veda_homing_take(&s->returned), *next; link; link = next) {
        uint8_t its = ((struct veda_block *)link)->size;
        next = link->next;
        link->next = s->free[its];
        s->free[its] = link;
    }
    struct veda_block *b = (struct veda_block *)s->free[size];
    if (b) {
        s->free[size] = b->link.next;
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

void veda_slab_flush(struct veda_slab *s)
{
    if (s)
        veda_parcel_send(&s->parcel);
}

void veda_slab_free_slow(struct veda_slab **slab, void *block)
{
    struct veda_block *b = (struct veda_block *)((char *)block - VEDA_SLAB_HEAD);
    if (slab && !*slab)
        *slab = slab_get(); /* only ever ran what others made: it posts parcels */
    if (slab)
        veda_parcel_add(&(*slab)->parcel, &b->home->returned, &b->link, PARCEL);
    else
        veda_homing_give(&b->home->returned, &b->link, &b->link);
}
