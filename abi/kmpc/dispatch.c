/* __kmpc_dispatch_*: loops whose chunks are asked for one by one (LLVM's kmp_dispatch.cpp is the ABI's
 * source). Four widths of the loop variable, one body; bounds are inclusive.
 *
 * Order: monotonic if the modifier says so; nonmonotonic if it says so, if the schedule is auto, or if
 * the code was compiled for OpenMP 5.0 or later, whose default it is (5.2, 11.5.3). */
#include <stdint.h>

#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

enum {
    SCH_STATIC_CHUNKED = 33,
    SCH_STATIC = 34,
    SCH_DYNAMIC_CHUNKED = 35,
    SCH_GUIDED_CHUNKED = 36,
    SCH_RUNTIME = 37,
    SCH_AUTO = 38,
    SCH_TRAPEZOIDAL = 39,
    SCH_STATIC_GREEDY = 40,
    SCH_STATIC_BALANCED = 41,
    SCH_GUIDED_ITERATIVE = 42,
    SCH_GUIDED_ANALYTICAL = 43,
    SCH_STATIC_STEAL = 44,
    SCH_STATIC_BALANCED_CHUNKED = 45,
    SCH_GUIDED_SIMD = 46,
    SCH_RUNTIME_SIMD = 47,
    ORDERED_LOWER = 64,
    ORDERED_OFFSET = 32,
    NOMERGE_LOWER = 160,
    NOMERGE_OFFSET = 128,
    MONOTONIC = 1 << 29,
    NONMONOTONIC = 1 << 30,
};

/* One share a thread, rounded up to a multiple of width: schedule(simd: static) without a chunk. */
static void balance(struct veda_loop *loop, const struct veda_member *me, uint64_t width)
{
    uint64_t n = (uint64_t)me->team->nthreads;
    uint64_t share = loop->trip / n + (loop->trip % n != 0);
    loop->sched = VEDA_SCHED_STATIC;
    loop->chunk = width ? (share + width - 1) / width * width : share;
}

/* schedule(simd: runtime): the compiler passes the vector's length as chunk; run-sched-var's chunk counts
 * vectors. */
static void take_simd_runtime(struct veda_loop *loop, const struct veda_member *me)
{
    const struct veda_icvs *icvs = veda_icvs(me);
    uint64_t width = loop->chunk ? loop->chunk : 1;
    loop->sched = icvs->sched;
    if (icvs->sched_order != VEDA_ORDER_DEFAULT && loop->order != VEDA_ORDER_MONOTONIC)
        loop->order = icvs->sched_order;
    if (icvs->sched == VEDA_SCHED_AUTO || (icvs->sched == VEDA_SCHED_STATIC && icvs->sched_chunk <= 0))
        balance(loop, me, width);
    else
        loop->chunk = (icvs->sched_chunk > 0 ? (uint64_t)icvs->sched_chunk : 1) * width;
}

static void translate(struct veda_loop *loop, const struct veda_member *me, int32_t schedule,
                      int version)
{
    int32_t kind = schedule & ~(MONOTONIC | NONMONOTONIC);
    if (kind >= NOMERGE_LOWER)
        kind -= NOMERGE_OFFSET;
    if (kind > ORDERED_LOWER && kind < ORDERED_LOWER + ORDERED_OFFSET) {
        loop->ordered = true;
        kind -= ORDERED_OFFSET;
    }
    loop->order = schedule & MONOTONIC                       ? VEDA_ORDER_MONOTONIC
                  : schedule & NONMONOTONIC || version >= 50 ? VEDA_ORDER_NONMONOTONIC
                                                             : VEDA_ORDER_MONOTONIC;
    switch (kind) {
    case SCH_STATIC:
    case SCH_STATIC_GREEDY:
    case SCH_STATIC_BALANCED:
        loop->chunk = 0;
        __attribute__((fallthrough));
    case SCH_STATIC_CHUNKED: loop->sched = VEDA_SCHED_STATIC; break;
    case SCH_STATIC_BALANCED_CHUNKED: balance(loop, me, loop->chunk); break;
    case SCH_GUIDED_CHUNKED:
    case SCH_GUIDED_ITERATIVE:
    case SCH_GUIDED_ANALYTICAL:
    case SCH_GUIDED_SIMD:
    case SCH_TRAPEZOIDAL: loop->sched = VEDA_SCHED_GUIDED; break;
    case SCH_RUNTIME_SIMD: take_simd_runtime(loop, me); break;
    case SCH_RUNTIME:
        loop->sched = VEDA_SCHED_RUNTIME;
        if (!(schedule & MONOTONIC) && loop->order == VEDA_ORDER_NONMONOTONIC)
            loop->order = VEDA_ORDER_DEFAULT;
        break;
    case SCH_AUTO:
        loop->sched = VEDA_SCHED_AUTO;
        loop->order = VEDA_ORDER_NONMONOTONIC;
        loop->chunk = 0;
        break;
    case SCH_STATIC_STEAL: loop->order = VEDA_ORDER_NONMONOTONIC; __attribute__((fallthrough));
    default: loop->sched = VEDA_SCHED_DYNAMIC; break;
    }
}

/* Iterations of lb, lb + st, ... up to ub inclusive, for any width: the difference is taken in 64 bits of
 * the variable's own signedness, where it fits. The full range of 64 bits has one iteration more than can
 * be counted, as in every runtime. */
static uint64_t trip(bool is_signed, uint64_t lb, uint64_t ub, int64_t st)
{
    bool up = st > 0;
    bool empty = is_signed ? (up ? (int64_t)ub < (int64_t)lb : (int64_t)ub > (int64_t)lb)
                           : (up ? ub < lb : ub > lb);
    if (empty || st == 0)
        return 0;
    return (up ? ub - lb : lb - ub) / (up ? (uint64_t)st : 0 - (uint64_t)st) + 1;
}

static void init(const struct ident *loc, int32_t schedule, bool is_signed, int width, uint64_t lb,
                 uint64_t ub, int64_t st, int64_t chunk)
{
    struct veda_loop loop = {.trip = trip(is_signed, lb, ub, st), .base = (int64_t)lb, .step = st,
                             .chunk = chunk > 0 ? (uint64_t)chunk : 0, .width = (uint8_t)width,
                             .is_signed = is_signed};
    struct veda_member *me = veda_me();
    translate(&loop, me, schedule, ident_openmp_version(loc));
    if (unlikely(me->doacross != NULL)) {
        loop.order = VEDA_ORDER_MONOTONIC; /* a thief would wait for all that it left its victim */
        veda_kmpc_doacross_loop(me, loop.trip);
    }
    veda_loop_begin(me, &loop);
}

/* The next chunk in the program's numbers, both ends inclusive. Past the last one the loop is left: the
 * compilers make no further call. */
static bool next(int32_t *last, uint64_t *lb, uint64_t *ub, int64_t *st)
{
    struct veda_member *me = veda_me();
    struct veda_cursor *c = &me->cursor;
    if (!veda_loop_next(me)) {
        veda_loop_end(me);
        return false;
    }
    *lb = (uint64_t)c->base + c->lo * (uint64_t)c->step;
    *ub = (uint64_t)c->base + (c->hi - 1) * (uint64_t)c->step;
    *st = c->step;
    if (last)
        *last = veda_loop_is_last(me); /* the program looks after the loop: no chunk comes after the last */
    return true;
}

#define DISPATCH(suffix, type, stride, is_signed)                                                  \
    VEDA_EXPORT(__kmpc_dispatch_init_##suffix)                                                     \
    void __kmpc_dispatch_init_##suffix(struct ident *loc, int32_t gtid, int32_t schedule, type lb, \
                                       type ub, stride st, stride chunk)                           \
    {                                                                                              \
        (void)gtid;                                                                                \
        init(loc, schedule, is_signed, sizeof(type), (uint64_t)lb, (uint64_t)ub, st, chunk);       \
    }                                                                                              \
    /* distribute parallel for with a dynamic inner schedule: the team's part of the loop is        \
     * [lb, ub] already; *last says whether the team has the last iteration. */                     \
    VEDA_EXPORT(__kmpc_dist_dispatch_init_##suffix)                                                \
    void __kmpc_dist_dispatch_init_##suffix(struct ident *loc, int32_t gtid, int32_t schedule,     \
                                            int32_t *last, type lb, type ub, stride st,            \
                                            stride chunk)                                          \
    {                                                                                              \
        (void)gtid;                                                                                \
        const struct veda_team *team = veda_me()->team;                                            \
        uint64_t n = trip(is_signed, (uint64_t)lb, (uint64_t)ub, st), lo, hi;                      \
        veda_loop_share(n, (uint32_t)team->num_teams, (uint32_t)team->team_num, &lo, &hi);         \
        if (last)                                                                                  \
            *last = n > 0 && hi == n && lo < hi;                                                   \
        uint64_t from = (uint64_t)lb + lo * (uint64_t)st, to = from + (hi - lo - 1) * (uint64_t)st; \
        if (lo == hi) { /* nothing for this team: an empty range in the loop's direction */         \
            from = st > 0 ? 1 : 0;                                                                 \
            to = st > 0 ? 0 : 1;                                                                   \
        }                                                                                          \
        init(loc, schedule, is_signed, sizeof(type), from, to, st, chunk);                         \
    }                                                                                              \
    VEDA_EXPORT(__kmpc_dispatch_next_##suffix)                                                     \
    int32_t __kmpc_dispatch_next_##suffix(struct ident *loc, int32_t gtid, int32_t *last,          \
                                          type *lb, type *ub, stride *st)                          \
    {                                                                                              \
        (void)loc;                                                                                 \
        (void)gtid;                                                                                \
        uint64_t from, to;                                                                         \
        int64_t step;                                                                              \
        if (!next(last, &from, &to, &step))                                                        \
            return 0;                                                                              \
        *lb = (type)from;                                                                          \
        *ub = (type)to;                                                                            \
        if (st)                                                                                    \
            *st = (stride)step;                                                                    \
        return 1;                                                                                  \
    }                                                                                              \
    /* After each iteration of an ordered loop. The turn passes with the ordered regions and with   \
     * the chunk, so that an iteration without one needs nothing here. */                           \
    VEDA_EXPORT(__kmpc_dispatch_fini_##suffix)                                                     \
    void __kmpc_dispatch_fini_##suffix(struct ident *loc, int32_t gtid)                            \
    {                                                                                              \
        (void)loc;                                                                                 \
        (void)gtid;                                                                                \
        veda_ordered_iteration_done(veda_me());                                                    \
    }

DISPATCH(4, int32_t, int32_t, true)
DISPATCH(4u, uint32_t, int32_t, false)
DISPATCH(8, int64_t, int64_t, true)
DISPATCH(8u, uint64_t, int64_t, false)

/* The loop is over for this thread, chunks left or not. */
VEDA_EXPORT(__kmpc_dispatch_deinit)
void __kmpc_dispatch_deinit(struct ident *loc, int32_t gtid)
{
    (void)loc;
    (void)gtid;
    veda_loop_end(veda_me());
}
