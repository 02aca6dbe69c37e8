/* KMP_AFFINITY (libomp's documentation): [modifier,...]type[,permute][,offset]. */
#ifndef VEDA_NUMA_AFFINITY_H
#define VEDA_NUMA_AFFINITY_H

#include "numa/place_list.h"

enum veda_affinity_type {
    VEDA_AFFINITY_UNSET, /* modifiers alone: they go with whatever else makes the list */
    VEDA_AFFINITY_DISABLED,
    VEDA_AFFINITY_NONE,
    VEDA_AFFINITY_COMPACT,
    VEDA_AFFINITY_SCATTER,
    VEDA_AFFINITY_BALANCED,
    VEDA_AFFINITY_EXPLICIT,
    VEDA_AFFINITY_LOGICAL,
    VEDA_AFFINITY_PHYSICAL
};

struct veda_affinity {
    int type;
    int thing; /* granularity, as layers.h numbers it; -1: not said, which is core */
    int permute, offset;
    bool verbose, quiet, respect, reset, duplicates;
    struct veda_place_list list; /* of proclist; the caller frees */
};

/* What text says. Words that mean nothing are left out of it, with a line that names them all, unless it says
 * nowarnings or the caller is `silent`. Never fails. Thread-safe. */
void veda_affinity_parse(const char *text, struct veda_affinity *affinity, bool silent);

/* Its list of places on t, which is `whole` or a part of it that a subset leaves, for the types from COMPACT on, and
 * what else of the answer it decides. Those of proclist may name processors that are not there. */
void veda_affinity_places(const struct veda_affinity *affinity, const char *text, const struct veda_topology *t,
                          const struct veda_topology *whole, struct veda_place_list *list,
                          struct veda_places_answer *answer);

#endif
