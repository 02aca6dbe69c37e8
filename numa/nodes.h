/* The NUMA nodes of the machine and what memory each has, as the system tells under /sys/devices: how much, how far
 * from the others, and of which kind. Read when memory is first asked for by place or kind, never before.
 *
 * A node without processors is of another kind than plain memory where the system says so: by its memory tier
 * (Linux 6.1 and later; the tier of the nodes with processors is plain), else by the bandwidth that the firmware
 * gives (HMAT). Where nothing is said, it is plain. */
#ifndef VEDA_NUMA_NODES_H
#define VEDA_NUMA_NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/sys/policy.h"

enum veda_node_kind {
    VEDA_NODE_EMPTY, /* processors alone */
    VEDA_NODE_DRAM,
    VEDA_NODE_HBM,   /* faster */
    VEDA_NODE_LARGE, /* slower: behind a link, or persistent */
};

struct veda_node {
    int id;                     /* the system's number: they may have gaps */
    enum veda_node_kind kind;
    bool has_processors;
    bool low_latency;           /* quicker to answer than the memory of any node with processors */
    int tier;                   /* the system's memory tier, the smaller the faster; -1: not told */
    uint64_t bytes;
    uint32_t read_mb_per_s;     /* by the nearest processors; 0: not told, as the next */
    uint32_t read_latency_ns;
};

/* One piece of memory. */
struct veda_nodes {
    int n;                      /* nodes that are online, at least 1 */
    struct veda_node *node;     /* by id */
    uint16_t *distance;         /* [from * n + to], by position in node[]; 10 is within a node; 0: not told */
    size_t bytes;               /* of this piece */
};

/* What stands under `root` ("" but in tests); a machine that tells nothing has one node of plain memory. NULL: out
 * of memory. veda_nodes_free() ends it. Thread-safe. */
struct veda_nodes *veda_nodes_read(const char *root);
void veda_nodes_free(struct veda_nodes *nodes);

/* Those of this machine, read by the first call under veda_nodes_root; for ever. Thread-safe. */
extern const char *veda_nodes_root; /* "" but in tests */
const struct veda_nodes *veda_nodes(void);

/* Adds the nodes with that kind of memory to the set; how many they are. */
int veda_nodes_of_kind(const struct veda_nodes *nodes, enum veda_node_kind kind, struct veda_nodeset *set);
int veda_nodes_of_low_latency(const struct veda_nodes *nodes, struct veda_nodeset *set);

/* How much memory those of the set have, used or not. */
uint64_t veda_nodes_bytes(const struct veda_nodes *nodes, const struct veda_nodeset *set);

#endif
