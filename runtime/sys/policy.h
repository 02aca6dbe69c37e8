/* On which NUMA nodes the system takes pages from, for a stretch of memory; and where the calling thread runs.
 * linux/policy.c. Functions that can fail give 0 or an errno. Thread-safe. */
#ifndef VEDA_SYS_POLICY_H
#define VEDA_SYS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As many nodes as Linux can have. */
enum { VEDA_NODES_MOST = 1024 };

/* A set of nodes by their numbers. */
struct veda_nodeset {
    uint64_t bits[VEDA_NODES_MOST / 64];
};

static inline void veda_nodeset_add(struct veda_nodeset *s, int node)
{
    s->bits[node / 64] |= UINT64_C(1) << node % 64;
}

static inline bool veda_nodeset_has(const struct veda_nodeset *s, int node)
{
    return node >= 0 && node < VEDA_NODES_MOST && (s->bits[node / 64] >> node % 64 & 1);
}

static inline int veda_nodeset_count(const struct veda_nodeset *s)
{
    int n = 0;
    for (int i = 0; i < VEDA_NODES_MOST / 64; i++)
        n += __builtin_popcountll(s->bits[i]);
    return n;
}

/* The first node of the set that is `from` or behind it; -1: there is none. */
static inline int veda_nodeset_next(const struct veda_nodeset *s, int from)
{
    for (int node = from; node < VEDA_NODES_MOST; node++)
        if (veda_nodeset_has(s, node))
            return node;
    return -1;
}

enum veda_policy_mode {
    VEDA_POLICY_PREFER,     /* from these nodes as long as they have some, the nearest first, then from any */
    VEDA_POLICY_INTERLEAVE, /* page by page, in turn */
};

/* Pages of [start, start + bytes) that nobody has touched yet are to come from these nodes. start is at a page. */
int veda_policy_set(void *start, size_t bytes, enum veda_policy_mode mode, const struct veda_nodeset *nodes);

/* Pages there that are not on these nodes move to them, from now on as under VEDA_POLICY_PREFER. EIO: not all can. */
int veda_policy_gather(void *start, size_t bytes, const struct veda_nodeset *nodes);

/* The nodes that the process may have pages from (its cpuset). */
int veda_policy_allowed(struct veda_nodeset *nodes);

/* The node that the calling thread runs on now; -1 where that is not known. Cheap. */
int veda_node_here(void);

#endif
