/* The processors that a thread may run on, as the operating system keeps them. A set is a piece of
 * the heap as large as the system's own sets; free() ends it. Sets have no lock: one thread at a
 * time. */
#ifndef VEDA_SYS_AFFINITY_H
#define VEDA_SYS_AFFINITY_H

#include <stdbool.h>

struct veda_cpuset;

/* An empty set, or NULL without memory. Thread-safe. */
struct veda_cpuset *veda_cpuset_new(void);

/* Processor numbers of the machine are below this. At least 1. Thread-safe. */
int veda_cpu_limit(void);

/* A number outside [0, veda_cpu_limit()) is in no set, and adding it does nothing. */
bool veda_cpuset_has(const struct veda_cpuset *set, int cpu);
void veda_cpuset_add(struct veda_cpuset *set, int cpu);
void veda_cpuset_remove(struct veda_cpuset *set, int cpu);

/* The calling thread's affinity into set; set as the calling thread's affinity. Give 0 or an
 * errno. */
int veda_affinity_get(struct veda_cpuset *set);
int veda_affinity_set(const struct veda_cpuset *set);

#endif
