/* Extents: stretches of whole pages from the system that come from the NUMA nodes that somebody wants, in large
 * pages where that pays, and stay in memory where that is asked. What arenas and large blocks are made of.
 * Thread-safe. */
#ifndef VEDA_NUMA_EXTENT_H
#define VEDA_NUMA_EXTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/sys/policy.h"

enum veda_spread {
    VEDA_SPREAD_NONE,        /* as the system has it: a page comes from the node of who touches it first */
    VEDA_SPREAD_PREFER,      /* from these nodes; others when they are full */
    VEDA_SPREAD_INTERLEAVED, /* in parts of part_bytes, 0 for a page, from one after the other */
    VEDA_SPREAD_BLOCKED,     /* as many parts as nodes, each from one of them, in the order of their numbers */
};

struct veda_placement {
    enum veda_spread spread;
    bool pinned;             /* is not swapped out */
    size_t part_bytes;       /* is rounded up to pages; larger where there would be more than VEDA_PARTS_MOST */
    struct veda_nodeset nodes;
    const struct veda_nodeset *only; /* where not NULL: has all its pages at once, and all from these nodes */
};

/* The system has a record for each part that differs from its neighbour, and a limit on them. */
enum { VEDA_PARTS_MOST = 4096 };

struct veda_extent {
    char *base;
    size_t bytes;
    size_t page; /* of its pages, the large one where they are reserved: its nodes change between pages alone */
};

/* Zeroed memory of at least so many bytes, aligned to `alignment`, a power of 2, and to a page. Gives 0 or an errno:
 * ENOMEM when there is none, EPERM or EAGAIN when it must not be pinned, which is said on stderr once. A system that
 * refuses a placement is said once, and obeyed; who wants memory of some nodes only has ENOMEM then. */
int veda_extent_new(struct veda_extent *e, size_t bytes, size_t alignment, const struct veda_placement *how);
void veda_extent_free(const struct veda_extent *e);

/* Gives an extent of no placement at least so many bytes, what is in it stays; its base may change, but for a page's
 * alignment. False: it is as before, and who wants another size has to copy. */
bool veda_extent_resize(struct veda_extent *e, size_t bytes);

/* Pages of [at, end) of an extent that nobody has touched yet are to come from these nodes; both ends are at its pages.
 * False: refused, which is said once. */
bool veda_extent_place(const struct veda_extent *e, size_t at, size_t end, const struct veda_nodeset *nodes);

/* The system as extents see it; tests put others in. */
struct veda_extent_calls {
    void *(*map)(size_t bytes, size_t alignment);
    void *(*map_large)(size_t bytes);
    void (*unmap)(void *base, size_t bytes);
    void (*prefer_large)(void *base, size_t bytes);
    int (*lock)(void *base, size_t bytes);
    int (*allowed)(struct veda_nodeset *nodes);
    int (*here)(void);
    int (*place)(void *start, size_t bytes, enum veda_policy_mode mode, const struct veda_nodeset *nodes);
    int (*gather)(void *start, size_t bytes, const struct veda_nodeset *nodes);
};
extern struct veda_extent_calls veda_extent_calls;

#endif
