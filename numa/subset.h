/* KMP_HW_SUBSET: "2s,4c@2,1t", "4c:intel_core", ":1s,3t@1" (libomp's documentation): which processors of the machine a
 * program uses at all. */
#ifndef VEDA_NUMA_SUBSET_H
#define VEDA_NUMA_SUBSET_H

#include "numa/topology.h"

/* The topology with only the processors that text leaves; free() ends it, one piece that borrows kinds and memory
 * from t. NULL: all are left, either because text says so or because it cannot be followed, about which there is a
 * line unless `quiet`. Thread-safe. */
struct veda_topology *veda_subset_apply(const char *text, const struct veda_topology *t, bool quiet);

#endif
