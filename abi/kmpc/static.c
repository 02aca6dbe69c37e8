/* __kmpc_for_static_init_* and its relatives for distribute: a thread's part of a loop whose
 * schedule is static, asked for once before the loop (LLVM's kmp_sched.cpp is the ABI's source).
 *
 * The caller gives inclusive bounds and gets its own, inclusive too, and the distance to its next
 * chunk; chunked code goes on from there until it has passed the loop's upper bound. The arithmetic
 * is on iteration numbers 0 to final, where final is one less than the trip count: so the full
 * range of 64 bits can be said, and nothing here overflows. Invariants: the parts of all members
 * are disjoint and cover the loop; exactly one member gets *last; the same loop is split the same
 * way every time (5.2, 11.5.3: what static promises between loops).
 *
 * Callers: compiled code of clang and flang. Thread-safe: it looks at nothing but the caller's
 * member. Left out: schedules that hand out chunks one by one (dispatch.c). Once compiled code has
 * more than one chunk a thread it steps by itself, and its own sums wrap near the limits of its
 * type. */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

/* Of the schedule numbers only the chunked ones differ from an even split here. */
enum {
    MODIFIERS = 1 << 29 | 1 << 30, /* monotonic, nonmonotonic: static is monotonic anyway */
    NOMERGE_LOWER = 160,
    NOMERGE_OFFSET = 128,
    STATIC_CHUNKED = 33,
    STATIC_BALANCED_CHUNKED = 45, /* schedule(simd:): an even split in multiples of the chunk */
    ORDERED_STATIC_CHUNKED = 65,
    DISTRIBUTE_CHUNKED = 91,
    DISTRIBUTE = 92,
};

/* A loop of the program, bounds extended to 64 bits as their type's signedness says. */
struct loop {
    uint64_t lower, upper;
    int64_t step;
    uint64_t min, max; /* of the loop variable's type */
    bool is_signed;
};

/* What one of n gets: iterations first to final, if any; then, `stride` iterations on, its next
 * chunk. */
struct part {
    uint64_t first, final, stride;
    bool some;
    bool last; /* it holds the loop's last iteration */
};

static bool is_empty(const struct loop *l)
{
    bool down = l->is_signed ? (int64_t)l->upper < (int64_t)l->lower : l->upper < l->lower;
    bool up = l->upper != l->lower && !down;
    return l->step > 0 ? down : up || l->step == 0;
}

/* Number of the last iteration of a loop that is not empty. */
static uint64_t final_of(const struct loop *l)
{
    if (l->step == 1)
        return l->upper - l->lower;
    return l->step > 0 ? (l->upper - l->lower) / (uint64_t)l->step
                       : (l->lower - l->upper) / (0 - (uint64_t)l->step);
}

/* The even split: the first members get one iteration more. */
static struct part split_even(uint64_t final, uint32_t n, uint32_t id)
{
    uint64_t each = final / n, more = final % n + 1;
    struct part p = {.first = each * id + (id < more ? id : more), .some = each > 0 || id < more};
    p.final = p.first + each - (id >= more);
    p.stride = final - p.first + 1;
    p.last = p.some && p.final == final;
    return p;
}

/* Chunks in turn: number id, id + n, ... A member with one chunk only gets a stride that leaves the
 * loop for good; the regular one could wrap to its beginning. */
static struct part split_chunks(uint64_t final, uint64_t chunk, uint32_t n, uint32_t id)
{
    uint64_t last_chunk = final / chunk;
    struct part p = {.some = id <= last_chunk};
    if (!p.some)
        return p;
    p.first = id * chunk;
    p.final = final - p.first < chunk ? final : p.first + (chunk - 1);
    p.stride = last_chunk - id < n ? final - p.first + 1 : chunk * n;
    p.last = last_chunk % n == id;
    return p;
}

static uint64_t positive(int64_t chunk)
{
    return chunk > 1 ? (uint64_t)chunk : 1;
}

/* One block a member, a multiple of the chunk long. */
static struct part split_blocks(uint64_t final, uint64_t chunk, uint32_t n, uint32_t id)
{
    uint64_t blocks = final / n / chunk + 1;
    return split_chunks(final, blocks > UINT64_MAX / chunk ? UINT64_MAX : blocks * chunk, n, id);
}

/* Narrows the loop to p. A part without iterations becomes an empty loop: one past the upper bound,
 * or, where the type ends there, one below it. */
static void narrow(struct loop *l, const struct part *p)
{
    uint64_t origin = l->lower, past = l->step > 0 ? 1 : UINT64_MAX;
    if (p->some) {
        l->lower = origin + p->first * (uint64_t)l->step;
        l->upper = origin + p->final * (uint64_t)l->step;
    } else if (l->upper != (l->step > 0 ? l->max : l->min)) {
        l->lower = l->upper + past;
    } else {
        l->lower = l->upper;
        l->upper -= past;
    }
}

/* An empty loop stays as it is: compiled code looks at the bounds. */
static struct part static_init(struct loop *l, int32_t schedule, int64_t chunk)
{
    if (is_empty(l))
        return (struct part){.stride = 1};
    struct veda_member *me = veda_me();
    uint32_t n = (uint32_t)me->team->nthreads, id = (uint32_t)me->tid;
    uint64_t final = final_of(l);
    int32_t kind = schedule & ~MODIFIERS;
    if (kind >= NOMERGE_LOWER)
        kind -= NOMERGE_OFFSET;
    if (kind == DISTRIBUTE || kind == DISTRIBUTE_CHUNKED) {
        n = (uint32_t)me->team->num_teams;
        id = (uint32_t)me->team->team_num;
    } else {
        veda_trace_loop_begin(VEDA_SCHED_STATIC, final + 1, chunk);
        if (unlikely(me->doacross != NULL))
            veda_kmpc_doacross_loop(me, final + 1);
    }
    struct part p;
    switch (kind) {
    case STATIC_CHUNKED:
    case ORDERED_STATIC_CHUNKED:
    case DISTRIBUTE_CHUNKED: p = split_chunks(final, positive(chunk), n, id); break;
    case STATIC_BALANCED_CHUNKED: p = split_blocks(final, positive(chunk), n, id); break;
    default: p = split_even(final, n, id); break;
    }
    narrow(l, &p);
    return p;
}

/* distribute parallel for, in one: first the team's even share, whose end goes to *team_upper, then
 * the thread's part of that. */
static struct part dist_static_init(struct loop *l, int32_t schedule, int64_t chunk,
                                    uint64_t *team_upper)
{
    const struct veda_team *team = veda_me()->team;
    *team_upper = l->upper;
    if (is_empty(l))
        return (struct part){.stride = 1};
    struct part of_team =
        split_even(final_of(l), (uint32_t)team->num_teams, (uint32_t)team->team_num);
    narrow(l, &of_team);
    *team_upper = l->upper;
    if (!of_team.some)
        return (struct part){.stride = 1};
    struct part p = static_init(l, schedule, chunk);
    p.last = p.last && of_team.last;
    return p;
}

/* dist_schedule(static, chunk): the team's first chunk, and the way to its next. */
static struct part team_static_init(struct loop *l, int64_t chunk)
{
    return static_init(l, DISTRIBUTE_CHUNKED, chunk);
}

/* last may be NULL. */
#define LOOP(type, min_, max_)                                                                     \
    {                                                                                              \
        .lower = (uint64_t)*lower, .upper = (uint64_t)*upper, .step = incr,                        \
        .is_signed = (type)-1 < (type)1, .min = (uint64_t)(min_), .max = (uint64_t)(max_),         \
    }
#define GIVE(type, step_type)                                                                      \
    do {                                                                                           \
        *lower = (type)l.lower;                                                                    \
        *upper = (type)l.upper;                                                                    \
        *stride = (step_type)(p.stride * (uint64_t)l.step);                                        \
        if (last)                                                                                  \
            *last = p.last;                                                                        \
    } while (0)

#define STATIC(suffix, type, step_type, min_, max_)                                                \
    VEDA_EXPORT(__kmpc_for_static_init_##suffix)                                                   \
    void __kmpc_for_static_init_##suffix(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid,  \
                                         int32_t schedule, int32_t *last, type *lower,             \
                                         type *upper, step_type *stride, step_type incr,           \
                                         step_type chunk)                                          \
    {                                                                                              \
        struct loop l = LOOP(type, min_, max_);                                                    \
        struct part p = static_init(&l, schedule, chunk);                                          \
        GIVE(type, step_type);                                                                     \
    }                                                                                              \
    VEDA_EXPORT(__kmpc_dist_for_static_init_##suffix)                                              \
    void __kmpc_dist_for_static_init_##suffix(                                                     \
        VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid, int32_t schedule, int32_t *last,  \
        type *lower, type *upper, type *team_upper, step_type *stride, step_type incr,             \
        step_type chunk)                                                                           \
    {                                                                                              \
        struct loop l = LOOP(type, min_, max_);                                                    \
        uint64_t end;                                                                              \
        struct part p = dist_static_init(&l, schedule, chunk, &end);                               \
        *team_upper = (type)end;                                                                   \
        GIVE(type, step_type);                                                                     \
    }                                                                                              \
    VEDA_EXPORT(__kmpc_team_static_init_##suffix)                                                  \
    void __kmpc_team_static_init_##suffix(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid, \
                                          int32_t *last, type *lower, type *upper,                 \
                                          step_type *stride, step_type incr, step_type chunk)      \
    {                                                                                              \
        struct loop l = LOOP(type, min_, max_);                                                    \
        struct part p = team_static_init(&l, chunk);                                               \
        GIVE(type, step_type);                                                                     \
    }

STATIC(4, int32_t, int32_t, INT32_MIN, INT32_MAX)
STATIC(4u, uint32_t, int32_t, 0, UINT32_MAX)
STATIC(8, int64_t, int64_t, INT64_MIN, INT64_MAX)
STATIC(8u, uint64_t, int64_t, 0, UINT64_MAX)

/* The loop is over for the calling thread. Nothing was taken, nothing is given back. */
VEDA_EXPORT(__kmpc_for_static_fini)
void __kmpc_for_static_fini(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid)
{
}
