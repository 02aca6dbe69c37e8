/* See distributed.h. What is handed out is the extent itself, so that large pages fit; who is asked to free it finds
 * its size in a list, which is short: such arrays are few and large. */
#include "runtime/distributed.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/binding.h"
#include "runtime/memory.h"
#include "runtime/space.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/pages.h"
#include "runtime/team.h"

struct array {
    struct array *next;
    struct veda_extent extent;
    size_t bytes; /* asked for */
};

static struct {
    struct veda_mutex lock;
    struct array *first; /* under it */
} all;

/* Where part i of n begins in an extent for that many bytes, 0 <= i <= n; part n is what the last page has behind the
 * array. */
static size_t part_at(const struct veda_extent *e, size_t bytes, int i, int n)
{
    if (i == n)
        return bytes + (-bytes & (e->page - 1));
    size_t each = bytes / (size_t)n, more = bytes % (size_t)n, part = (size_t)i;
    size_t at = part * each + (part < more ? part : more);
    return at & ~(e->page - 1);
}

/* --- blocked ---------------------------------------------------------------------------------------------- */

static struct veda_nodeset nodes_of_part(int i, const struct veda_topology *t, const struct veda_places *places,
                                         const struct veda_team_placement *team)
{
    struct veda_nodeset nodes;
    int place;
    struct veda_partition ignored;
    if (!team) {
        veda_place_nodes(&(struct veda_place){.n = 1, .cpu = &t->processor[i].cpu}, t, &nodes);
    } else {
        veda_placement(team, i, &place, &ignored);
        veda_place_nodes(&places->place[place], t, &nodes);
    }
    return nodes;
}

/* Neighbours on the same nodes are one call. */
void veda_distributed_place(const struct veda_extent *e, size_t bytes, const struct veda_topology *t,
                            const struct veda_places *places, const struct veda_team_placement *team)
{
    int n = team ? team->nthreads : t->n;
    size_t from = 0;
    struct veda_nodeset allowed, of = {0};
    bool limited = !veda_extent_calls.allowed(&allowed);
    for (int i = 0; i <= n; i++) {
        struct veda_nodeset nodes = {0};
        if (i < n)
            nodes = nodes_of_part(i, t, places, team);
        for (int k = 0; limited && k < VEDA_NODES_MOST / 64; k++)
            nodes.bits[k] &= allowed.bits[k];
        if (i < n && !memcmp(&nodes, &of, sizeof of))
            continue;
        size_t at = part_at(e, bytes, i, n);
        if (veda_nodeset_count(&of) && !veda_extent_place(e, from, at, &of))
            return;
        from = at;
        of = nodes;
    }
}

static int new_blocked(struct veda_extent *e, size_t bytes)
{
    const struct veda_topology *t = veda_binding_topology();
    struct veda_member *me = veda_me();
    struct veda_placement how = {.spread = VEDA_SPREAD_NONE};
    struct veda_team_placement team;
    if (!t->nodes) { /* nobody knows which processors are near to which */
        how.spread = VEDA_SPREAD_BLOCKED;
        veda_space_nodes(VEDA_SPACE_DEFAULT, &how.nodes);
    }
    int err = veda_extent_new(e, bytes, 1, &how);
    if (err || !t->nodes)
        return err;
    bool placed = veda_binding_expected(me, veda_region_max_threads(me), &team);
    veda_distributed_place(e, bytes, t, veda_binding_places(), placed ? &team : NULL);
    return 0;
}

/* --- interleaved, and by first touch ------------------------------------------------------------------------ */

static int new_interleaved(struct veda_extent *e, size_t bytes)
{
    struct veda_placement how = {.spread = VEDA_SPREAD_INTERLEAVED};
    veda_space_nodes(VEDA_SPACE_DEFAULT, &how.nodes);
    return veda_extent_new(e, bytes, 1, &how);
}

static void touch(struct veda_member *me)
{
    const struct array *a = me->team->arg;
    const struct veda_extent *e = &a->extent;
    size_t end = part_at(e, a->bytes, me->tid + 1, me->team->nthreads);
    for (size_t at = part_at(e, a->bytes, me->tid, me->team->nthreads); at < end; at += e->page)
        *(volatile char *)(e->base + at) = 0;
}

static int new_untouched(struct veda_extent *e, size_t bytes)
{
    return veda_extent_new(e, bytes, 1, &(struct veda_placement){.spread = VEDA_SPREAD_NONE});
}

/* --- what programs call --------------------------------------------------------------------------------------- */

void *veda_distributed_new(size_t bytes, enum veda_spread how, const void *site)
{
    struct array *a = bytes ? malloc(sizeof *a) : NULL;
    if (!a)
        return NULL;
    int err = how == VEDA_SPREAD_BLOCKED       ? new_blocked(&a->extent, bytes)
              : how == VEDA_SPREAD_INTERLEAVED ? new_interleaved(&a->extent, bytes)
                                               : new_untouched(&a->extent, bytes);
    if (err) {
        free(a);
        return NULL;
    }
    a->bytes = bytes;
    if (how == VEDA_SPREAD_NONE && veda_me()->team->active_level == 0)
        veda_region_run(&(struct veda_region){.call = touch, .arg = a, .bind = -1, .site = site});
    veda_mutex_lock(&all.lock);
    a->next = all.first;
    all.first = a;
    veda_mutex_unlock(&all.lock);
    return a->extent.base;
}

bool veda_distributed_free(void *p)
{
    struct array *a, **link;
    if (!p)
        return true;
    veda_mutex_lock(&all.lock);
    for (link = &all.first; (a = *link) && a->extent.base != p; link = &a->next)
        ;
    if (a)
        *link = a->next;
    veda_mutex_unlock(&all.lock);
    if (!a)
        return false;
    veda_extent_free(&a->extent);
    free(a);
    return true;
}
