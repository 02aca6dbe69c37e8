/* Where a scheduling policy stands. Every decision of the scheduler that a program can observe passes
 * here, once a region or a loop, never once a chunk. The default policy is no policy: the pointer is NULL
 * and the plain path runs on; a policy (deterministic, energy, a plug-in) sets it before the first region
 * and for good. */
#ifndef VEDA_POLICY_H
#define VEDA_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/team.h"
#include "runtime/work/loop.h"

struct veda_policy {
    const char *name;

    /* Threads for a region that may have up to `allowed`, after every rule of OpenMP has been applied;
     * may lower the number only where dyn-var is true. NULL: allowed. */
    int (*team_size)(struct veda_member *me, const struct veda_region *region, int allowed);

    /* May change schedule, chunk and order of a loop within what the program left open. NULL: as is. */
    void (*loop)(struct veda_member *me, struct veda_loop *loop);

    /* Which member takes a single: its number, or negative for whoever comes first. NULL: who comes. */
    int (*single)(struct veda_member *me, uint32_t seq);
};

extern const struct veda_policy *veda_policy;

#endif
