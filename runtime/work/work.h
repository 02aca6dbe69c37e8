/* The ring of worksharing descriptors: one entry for each construct (loop, sections) that needs state
 * shared by the team. Threads may be several nowait constructs apart, so a team has VEDA_WORK_RING of
 * them and each member counts the constructs it has entered: construct s uses entry s modulo the ring.
 *
 *   state = s << 2 | FREE, INIT or READY
 *
 * 1. The first member to come to construct s finds FREE(s), takes it to INIT(s), fills it, READY(s).
 * 2. The others find READY(s) and join, or wait for it.
 * 3. Leaving is counted; the last to leave sets FREE(s + ring).
 * A member more than a ring ahead finds an older construct's entry and waits until all have left that:
 * they need nothing from the one who waits, so it ends. [WORK-READY] publishes what init wrote,
 * [WORK-FREE] that nobody looks at the old construct any more. */
#ifndef VEDA_WORK_WORK_H
#define VEDA_WORK_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/sync/event.h"
#include "runtime/team.h"

enum { VEDA_TURN_EVENT_BITS = 4, VEDA_TURN_EVENTS = 1 << VEDA_TURN_EVENT_BITS };

struct veda_work {
    /* Written by the member that initialises it, then only read. */
    uint32_t state VEDA_ALIGNED(VEDA_CACHE_LINE);
    uint8_t sched;          /* enum veda_schedule after runtime and auto are resolved */
    bool monotonic;
    bool skip;              /* the construct hands out nothing: veda_work_enter() */
    uint8_t steal_tag;      /* loops served: tells their ranges apart, see loop.c */
    uint64_t chunk;         /* as resolved: schedule(runtime) is read once, by whoever comes first */
    void *memory;           /* block shared by the construct (scan, lastprivate(conditional), reductions) */
    void *reductions;       /* task reductions registered with the construct */
    struct veda_doacross *doacross;
    uint64_t turn_first, turn_end; /* numbers of an ordered loop's turns, and of those to come: ordered.c */

    /* Taken from by all: chunks (or iterations, guided) handed out; sections. */
    uint64_t next VEDA_ALIGNED(VEDA_CACHE_LINE);

    /* Where those sleep whose turn it is not yet. */
    struct veda_event turn_event[VEDA_TURN_EVENTS] VEDA_ALIGNED(VEDA_CACHE_LINE);

    /* Members that have left. */
    uint32_t left VEDA_ALIGNED(VEDA_CACHE_LINE);
};

/* Enters the next construct. True: the caller came first and must fill the descriptor, then call
 * veda_work_ready(). Leaves me->cursor.work and .slot set. Waits only when a ring ahead, or for init.
 *
 * In a region that has been cancelled members may be gone that never leave the construct a ring before.
 * Then nobody needs this one either: the caller gets a descriptor of its own, with `skip` set. */
bool veda_work_enter(struct veda_member *me);

/* First comer only: publishes the descriptor. */
void veda_work_ready(struct veda_member *me);

/* The caller is done with the construct. Frees memory, reductions and doacross state with the last. */
void veda_work_leave(struct veda_member *me);

/* Allocates a team's ring, with construct 0 to come; NULL without memory. */
struct veda_work *veda_work_ring_new(void);

/* Starts the ring afresh at construct seq: after a cancelled region, when members have left constructs
 * half way. Only while no member is in the team. */
void veda_work_ring_reset(struct veda_work *ring, uint32_t seq);
void veda_work_ring_free(struct veda_work *ring);

/* In the child of a fork, before anything else runs there: me is all that is left of its team. It goes on
 * with the constructs it is in, which nobody else has to leave; later ones start afresh, entered or not. */
void veda_work_reset_after_fork(struct veda_member *me);

#endif
