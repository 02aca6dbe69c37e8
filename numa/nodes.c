/* Files of one or two lines each, under /sys/devices/system/node and /sys/devices/virtual/memory_tiering
 * (Documentation/ABI/stable/sysfs-devices-node, testing/sysfs-kernel-mm-memory-tiers of Linux). See nodes.h. */
#include "numa/nodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/atomics.h"
#include "runtime/base/log.h"
#include "runtime/sys/pages.h"
#include "runtime/sys/tree.h"

enum {
    TIERS_MOST = 4096,   /* numbers that a tier may have */
    TIERS_DISTINCT = 64, /* and how many there may be */
};

#define NODE_DIR "/sys/devices/system/node"

static bool read_word(const char *root, int node, const char *file, char *text, size_t size)
{
    char path[256];
    snprintf(path, sizeof path, NODE_DIR "/node%d/%s", node, file);
    return veda_tree_line(root, path, text, size);
}

static uint32_t read_number(const char *root, int node, const char *file)
{
    char text[64];
    unsigned long n = read_word(root, node, file, text, sizeof text) ? strtoul(text, NULL, 10) : 0;
    return n < UINT32_MAX ? (uint32_t)n : 0;
}

/* "0-3,8" to a set. False: no such list. What does not belong ends it. */
static bool parse_list(const char *text, struct veda_nodeset *set)
{
    char *end;
    bool any = false;
    for (;; text = end + 1) {
        unsigned long first = strtoul(text, &end, 10), last = first;
        if (end == text)
            return any;
        if (*end == '-') {
            text = end + 1;
            last = strtoul(text, &end, 10);
            if (end == text)
                return any;
        }
        for (unsigned long i = first; i <= last && i < VEDA_NODES_MOST; i++) {
            veda_nodeset_add(set, (int)i);
            any = true;
        }
        if (*end != ',')
            return any;
    }
}

/* "Node 0 MemTotal:  1024 kB" */
static uint64_t read_bytes(const char *root, int node)
{
    char text[128];
    unsigned long long kib = 0;
    if (read_word(root, node, "meminfo", text, sizeof text))
        sscanf(text, "Node %*d MemTotal: %llu kB", &kib);
    return kib * 1024;
}

static void read_node(const char *root, struct veda_node *node)
{
    char text[256];
    struct veda_nodeset processors = {0};
    node->tier = -1;
    node->bytes = read_bytes(root, node->id);
    node->has_processors =
        read_word(root, node->id, "cpulist", text, sizeof text) && parse_list(text, &processors);
    node->read_mb_per_s = read_number(root, node->id, "access0/initiators/read_bandwidth");
    node->read_latency_ns = read_number(root, node->id, "access0/initiators/read_latency");
}

static void read_distances(const char *root, struct veda_nodes *nodes, int at)
{
    char text[8192];
    if (!read_word(root, nodes->node[at].id, "distance", text, sizeof text))
        return;
    char *rest = text;
    for (int to = 0; to < nodes->n; to++) {
        char *end;
        unsigned long d = strtoul(rest, &end, 10);
        if (end == rest)
            return;
        nodes->distance[(size_t)at * (size_t)nodes->n + (size_t)to] = (uint16_t)(d < UINT16_MAX ? d : UINT16_MAX);
        rest = end;
    }
}

static void read_tiers(const char *root, struct veda_nodes *nodes)
{
    int tier[TIERS_DISTINCT];
    int n = veda_tree_numbered(root, "/sys/devices/virtual/memory_tiering", "memory_tier", tier, TIERS_DISTINCT);
    for (int t = 0; t < n; t++) {
        char path[256], text[1024];
        struct veda_nodeset set = {0};
        snprintf(path, sizeof path, "/sys/devices/virtual/memory_tiering/memory_tier%d/nodelist", tier[t]);
        if (tier[t] >= TIERS_MOST || !veda_tree_line(root, path, text, sizeof text) || !parse_list(text, &set))
            continue;
        for (int i = 0; i < nodes->n; i++)
            if (veda_nodeset_has(&set, nodes->node[i].id))
                nodes->node[i].tier = tier[t];
    }
}

/* What the memory next to processors is like: the best of each, or -1 and 0 where it is not told. */
struct plain {
    int tier;
    uint32_t mb_per_s, latency_ns;
};

static struct plain plain_memory(const struct veda_nodes *nodes)
{
    struct plain p = {.tier = -1};
    for (int i = 0; i < nodes->n; i++) {
        const struct veda_node *node = &nodes->node[i];
        if (!node->has_processors || !node->bytes)
            continue;
        if (node->tier >= 0 && (p.tier < 0 || node->tier < p.tier))
            p.tier = node->tier;
        if (node->read_mb_per_s > p.mb_per_s)
            p.mb_per_s = node->read_mb_per_s;
        if (node->read_latency_ns && (!p.latency_ns || node->read_latency_ns < p.latency_ns))
            p.latency_ns = node->read_latency_ns;
    }
    return p;
}

static enum veda_node_kind kind_of(const struct veda_node *node, const struct plain *p)
{
    if (!node->bytes)
        return VEDA_NODE_EMPTY;
    if (node->has_processors)
        return VEDA_NODE_DRAM;
    if (node->tier >= 0 && p->tier >= 0 && node->tier != p->tier)
        return node->tier < p->tier ? VEDA_NODE_HBM : VEDA_NODE_LARGE;
    if (node->read_mb_per_s && p->mb_per_s) { /* by half again: firmware's figures are rough */
        if (2 * (uint64_t)node->read_mb_per_s >= 3 * (uint64_t)p->mb_per_s)
            return VEDA_NODE_HBM;
        if (3 * (uint64_t)node->read_mb_per_s <= 2 * (uint64_t)p->mb_per_s)
            return VEDA_NODE_LARGE;
    }
    return VEDA_NODE_DRAM;
}

static void tell_kinds(struct veda_nodes *nodes)
{
    struct plain p = plain_memory(nodes);
    for (int i = 0; i < nodes->n; i++) {
        struct veda_node *node = &nodes->node[i];
        node->kind = kind_of(node, &p);
        node->low_latency =
            node->bytes && !node->has_processors && node->read_latency_ns && node->read_latency_ns < p.latency_ns;
    }
}

struct veda_nodes *veda_nodes_read(const char *root)
{
    char text[1024];
    struct veda_nodeset online = {0};
    bool told = veda_tree_line(root, NODE_DIR "/online", text, sizeof text) && parse_list(text, &online);
    if (!told)
        veda_nodeset_add(&online, 0);
    size_t n = (size_t)veda_nodeset_count(&online);
    size_t bytes = sizeof(struct veda_nodes) + n * sizeof(struct veda_node) + n * n * sizeof(uint16_t);
    struct veda_nodes *nodes = veda_pages_new(bytes);
    if (!nodes)
        return NULL;
    nodes->bytes = bytes;
    nodes->node = (struct veda_node *)(nodes + 1);
    nodes->distance = (uint16_t *)(nodes->node + n);
    for (int id = -1; (id = veda_nodeset_next(&online, id + 1)) >= 0;) {
        nodes->node[nodes->n].id = id;
        read_node(root, &nodes->node[nodes->n++]);
    }
    if (!told) { /* a system without NUMA */
        nodes->node[0].has_processors = true;
        nodes->node[0].bytes = 1;
    }
    for (int i = 0; i < nodes->n; i++)
        read_distances(root, nodes, i);
    read_tiers(root, nodes);
    tell_kinds(nodes);
    return nodes;
}

void veda_nodes_free(struct veda_nodes *nodes)
{
    if (nodes)
        veda_pages_free(nodes, nodes->bytes);
}

const char *veda_nodes_root = "";

const struct veda_nodes *veda_nodes(void)
{
    static struct veda_nodes *known;
    struct veda_nodes *nodes = ld_acq(&known); /* [NODES-READ] */
    if (nodes)
        return nodes;
    nodes = veda_nodes_read(veda_nodes_root);
    if (!nodes)
        veda_fatal("out of memory (a list of the NUMA nodes)");
    struct veda_nodes *none = NULL;
    if (cas_acq_rel(&known, &none, nodes)) /* [NODES-READ] */
        return nodes;
    veda_nodes_free(nodes); /* somebody else was first */
    return none;
}

int veda_nodes_of_kind(const struct veda_nodes *nodes, enum veda_node_kind kind, struct veda_nodeset *set)
{
    int n = 0;
    for (int i = 0; i < nodes->n; i++)
        if (nodes->node[i].kind == kind) {
            veda_nodeset_add(set, nodes->node[i].id);
            n++;
        }
    return n;
}

int veda_nodes_of_low_latency(const struct veda_nodes *nodes, struct veda_nodeset *set)
{
    int n = 0;
    for (int i = 0; i < nodes->n; i++)
        if (nodes->node[i].low_latency) {
            veda_nodeset_add(set, nodes->node[i].id);
            n++;
        }
    return n;
}

uint64_t veda_nodes_bytes(const struct veda_nodes *nodes, const struct veda_nodeset *set)
{
    uint64_t bytes = 0;
    for (int i = 0; i < nodes->n; i++)
        if (veda_nodeset_has(set, nodes->node[i].id))
            bytes += nodes->node[i].bytes;
    return bytes;
}
