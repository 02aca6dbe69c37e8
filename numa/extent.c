/* See extent.h. Callers: runtime/heap.c, runtime/memory.c. */
#include "numa/extent.h"

#include <errno.h>
#include <string.h>

#include "numa/nodes.h"
#include "runtime/base/config.h"
#include "runtime/base/log.h"
#include "runtime/sys/pages.h"

enum {
    LARGE_FROM = 2,             /* large pages that an extent is as large as, before it asks for them */
    GATHERED_BYTES = 64 << 20,  /* that are touched before the system is asked where they are */
};

enum { PAGES_NORMAL, PAGES_TRANSPARENT, PAGES_RESERVED }; /* OMP_VEDA_LARGE_PAGES */

struct veda_extent_calls veda_extent_calls = {
    .map = veda_pages_new_aligned,
    .map_large = veda_pages_new_large,
    .unmap = veda_pages_free,
    .prefer_large = veda_pages_prefer_large,
    .lock = veda_pages_lock,
    .allowed = veda_policy_allowed,
    .here = veda_node_here,
    .place = veda_policy_set,
    .gather = veda_policy_gather,
};

static size_t up_to(size_t bytes, size_t unit)
{
    return (bytes + unit - 1) & ~(unit - 1);
}

/* The size of the large pages that so many bytes are to have; 0: none. */
static size_t large_for(size_t bytes)
{
    size_t large = veda_config.large_pages == PAGES_NORMAL ? 0 : veda_large_page_bytes();
    return large && bytes / LARGE_FROM >= large ? large : 0;
}

/* Reserved pages are not for who insists on nodes: these may have memory, and too few of those. */
static bool map(struct veda_extent *e, size_t bytes, size_t alignment, const struct veda_placement *how)
{
    size_t large = large_for(bytes);
    e->page = veda_page_bytes();
    if (!large) {
        e->bytes = bytes;
        e->base = veda_extent_calls.map(bytes, alignment);
        return e->base != NULL;
    }
    if (veda_config.large_pages == PAGES_RESERVED && !how->only && alignment <= large && bytes <= SIZE_MAX - large) {
        e->bytes = up_to(bytes, large);
        e->base = veda_extent_calls.map_large(e->bytes);
        if (e->base) {
            e->page = large; /* mbind() refuses to cut one */
            return true;
        }
    }
    e->bytes = bytes;
    e->base = veda_extent_calls.map(bytes, alignment > large ? alignment : large);
    if (e->base)
        veda_extent_calls.prefer_large(e->base, bytes);
    return e->base != NULL;
}

static bool place(char *start, size_t bytes, enum veda_policy_mode mode, const struct veda_nodeset *nodes)
{
    int err = veda_extent_calls.place(start, bytes, mode, nodes);
    if (err)
        veda_warn_once("the system refuses a memory policy (%s); pages come from where they are touched first",
                       strerrordesc_np(err));
    return !err;
}

bool veda_extent_place(const struct veda_extent *e, size_t at, size_t end, const struct veda_nodeset *nodes)
{
    return at == end || place(e->base + at, end - at, VEDA_POLICY_PREFER, nodes);
}

static bool place_at(const struct veda_extent *e, size_t at, size_t end, int node)
{
    struct veda_nodeset one = {0};
    veda_nodeset_add(&one, node);
    return veda_extent_place(e, at, end, &one);
}

/* Parts of so many bytes, from one node after the other. */
static void deal(const struct veda_extent *e, size_t part, const struct veda_nodeset *nodes)
{
    int node = -1;
    for (size_t at = 0; at < e->bytes; at += part) {
        node = veda_nodeset_next(nodes, node + 1);
        if (node < 0)
            node = veda_nodeset_next(nodes, 0);
        if (!place_at(e, at, e->bytes - at < part ? e->bytes : at + part, node))
            return;
    }
}

/* As many parts as nodes, none more than a page larger than another. */
static void split(const struct veda_extent *e, const struct veda_nodeset *nodes)
{
    size_t page = e->page, pages = e->bytes / page, n = (size_t)veda_nodeset_count(nodes);
    size_t each = pages / n, more = pages % n, at = 0; /* the first `more` parts have one page more */
    int node = -1;
    for (size_t i = 0; i < n; i++) {
        size_t end = at + (each + (i < more)) * page;
        node = veda_nodeset_next(nodes, node + 1);
        if (!place_at(e, at, end, node))
            return;
        at = end;
    }
}

static void spread(const struct veda_extent *e, const struct veda_placement *how)
{
    if (how->spread == VEDA_SPREAD_NONE || !veda_nodeset_count(&how->nodes))
        return;
    size_t page = e->page, pages = e->bytes / page;
    size_t part = how->part_bytes / page + (how->part_bytes % page != 0);
    if (part > 1 && part <= pages / VEDA_PARTS_MOST)
        part = pages / VEDA_PARTS_MOST + 1;
    if (how->spread == VEDA_SPREAD_PREFER)
        place(e->base, e->bytes, VEDA_POLICY_PREFER, &how->nodes);
    else if (how->spread == VEDA_SPREAD_BLOCKED)
        split(e, &how->nodes);
    else if (part <= 1)
        place(e->base, e->bytes, VEDA_POLICY_INTERLEAVE, &how->nodes);
    else
        deal(e, part < pages ? part * page : e->bytes, &how->nodes);
}

/* Only a page that is there is known to be on a node. In steps, so that a request that is too large takes little from
 * other nodes before that shows, and one that is far too large nothing: the system ends processes that want too
 * much. */
static int gather(const struct veda_extent *e, const struct veda_nodeset *nodes)
{
    if (e->bytes > veda_nodes_bytes(veda_nodes(), nodes))
        return ENOMEM;
    size_t step = up_to(GATHERED_BYTES, e->page);
    for (size_t at = 0; at < e->bytes; at += step) {
        size_t bytes = e->bytes - at < step ? e->bytes - at : step;
        veda_pages_touch(e->base + at, bytes);
        int err = veda_extent_calls.gather(e->base + at, bytes, nodes);
        if (err && err != EIO && err != ENOMEM)
            veda_warn_once("the system does not keep memory on the nodes of a memory space (%s); using the allocator's "
                           "fallback",
                           strerrordesc_np(err));
        if (err)
            return ENOMEM;
    }
    return 0;
}

static int pin(const struct veda_extent *e)
{
    int err = veda_extent_calls.lock(e->base, e->bytes);
    if (err == ENOMEM) /* that is how mlock tells a limit that others have used up already */
        err = EAGAIN;
    if (err)
        veda_warn_once("%zu bytes cannot be pinned (%s; see RLIMIT_MEMLOCK, ulimit -l); using the allocator's fallback",
                       e->bytes, err == EPERM ? "not permitted" : "the limit on locked memory");
    return err;
}

int veda_extent_new(struct veda_extent *e, size_t bytes, size_t alignment, const struct veda_placement *how)
{
    size_t page = veda_page_bytes();
    if (bytes > SIZE_MAX / 2 || alignment > SIZE_MAX / 4)
        return ENOMEM;
    if (!map(e, up_to(bytes, page), alignment > page ? alignment : page, how))
        return ENOMEM;
    spread(e, how);
    int err = how->only ? gather(e, how->only) : 0;
    if (!err && how->pinned)
        err = pin(e);
    if (err)
        veda_extent_free(e);
    return err;
}

/* Reserved pages neither grow nor are cut. */
bool veda_extent_resize(struct veda_extent *e, size_t bytes)
{
    size_t page = veda_page_bytes(), large = large_for(bytes);
    if (bytes > SIZE_MAX / 2 || veda_config.large_pages == PAGES_RESERVED)
        return false;
    bytes = up_to(bytes, page);
    char *base = veda_pages_resize(e->base, e->bytes, bytes, large ? large : page);
    if (!base)
        return false;
    e->base = base;
    e->bytes = bytes;
    if (large)
        veda_extent_calls.prefer_large(base, bytes);
    return true;
}

void veda_extent_free(const struct veda_extent *e)
{
    veda_extent_calls.unmap(e->base, e->bytes);
}
