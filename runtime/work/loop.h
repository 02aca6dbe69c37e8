/* Worksharing loops, in one numbering: iterations 0 to trip - 1. The shims translate to and from the
 * program's bounds. Which chunk comes next is decided by schedule and order (5.2, 11.5.1):
 *
 *   static              shares and chunks follow from the thread number alone
 *   dynamic, guided     monotonic or ordered: from one counter of the team, in increasing order
 *                       otherwise: an even split to begin with, and whoever runs out steals half of what
 *                       the one with most has left, near ones first, so that no shared counter is hammered
 *   auto                the stealing form of guided
 *
 * All of it lives in me->cursor and in a ring descriptor (work.h). One loop at a time a member. */
#ifndef VEDA_WORK_LOOP_H
#define VEDA_WORK_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/team.h"

enum { VEDA_SCHED_RUNTIME = 0 }; /* beside enum veda_schedule: take run-sched-var */

/* A loop as an entry point asks for it. */
struct veda_loop {
    uint64_t trip;        /* iterations; 0 is fine */
    int64_t base, step;   /* the program's value of iteration i is base + i * step, modulo 2^64 */
    int64_t limit;        /* the program's end, kept for the shim: base + trip * step may lie beyond */
    uint64_t chunk;       /* 0: none given */
    uint8_t sched;        /* enum veda_schedule or VEDA_SCHED_RUNTIME */
    uint8_t order;        /* enum veda_order; DEFAULT lets dynamic, guided and auto steal */
    bool ordered;         /* has an ordered clause without parameter: turns are kept */
    bool shared;          /* a descriptor is wanted whatever the schedule (memory, reductions) */
    uint8_t width;        /* 4 or 8 bytes: kept for the shim's next call */
    bool is_signed;
};

/* Enters the loop; hands out nothing yet. Gives true to the one member that came first where the loop
 * has a shared descriptor: it may then fill work->memory and ->reductions, and must call
 * veda_loop_publish(). Without a descriptor the answer is false. */
bool veda_loop_begin_shared(struct veda_member *me, const struct veda_loop *loop);
void veda_loop_publish(struct veda_member *me);

/* The plain case: begin and publish. */
static inline void veda_loop_begin(struct veda_member *me, const struct veda_loop *loop)
{
    if (veda_loop_begin_shared(me, loop))
        veda_loop_publish(me);
}

/* The caller's next chunk: [cursor.lo, cursor.hi). False when there is none, and again when asked again.
 * Whoever gets the loop's last chunk gets no other after it. */
bool veda_loop_next(struct veda_member *me);

/* Leaves the loop. No barrier. */
void veda_loop_end(struct veda_member *me);

/* True if the chunk handed out last holds the loop's last iteration (lastprivate). */
static inline bool veda_loop_is_last(const struct veda_member *me)
{
    return me->cursor.hi == me->cursor.trip;
}

/* The even split (static without chunk): the share of member tid of n, [*lo, *hi). The first trip % n
 * members get one iteration more. */
VEDA_INLINE void veda_loop_share(uint64_t trip, uint32_t n, uint32_t tid, uint64_t *lo, uint64_t *hi)
{
    uint64_t each = trip / n, more = trip % n;
    *lo = each * tid + (tid < more ? tid : more);
    *hi = *lo + each + (tid < more);
}

#endif
