/* What the gcc worksharing entry points share: bounds to iterations and back, the construct's shared
 * memory block and task reductions. Inside abi/gomp only. */
#ifndef VEDA_ABI_GOMP_WORKSHARING_H
#define VEDA_ABI_GOMP_WORKSHARING_H

#include <stdlib.h>

#include "abi/gomp/task_reduction.h"
#include "runtime/veda.h"
#include "runtime/work/work.h"

/* ABI: the schedule argument of the general GOMP_loop_*start, gcc's enum gomp_schedule_type. */
#define GFS_MONOTONIC 0x80000000UL
#define GFS_KIND 0x7fffffffUL

/* Its kind. auto is what gcc says there for a runtime schedule with the nonmonotonic modifier. */
static inline uint8_t gomp_schedule(long sched)
{
    unsigned long kind = (unsigned long)sched & GFS_KIND;
    return kind == VEDA_SCHED_AUTO ? VEDA_SCHED_RUNTIME : (uint8_t)kind;
}

/* Iterations of a signed loop start, start + incr, ... before end (exclusive, in incr's direction). */
static inline uint64_t gomp_trip(long start, long end, long incr)
{
    if (incr > 0)
        return start < end ? ((uint64_t)end - (uint64_t)start - 1) / (uint64_t)incr + 1 : 0;
    if (incr < 0)
        return start > end ? ((uint64_t)start - (uint64_t)end - 1) / (0 - (uint64_t)incr) + 1 : 0;
    return 0;
}

/* The same unsigned; incr counts down when up is false. */
static inline uint64_t gomp_trip_ull(bool up, uint64_t start, uint64_t end, uint64_t incr)
{
    if (up)
        return start < end && incr ? (end - start - 1) / incr + 1 : 0;
    return start > end && incr ? (start - end - 1) / (0 - incr) + 1 : 0;
}

/* The chunk just handed out, in the program's numbers. end is exclusive, and the loop's own end for the
 * last chunk: a step beyond it might wrap. One function serves long and
 * unsigned long long: the arithmetic is modulo 2^64 either way. */
static inline bool gomp_loop_next(uint64_t *start, uint64_t *end)
{
    struct veda_member *me = veda_me();
    if (!veda_loop_next(me))
        return false;
    const struct veda_cursor *c = &me->cursor;
    *start = (uint64_t)c->base + c->lo * (uint64_t)c->step;
    *end = c->hi == c->trip ? (uint64_t)c->limit : (uint64_t)c->base + c->hi * (uint64_t)c->step;
    return true;
}

/* The constructs' optional extras. reductions: task reductions to register; mem: in: bytes of zeroed
 * memory wanted for the construct, out: where it is, the same for every member. first: the caller
 * initialises the descriptor. Called between entering the construct and publishing it. */
static inline void gomp_work_extras(struct veda_member *me, bool first, uintptr_t *reductions,
                                    void **mem)
{
    struct veda_work *work = me->cursor.work;
    if (first) {
        if (reductions)
            work->reductions = reductions;
        if (mem) {
            work->memory = calloc(1, (uintptr_t)*mem ? (uintptr_t)*mem : 1);
            if (!work->memory)
                veda_fatal("out of memory (%zu bytes for a worksharing construct)", (size_t)*mem);
        }
    }
    if (reductions)
        gomp_work_reductions(me, first, reductions, work->reductions);
    if (mem)
        *mem = work->memory;
}

#endif
