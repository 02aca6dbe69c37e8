/* The machine as far as scheduling and memory care: which processors this process may use, what each shares
 * with which, and where memory is. Found out once, when first asked for, by the topology module
 * (lib/veda/topology.so, made of numa/hwloc/, which is where libhwloc is linked); immutable afterwards, never
 * freed; any thread may read. Nothing here runs in a program that asks for no places and not what the machine is. */
#ifndef VEDA_NUMA_TOPOLOGY_H
#define VEDA_NUMA_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What processors may share, from near to far. */
enum veda_sharing {
    VEDA_SHARE_THREAD, /* nothing: the hardware thread itself */
    VEDA_SHARE_CORE,
    VEDA_SHARE_CACHE, /* the last-level cache */
    VEDA_SHARE_NODE,  /* the nearest NUMA node */
    VEDA_SHARE_SOCKET,
    VEDA_SHARE_MACHINE,
    VEDA_SHARINGS
};

/* Finer layers, which only place lists and subsets name. A machine need not have them. */
enum veda_layer { VEDA_LAYER_L1, VEDA_LAYER_L2, VEDA_LAYER_L3, VEDA_LAYER_MODULE, VEDA_LAYER_DIE, VEDA_LAYERS };

struct veda_processor {
    int cpu;                 /* the system's number */
    int unit[VEDA_SHARINGS]; /* number of its thread, core, ...: below units[], by position */
    int layer[VEDA_LAYERS];  /* the same for the finer layers; below layers[]; 0 where there is no such layer */
    int kind;                /* its core's, below kinds: 0 the least able; 0 where all are alike */
};

/* What a core is, on a machine that has several kinds. */
struct veda_core_kind {
    int efficiency; /* as the firmware ranks it: larger is more able; -1 unknown */
    char type[24];  /* "intel_core", "intel_atom"; "" where the machine does not say */
};

enum veda_memory_kind {
    VEDA_MEMORY_DRAM,
    VEDA_MEMORY_HIGH_BANDWIDTH, /* HBM, MCDRAM */
    VEDA_MEMORY_LARGE,          /* slower and larger: persistent memory, CXL */
    VEDA_MEMORY_DEVICE          /* a GPU's that the system shows as a node: nothing is put there unasked */
};

struct veda_memory_node {
    int number;              /* the system's: what mbind takes */
    uint8_t kind;            /* enum veda_memory_kind */
    uint64_t bytes;          /* 0 unknown */
    uint64_t bandwidth_mb_s; /* from its own processors; 0 unknown */
    uint64_t latency_ns;     /* the same; 0 unknown */
    int local;               /* unit[VEDA_SHARE_NODE] of the processors that it is nearest to; -1: of none of ours */
};

struct veda_topology {
    int n;                            /* processors that the process may use; at least 1 */
    struct veda_processor *processor; /* by position: neighbours stand side by side */
    int units[VEDA_SHARINGS];         /* how many of each the process may use some part of */
    int layers[VEDA_LAYERS];          /* the same; 0: the machine has no such layer, or does not tell */
    int kinds;                        /* of core, at least 1 */
    const struct veda_core_kind *kind;
    int nodes; /* of memory, whether processors are near them or not; 0 where unknown */
    const struct veda_memory_node *node;
    const uint32_t *distance; /* nodes * nodes, from row to column, 10 is local (ACPI SLIT); NULL unknown */
    bool known;               /* by the module; false: the plain one */
    bool real;                /* the machine that we run on: its processors can be bound to */
    const char *why;          /* the plain one for want of another: half a sentence that says why; else NULL */
    char name[64];            /* of the machine, for displays; may be "" */
};

/* The whole of it. Loads the module at the first call; where that cannot be, the plain one. Never NULL: without
 * memory, a fatal error. Thread-safe. */
const struct veda_topology *veda_topology(void);

/* Opens the module, which waits for the loader: for who takes a lock around the making of a topology. A constructor that
 * another thread's dlopen runs may be waiting for that lock. Thread-safe. */
void veda_topology_open(void);

/* Without the module: the processors of the calling thread's affinity mask as it was before anybody bound it
 * (the first call of either function takes it: make it before binding a thread), by number; each a core, a cache and a
 * socket of its own in one node. One system call, no file. Never NULL. Thread-safe. */
const struct veda_topology *veda_topology_plain(void);

/* The whole of it, with the processors that the affinity mask leaves out (control groups still count): for those
 * who do not respect the mask. Result as veda_topology(). Thread-safe. */
const struct veda_topology *veda_topology_unrestricted(void);

/* The processor with the system's number; NULL: the process may not use it. Time is linear in n: for tables made once.
 * Thread-safe. */
const struct veda_processor *veda_topology_processor(const struct veda_topology *t, int cpu);

/* The memory that a processor gets if nobody says otherwise: of its own node, the most ordinary. NULL: not known. */
const struct veda_memory_node *veda_topology_memory(const struct veda_topology *t, const struct veda_processor *p);

/* How far two processors of one topology are: the nearest thing that they share. NULL shares the machine. */
enum veda_sharing veda_topology_shared(const struct veda_processor *a, const struct veda_processor *b);

#endif
