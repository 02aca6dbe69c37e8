/* What the topology module exports and the library calls. Both are built from one tree, yet may be installed
 * from two: the sizes tell. */
#ifndef VEDA_NUMA_MODULE_H
#define VEDA_NUMA_MODULE_H

#include "numa/topology.h"

struct veda_topology_wish {
    size_t bytes; /* VEDA_TOPOLOGY_BYTES as the library has it */
    /* Whether the process may use a processor of the real machine, by system number. Not asked on a machine that
     * an environment variable of hwloc's describes, unless HWLOC_THISSYSTEM=1 says that it is this one. */
    bool (*may_use)(int cpu, void *arg);
    void *arg;
};

/* Fills *out, whose parts are never freed. NULL, or half a sentence that says what failed, and *out is untouched.
 * Binds nothing, prints nothing. */
typedef const char *veda_topology_fill_fn(const struct veda_topology_wish *wish, struct veda_topology *out);

#define VEDA_TOPOLOGY_BYTES (sizeof(struct veda_topology) + sizeof(struct veda_processor))
#define VEDA_TOPOLOGY_MODULE "topology"
#define VEDA_TOPOLOGY_FILL "veda_topology_fill"

#endif
