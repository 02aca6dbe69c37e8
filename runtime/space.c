/* See space.h. A resource of a space is one of its nodes, counted from 0 in the order of their numbers. */
#include "runtime/space.h"

#include <stdlib.h>
#include <string.h>

#include "numa/extent.h"
#include "numa/nodes.h"
#include "runtime/memory.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/pages.h"

/* The same nodes of the same predefined space are the same part. Constant but for `next`. */
struct part {
    uintptr_t of; /* predefined */
    struct veda_nodeset nodes;
    struct part *next;
};

static struct {
    struct veda_mutex lock;
    struct part *first;
} parts;

/* Walks the list, as a program may have made the handle up. */
static const struct part *part_find(uintptr_t space)
{
    if (space <= VEDA_SPACE_PREDEFINED_MAX)
        return NULL;
    veda_mutex_lock(&parts.lock);
    const struct part *p = parts.first;
    while (p && (uintptr_t)p != space)
        p = p->next;
    veda_mutex_unlock(&parts.lock);
    return p;
}

static uintptr_t part_of(uintptr_t space, const struct veda_nodeset *nodes)
{
    veda_mutex_lock(&parts.lock);
    struct part *p = parts.first;
    while (p && (p->of != space || memcmp(&p->nodes, nodes, sizeof *nodes) != 0))
        p = p->next;
    if (!p && (p = malloc(sizeof *p))) {
        *p = (struct part){.of = space, .nodes = *nodes, .next = parts.first};
        parts.first = p;
    }
    veda_mutex_unlock(&parts.lock);
    return (uintptr_t)p;
}

bool veda_space_exists(uintptr_t space)
{
    return veda_allocator_of_space(space) || part_find(space);
}

const struct veda_nodeset *veda_space_limits(uintptr_t space)
{
    const struct part *p = part_find(space);
    return p ? &p->nodes : NULL;
}

bool veda_space_is_plain(uintptr_t space)
{
    return space != VEDA_SPACE_LARGE_CAP && space != VEDA_SPACE_HIGH_BW && space != VEDA_SPACE_LOW_LAT &&
           !part_find(space);
}

static bool keep(struct veda_nodeset *set, const struct veda_nodeset *allowed)
{
    for (int i = 0; i < VEDA_NODES_MOST / 64; i++)
        set->bits[i] &= allowed->bits[i];
    return veda_nodeset_count(set) > 0;
}

bool veda_space_nodes(uintptr_t space, struct veda_nodeset *set)
{
    const struct veda_nodeset *limits = veda_space_limits(space);
    *set = limits ? *limits : (struct veda_nodeset){0};
    if (limits)
        return true;
    const struct veda_nodes *nodes = veda_nodes();
    struct veda_nodeset allowed;
    if (veda_extent_calls.allowed(&allowed))
        memset(&allowed, 0xff, sizeof allowed);
    switch (space) {
    case VEDA_SPACE_LARGE_CAP: veda_nodes_of_kind(nodes, VEDA_NODE_LARGE, set); break;
    case VEDA_SPACE_HIGH_BW: veda_nodes_of_kind(nodes, VEDA_NODE_HBM, set); break;
    case VEDA_SPACE_LOW_LAT: veda_nodes_of_low_latency(nodes, set); break;
    default: veda_nodes_of_kind(nodes, VEDA_NODE_DRAM, set); break;
    }
    if (keep(set, &allowed))
        return true;
    veda_nodes_of_kind(nodes, VEDA_NODE_DRAM, set);
    if (keep(set, &allowed))
        return false;
    veda_nodes_of_kind(nodes, VEDA_NODE_HBM, set); /* whatever there is */
    veda_nodes_of_kind(nodes, VEDA_NODE_LARGE, set);
    if (!keep(set, &allowed))
        veda_nodeset_add(set, nodes->node[0].id);
    return false;
}

/* --- what programs ask ---------------------------------------------------------------------------------------- */

int veda_space_resources(uintptr_t space)
{
    struct veda_nodeset nodes;
    if (!veda_space_exists(space))
        return 0;
    veda_space_nodes(space, &nodes);
    return veda_nodeset_count(&nodes);
}

size_t veda_space_page_bytes(uintptr_t space)
{
    return veda_space_exists(space) ? veda_page_bytes() : 0;
}

/* -1: there are not so many. */
static int node_at(const struct veda_nodeset *nodes, int resource)
{
    int node = resource < 0 ? -1 : veda_nodeset_next(nodes, 0);
    while (node >= 0 && resource-- > 0)
        node = veda_nodeset_next(nodes, node + 1);
    return node;
}

uintptr_t veda_space_part(uintptr_t space, int n, const int *resources)
{
    struct veda_nodeset all, some = {0};
    if (n <= 0 || !resources || !veda_space_exists(space))
        return VEDA_SPACE_NULL;
    veda_space_nodes(space, &all);
    for (int i = 0; i < n; i++) {
        int node = node_at(&all, resources[i]);
        if (node < 0)
            return VEDA_SPACE_NULL;
        veda_nodeset_add(&some, node);
    }
    if (memcmp(&some, &all, sizeof all) == 0)
        return space;
    const struct part *p = part_find(space);
    return part_of(p ? p->of : space, &some);
}

void veda_space_before_fork(void)
{
    veda_mutex_lock(&parts.lock);
}

void veda_space_after_fork(void)
{
    veda_mutex_unlock(&parts.lock);
}
