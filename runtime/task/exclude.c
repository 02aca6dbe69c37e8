/* Exclusion: see exclude.h. */
#include "runtime/task/exclude.h"

#include <stddef.h>

#include "runtime/base/assert.h"
#include "runtime/task/kin.h"

struct veda_exclusion {
    uintptr_t address;
    struct veda_deferred *first, *last; /* who waits for it, the oldest first */
    uint32_t claims;                    /* the last one that goes frees it */
    bool taken;
};

struct veda_claim {
    struct veda_exclusion *set;
    struct veda_claim *next;
};

_Static_assert(sizeof(struct veda_exclusion) <= VEDA_SMALL_BYTES - VEDA_SLAB_HEAD &&
                   sizeof(struct veda_claim) <= VEDA_SMALL_BYTES - VEDA_SLAB_HEAD, "small blocks");

struct veda_exclusion *veda_exclusion_find_locked(const struct veda_deferred *d, uintptr_t address)
{
    for (const struct veda_claim *claim = d->claims; claim; claim = claim->next)
        if (claim->set->address == address)
            return claim->set;
    return NULL;
}

void veda_exclusion_join_locked(struct veda_slab **slab, struct veda_deferred *d, uintptr_t address,
                                struct veda_exclusion *set)
{
    if (!set) {
        set = veda_slab_alloc(slab, VEDA_SLAB_SMALL);
        *set = (struct veda_exclusion){.address = address};
    }
    struct veda_claim *claim = veda_slab_alloc(slab, VEDA_SLAB_SMALL);
    *claim = (struct veda_claim){.set = set, .next = d->claims};
    set->claims++;
    d->claims = claim;
}

static void append(struct veda_exclusion *set, struct veda_deferred *d)
{
    d->next = NULL;
    if (set->first)
        set->last->next = d;
    else
        set->first = d;
    set->last = d;
}

/* All or none: nobody has one and waits for another, so there is no circle of such. */
bool veda_exclusion_take_locked(struct veda_deferred *d)
{
    for (struct veda_claim *claim = d->claims; claim; claim = claim->next)
        if (claim->set->taken) {
            append(claim->set, d);
            return false;
        }
    for (struct veda_claim *claim = d->claims; claim; claim = claim->next)
        claim->set->taken = true;
    return true;
}

/* The queue's tasks in turn, until one takes the set or none is left: those that can't are in another's queue. */
static struct veda_deferred *call_next_locked(struct veda_exclusion *set, struct veda_deferred *ready)
{
    while (!set->taken && set->first) {
        struct veda_deferred *d = set->first;
        set->first = d->next;
        if (!veda_exclusion_take_locked(d))
            continue;
        d->next = ready;
        ready = d;
    }
    return ready;
}

struct veda_deferred *veda_exclusion_give_locked(struct veda_slab **slab, struct veda_deferred *d)
{
    struct veda_deferred *ready = NULL;
    for (struct veda_claim *claim = d->claims; claim; claim = claim->next) {
        VEDA_ASSERT(claim->set->taken);
        claim->set->taken = false;
    }
    for (struct veda_claim *claim = d->claims, *next; claim; claim = next) {
        struct veda_exclusion *set = claim->set;
        next = claim->next;
        ready = call_next_locked(set, ready);
        if (--set->claims == 0)
            veda_slab_free(slab, set);
        veda_slab_free(slab, claim);
    }
    return ready;
}
