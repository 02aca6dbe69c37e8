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

/* How many are in the set. */
int veda_cpuset_count(const struct veda_cpuset *set);

bool veda_cpuset_same(const struct veda_cpuset *a, const struct veda_cpuset *b);

/* The calling thread's affinity into set; set as the calling thread's affinity. Give 0 or an
 * errno. */
int veda_affinity_get(struct veda_cpuset *set);
int veda_affinity_set(const struct veda_cpuset *set);

/* Keeps the calling thread's affinity as that of the process, before its threads are bound to parts of it: the first
 * call does, for good. Gives the kept set, or NULL: no memory, or the system refuses. Thread-safe. */
const struct veda_cpuset *veda_affinity_keep(void);

/* What has been kept; NULL: nothing, no thread is bound by us. Thread-safe. */
const struct veda_cpuset *veda_affinity_kept(void);

/* The process uses these from now on, whatever its mask leaves: once a process, by who makes the place list. set is
 * not freed. */
void veda_affinity_choose(const struct veda_cpuset *set);

/* The processors that the process uses, into set: those chosen, else those kept, else the calling thread's. A thread
 * that is bound to a place, or comes from one that is, has fewer in its own mask. Gives 0 or an errno. Thread-safe. */
int veda_affinity_process(struct veda_cpuset *set);

/* The same, but the initial thread's in the place of the calling one's, unless they can't be had: for what holds for
 * all threads whoever asks first, who may be a helper that the program has pinned. */
int veda_affinity_initial(struct veda_cpuset *set);

#endif
