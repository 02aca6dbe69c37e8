/* What processors are parts of, by any name that a variable has for it, and how these things nest. Pure; the
 * functions that allocate end the process without memory. */
#ifndef VEDA_NUMA_LAYERS_H
#define VEDA_NUMA_LAYERS_H

#include <stdbool.h>

#include "numa/topology.h"

/* enum veda_sharing, then enum veda_layer, then: */
enum {
    VEDA_THING_L1 = VEDA_SHARINGS,
    VEDA_THING_L2,
    VEDA_THING_L3,
    VEDA_THING_MODULE,
    VEDA_THING_DIE,
    VEDA_THING_KIND, /* all cores of a kind */
    VEDA_THINGS
};

/* The number of the thing that a processor is part of, below veda_things(). */
int veda_thing(const struct veda_processor *processor, int thing);
int veda_things(const struct veda_topology *t, int thing); /* 0: the machine has none */

/* "socket", "sockets", "l2_cache", "ll_caches", "numa_domain", "node", "core_type", ...: singular or plural, at the
 * cursor; -1: another word, and the cursor stays. A letter of KMP_HW_SUBSET (s, c, t, d, n; ll) where `letters`. */
int veda_thing_take(const char **text, bool letters);
const char *veda_thing_name(int thing); /* plural, as OMP_PLACES spells it */

/* The layers that tell processors apart on this machine, from the socket down to the hardware thread. Two layers with
 * the same things in them count once; socket, core and thread always stand. */
enum { VEDA_MOST_LEVELS = 10 };
struct veda_levels {
    int n;
    int thing[VEDA_MOST_LEVELS];
};
struct veda_levels veda_levels_of(const struct veda_topology *t);

/* Whether each `below` lies within one `above`. */
bool veda_thing_nests(const struct veda_topology *t, int above, int below);

/* The same, and where both have the same things in them, whether `above` is the one that is larger elsewhere: cores
 * hold hardware threads even where each has one. */
bool veda_thing_holds(const struct veda_topology *t, int above, int below);

/* For processor i, sub[i]: how many other things of that sort come before its own within the same `parent` (-1:
 * within the machine), counting only processors with counted[i] (NULL: all); -1 for those not counted. Gives the
 * largest count. */
int veda_thing_order(const struct veda_topology *t, int thing, int parent, const bool *counted, int *sub);

#endif
