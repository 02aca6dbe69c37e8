/* Threads onto places. */
#ifndef VEDA_NUMA_BIND_H
#define VEDA_NUMA_BIND_H

#include "numa/places.h"

/* The calling thread may from now on run on the place's processors alone. 0, or an errno and nothing has
 * changed: EINVAL where the process may use none of them, ENOMEM. One system call. Thread-safe. */
int veda_place_bind(const struct veda_place *place);

#endif
