/* The place list of the process and who asked for it: text of the environment and a topology in, places out.
 * Pure but for malloc and the lines of veda_warn: no other state, no file, no system call; the same input gives the
 * same list. Grammars: 5.2, 21.1.6 OMP_PLACES; 6.0, 4.3.3; GOMP_CPU_AFFINITY (libgomp's manual);
 * KMP_AFFINITY and KMP_HW_SUBSET (libomp's documentation). Who wins and what the peers do: numa/README.md. */
#ifndef VEDA_NUMA_PLACES_H
#define VEDA_NUMA_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "numa/topology.h"
#include "runtime/sys/policy.h"

/* Processors by system numbers, ascending: the order in which displays show them. At least one. */
struct veda_place {
    int n;
    const int *cpu;
};

/* Immutable once made; one piece of the heap, free() ends it. Any thread may read. */
struct veda_places {
    int n; /* at least 1 */
    struct veda_place place[];
};

/* What the environment says of places, as it stands there; NULL or "": nothing. The first of these that asks for
 * places is heard, each as the runtime that it comes from reads it: KMP_AFFINITY with a type, OMP_PLACES,
 * GOMP_CPU_AFFINITY, OMP_PROC_BIND. Of the last three none is while OMP_PROC_BIND=false. */
struct veda_places_request {
    const char *affinity; /* KMP_AFFINITY */
    const char *cpus;     /* GOMP_CPU_AFFINITY */
    const char *places;   /* OMP_PLACES */
    const char *subset;   /* KMP_HW_SUBSET */
    bool bind_set; /* OMP_PROC_BIND is there */
    bool bind;     /* and is not false: without a list, places are the cores */
};

enum { VEDA_POLICY_UNCHANGED = -1, VEDA_POLICY_NONE = 0 };

struct veda_places_answer {
    struct veda_places *places; /* NULL: none, and nothing is bound */
    int policy;    /* takes the place of bind-var: enum veda_place_policy, or VEDA_POLICY_NONE: false, or
                    * VEDA_POLICY_UNCHANGED: nothing does */
    int first;     /* the initial thread's place: KMP_AFFINITY's offset, else 0 */
    int group;     /* for struct veda_team_placement: places to a core under balanced, else 1 */
    bool respect;  /* false: KMP_AFFINITY=norespect */
    bool verbose;  /* KMP_AFFINITY=verbose: the caller shows list and placement */
    bool reset;    /* KMP_AFFINITY=reset: the initial thread gets its mask back after its outermost region */
    bool disabled; /* KMP_AFFINITY=disabled: affinity routines answer as if there were no such thing */
    int available; /* processors that the process uses: those of the topology, or what KMP_HW_SUBSET leaves of them */
};

/* Whether making this list takes the module: names do, not an explicit list or none. Thread-safe. */
bool veda_places_need_module(const struct veda_places_request *request);

/* The topology that making this list takes: with KMP_AFFINITY=norespect the unrestricted one, for an explicit list or
 * none the plain one, so that no module is loaded; else veda_topology(). Thread-safe. */
const struct veda_topology *veda_places_topology(const struct veda_places_request *request);

/* Whether KMP_AFFINITY leaves the affinity mask in force: not norespect. Thread-safe. */
bool veda_places_respect(const struct veda_places_request *request);

/* Which processors the process uses, as one place to be freed, where the environment says so and not the mask: what
 * KMP_HW_SUBSET leaves, or under norespect all of the topology. NULL: the mask says. Prints nothing. Thread-safe. */
struct veda_places *veda_places_chosen(const struct veda_places_request *request, const struct veda_topology *topology);

/* Whether that can be anything but NULL on some machine. Thread-safe. */
bool veda_places_may_choose(const struct veda_places_request *request);

/* Malformed text: one line on stderr with variable, value and what is done instead. Fatal without memory.
 * Thread-safe. */
void veda_places_make(const struct veda_places_request *request, const struct veda_topology *topology,
                      struct veda_places_answer *answer);

/* Whether text can be OMP_PLACES on some machine; if not, *instead is what is used: the abstract name that it begins
 * with, or "cores". Says nothing, loads nothing. Thread-safe. */
bool veda_places_check(const char *text, const char **instead);

/* The list as OMP_PLACES would have it, "{0,1},{2:3},{8:4:2}": at most size - 1 characters and a 0. Gives
 * the number that the whole text has, as snprintf. Thread-safe. */
int veda_places_text(const struct veda_places *places, char *text, size_t size);

/* The nodes that the place's processors have their memory from, as far as the topology knows. Thread-safe. */
void veda_place_nodes(const struct veda_place *place, const struct veda_topology *topology, struct veda_nodeset *nodes);

#endif
