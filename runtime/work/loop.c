/* Worksharing loops: how the next chunk is found. See loop.h for what each schedule promises.
 *
 * The stealing form. The loop is cut into units (a chunk, or as many chunks as it takes to number them
 * in 28 bits), each member starts with an even share, and one word holds what is left of it:
 *
 *   range = tag << 56 | next << 28 | end          units next .. end-1 are not given out
 *
 * 1. The owner takes from the front by one fetch-and-add on next. Past the end nothing is taken; the
 *    overshoot is harmless, for an empty range is an empty range.
 * 2. A thief cuts off the back half of the largest range by compare-and-swap, then makes it its own range.
 *    Nobody but the owner changes an empty range, so that is a plain store. The largest: who takes the next
 *    best finds crumbs left by other thieves, and the few ranges that hold the work are split too late (a model of
 *    16 threads and a loop whose iterations grow: 26 steals and 97 % of the ideal, against 200 and 90 %). Where
 *    threads have places, a range of the own memory node is as good as one elsewhere that is FAR_WORTH times as
 *    large, since its data is most likely here. (The model with 32 threads on four nodes, where an iteration takes
 *    half as long again away from its node: 97 % in place of 91 where iterations differ at random, 96 in place of
 *    78 where every node has some that are twenty times as long, 88 in place of 87 where they grow.)
 * 3. tag counts the stealing loops that this ring slot has served. A member that has not come to the
 *    loop yet still has the tag before, and a thief then computes the share that it would start with.
 *    Every member tags its word in every such loop, and loops of other kinds take no tag, so one step is
 *    all that tags must tell apart; 0 is the tag of a word never used.
 * The last unit is in nobody's range. It goes to the first member that finds nothing to steal, which takes
 * no other after it: gcc's code for lastprivate looks at the last chunk that a thread was given, and would
 * miss the loop's last iteration if another chunk came later.
 *
 * A value [next, end) that is not empty names units that nobody has: they are given out once only, so the
 * value cannot come back and the compare-and-swap has no ABA. Nothing but numbers passes through the
 * word: relaxed is enough everywhere, the team's barrier orders the program's data. */
#include "runtime/work/loop.h"

#include "runtime/base/assert.h"
#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"
#include "runtime/binding.h"
#include "runtime/policy.h"
#include "runtime/work/ordered.h"
#include "runtime/work/work.h"
#include "telemetry/trace.h"

/* cursor.how */
enum {
    NOTHING,       /* no loop, or nothing left */
    STATIC_BLOCKS, /* chunks tid, tid + n, tid + 2n, ... */
    COUNTER,       /* the team's counter, a chunk at a time */
    COUNTER_GUIDED,
    STEAL,
    STEAL_GUIDED,
};

enum { UNIT_BITS = 28 };
#define UNIT_MAX ((UINT64_C(1) << UNIT_BITS) - 4)
#define UNIT_MASK ((UINT64_C(1) << UNIT_BITS) - 1)
#define ONE_NEXT (UINT64_C(1) << UNIT_BITS)

static inline uint64_t range_make(uint64_t tag, uint64_t next, uint64_t end)
{
    return tag << (2 * UNIT_BITS) | next << UNIT_BITS | end;
}

static inline uint64_t range_tag(uint64_t r)
{
    return r >> (2 * UNIT_BITS);
}

static inline uint64_t range_next(uint64_t r)
{
    return r >> UNIT_BITS & UNIT_MASK;
}

static inline uint64_t range_end(uint64_t r)
{
    return r & UNIT_MASK;
}

static inline uint64_t divide_up(uint64_t a, uint64_t b)
{
    return a / b + (a % b != 0);
}

static inline uint64_t tag_of(const struct veda_member *me)
{
    return me->cursor.work->steal_tag;
}

static inline uint64_t initial_range(const struct veda_cursor *c, uint32_t n, uint32_t tid,
                                     uint64_t tag)
{
    uint64_t lo, hi;
    veda_loop_share(c->units - 1, n, tid, &lo, &hi);
    return range_make(tag, lo, hi);
}

/* The caller's own range, tagged for this loop, whoever gets to it first. */
static void range_begin(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    uint64_t *mine = &me->range[c->slot], tag = tag_of(me);
    uint64_t old = ld_rlx(mine); /* the CAS decides */
    if (range_tag(old) != tag)
        cas_rlx(mine, &old, initial_range(c, (uint32_t)me->team->nthreads, (uint32_t)me->tid, tag));
}

static void give(struct veda_cursor *c, uint64_t unit, uint64_t nunits)
{
    c->next = unit * c->unit;
    uint64_t end = c->next + nunits * c->unit;
    c->end = end < c->trip && end > c->next ? end : c->trip;
}

/* Where there is something to steal. */
struct prey {
    uint32_t victim;
    uint64_t raw, range; /* its word as seen, and what that says of this loop */
};

/* The range with the most units left among members order[first] to order[last - 1], or, where there is no order, those
 * that many places behind me; and how many these are. The loads depend on nothing, so looking at all costs little more
 * than looking at one. */
static uint64_t find_richest(const struct veda_member *me, const int *order, int first, int last, struct prey *prey)
{
    const struct veda_cursor *c = &me->cursor;
    const struct veda_team *team = me->team;
    uint32_t n = (uint32_t)team->nthreads, behind = (uint32_t)(me->tid + first) % n;
    uint64_t tag = tag_of(me), most = 0;
    for (int k = first; k < last; k++) { /* ties go to the next: thieves spread */
        uint32_t victim = order ? (uint32_t)order[k] : behind;
        behind = behind + 1 < n ? behind + 1 : 0;
        uint64_t raw = ld_rlx(&team->member[victim]->range[c->slot]); /* the CAS decides */
        uint64_t r = range_tag(raw) == tag ? raw : initial_range(c, n, victim, tag);
        if (range_next(r) + most < range_end(r)) {
            most = range_end(r) - range_next(r);
            *prey = (struct prey){.victim = victim, .raw = raw, .range = r};
        }
    }
    return most;
}

/* The range to cut. False: all are empty. */
static bool find_prey(struct veda_member *me, struct prey *prey)
{
    enum { FAR_WORTH = 4 };
    const int *near = veda_binding_near(me);
    int n = me->team->nthreads, neighbours = near ? me->neighbours : n;
    struct prey far;
    uint64_t most = find_richest(me, near, 1, neighbours, prey);
    uint64_t most_far = find_richest(me, near, neighbours, n, &far);
    if (most_far > FAR_WORTH * most)
        *prey = far;
    return most > 0 || most_far > 0;
}

/* Cuts a range and makes the cut the caller's own. False: nobody has anything left to give. */
static VEDA_COLD bool steal(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    uint64_t tag = tag_of(me);
    struct prey prey;
    while (find_prey(me, &prey)) {
        uint64_t *range = &me->team->member[prey.victim]->range[c->slot];
        uint64_t r = prey.range, end = range_end(r);
        do {
            uint64_t next = range_next(r), cut = end - (end - next + 1) / 2;
            veda_chaos(loop_steal);
            if (cas_rlx(range, &prey.raw, range_make(tag, next, cut))) {
                st_rlx(&me->range[c->slot], range_make(tag, cut, end)); /* owner of an empty range */
                veda_trace_loop_steal(prey.victim, end - cut);
                return true;
            }
            r = prey.raw;
        } while (range_end(r) == end && range_next(r) < end); /* the owner took some; after a thief, look anew */
    }
    return false;
}

/* Nothing is left but the last unit, perhaps. */
static bool take_last(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    uint64_t *taken = &c->work->next;
    if (ld_rlx(taken) || add_rlx(taken, 1)) /* counter; the look keeps the line shared */
        return false;
    give(c, c->units - 1, 1);
    c->how = NOTHING; /* a thief between its two steps may show work again: not to us */
    return true;
}

static bool refill_steal(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    uint64_t *mine = &me->range[c->slot];
    do {
        uint64_t r = add_rlx(mine, ONE_NEXT); /* owner takes from the front */
        if (likely(range_next(r) < range_end(r))) {
            give(c, range_next(r), 1);
            return true;
        }
        st_rlx(mine, range_make(tag_of(me), 0, 0)); /* undo the overshoot: the range is empty */
    } while (steal(me));
    return take_last(me);
}

/* Guided: a quarter of what is left of the own range, so that its end comes in small pieces and the back stays
 * there for thieves. But little of an even share at a time: a chunk cannot be cut any more, and the first ones
 * of a range whose iterations are the long ones would outlast the rest of the loop. */
static bool refill_steal_guided(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    uint64_t *mine = &me->range[c->slot];
    do {
        uint64_t r = ld_rlx(mine); /* the CAS decides */
        while (range_next(r) < range_end(r)) {
            uint64_t left = range_end(r) - range_next(r);
            uint64_t take = divide_up(left, 4);
            if (take > c->most)
                take = c->most;
            if (cas_rlx(mine, &r, r + take * ONE_NEXT)) {
                give(c, range_next(r), take);
                c->chunk = c->end - c->next;
                return true;
            }
        }
    } while (steal(me));
    return take_last(me);
}

static bool refill_counter(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_work *work = c->work;
    uint64_t unit = add_rlx(&work->next, 1); /* counter */
    if (unit >= c->units)
        return false;
    give(c, unit, 1);
    return true;
}

/* Monotonic guided: what is left by the number of threads, never below the chunk. */
static bool refill_counter_guided(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_work *work = c->work;
    uint64_t n = (uint64_t)me->team->nthreads;
    uint64_t next = ld_rlx(&work->next); /* the CAS decides */
    while (next < c->trip) {
        uint64_t left = c->trip - next;
        uint64_t take = divide_up(left, n);
        take = divide_up(take, c->unit) * c->unit; /* all but the last chunk are multiples of it */
        if (take > left || take < left / n)
            take = left;
        if (cas_rlx(&work->next, &next, next + take)) { /* counter */
            c->next = next;
            c->end = next + take;
            c->chunk = take;
            return true;
        }
    }
    return false;
}

static bool refill_static(struct veda_cursor *c)
{
    /* end stands on the end of the own chunk before: the next one is stride - chunk further */
    uint64_t gap = c->stride - c->chunk;
    if (c->trip - c->end <= gap)
        return false;
    c->next = c->end + gap;
    c->end = c->trip - c->next > c->chunk ? c->next + c->chunk : c->trip;
    return true;
}

static bool refill(struct veda_member *me)
{
    switch (me->cursor.how) {
    case STATIC_BLOCKS: return refill_static(&me->cursor);
    case COUNTER: return refill_counter(me);
    case COUNTER_GUIDED: return refill_counter_guided(me);
    case STEAL: return refill_steal(me);
    case STEAL_GUIDED: return refill_steal_guided(me);
    default: return false;
    }
}

bool veda_loop_next(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    if (unlikely(c->ordered))
        veda_ordered_chunk_done(me);
    if (c->next >= c->end && !refill(me))
        return false;
    uint64_t left = c->end - c->next;
    c->lo = c->next;
    c->hi = c->next + (left > c->chunk ? c->chunk : left);
    c->next = c->hi;
    c->turns = c->iterations = 0;
    if (unlikely(c->ordered))
        veda_ordered_chunk_begin(me);
    return true;
}

void veda_loop_end(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    if (unlikely(c->ordered)) {
        veda_ordered_chunk_done(me);
        c->ordered = false;
    }
    c->how = NOTHING;
    c->next = c->end = 0;
    if (c->work)
        veda_work_leave(me);
}

void veda_loop_publish(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    if (c->work)
        veda_work_ready(me);
}

/* schedule(runtime) from run-sched-var (5.2, 11.5.3 "Determining the Schedule"). Its modifier does not undo
 * a monotonic one on the construct. */
static void take_runtime_schedule(const struct veda_member *me, struct veda_loop *loop)
{
    const struct veda_icvs *icvs = veda_icvs(me);
    loop->sched = icvs->sched;
    loop->chunk = icvs->sched_chunk > 0 ? (uint64_t)icvs->sched_chunk : 0;
    if (icvs->sched_order != VEDA_ORDER_DEFAULT && loop->order != VEDA_ORDER_MONOTONIC)
        loop->order = icvs->sched_order;
}

static void begin_static(struct veda_member *me, uint64_t chunk)
{
    struct veda_cursor *c = &me->cursor;
    uint32_t n = (uint32_t)me->team->nthreads, tid = (uint32_t)me->tid;
    c->how = STATIC_BLOCKS;
    if (!chunk) {
        veda_loop_share(c->trip, n, tid, &c->next, &c->end);
        c->chunk = c->trip; /* one piece */
        c->how = NOTHING;
        return;
    }
    c->chunk = chunk;
    /* A stride that wraps means that nobody gets a second chunk. */
    c->stride = chunk > UINT64_MAX / n ? UINT64_MAX : chunk * n;
    uint64_t first = tid && chunk > UINT64_MAX / tid ? UINT64_MAX : chunk * tid;
    if (first >= c->trip) {
        c->how = NOTHING;
        c->next = c->end = 0;
        return;
    }
    c->next = first;
    c->end = c->trip - first > chunk ? first + chunk : c->trip;
}

enum { SHARE_CHUNKS = 16 }; /* into which an even share is cut at least, stealing form of guided */

static void begin_dynamic(struct veda_cursor *c, uint64_t n, uint8_t sched, bool monotonic, uint64_t chunk)
{
    if (!chunk)
        chunk = 1;
    bool guided = sched != VEDA_SCHED_DYNAMIC;
    c->chunk = chunk;
    c->unit = chunk;
    c->next = c->end = 0;
    if (monotonic) {
        c->how = guided ? COUNTER_GUIDED : COUNTER;
        c->units = divide_up(c->trip, c->unit);
        return;
    }
    uint64_t units = divide_up(c->trip, chunk);
    if (unlikely(units > UNIT_MAX)) {
        c->unit = chunk * divide_up(units, UNIT_MAX);
        units = divide_up(c->trip, c->unit);
    }
    c->units = units;
    c->most = divide_up(units, SHARE_CHUNKS * n);
    c->how = guided ? STEAL_GUIDED : STEAL;
}

bool veda_loop_begin_shared(struct veda_member *me, const struct veda_loop *asked)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_loop loop = *asked;
    uint32_t n = (uint32_t)me->team->nthreads;
    bool from_icv = loop.sched == VEDA_SCHED_RUNTIME;

    if (from_icv)
        take_runtime_schedule(me, &loop);
    if (unlikely(veda_policy && veda_policy->loop))
        veda_policy->loop(me, &loop);
    c->trip = loop.trip;
    c->base = loop.base;
    c->step = loop.step;
    c->limit = loop.limit;
    c->width = loop.width;
    c->is_signed = loop.is_signed;
    c->ordered = loop.ordered && n > 1 && loop.trip > 0;
    c->lo = c->hi = c->turns = c->iterations = 0;
    veda_trace_loop_begin(loop.sched, loop.trip, loop.chunk);

    bool is_static = loop.sched == VEDA_SCHED_STATIC;
    bool monotonic = loop.ordered || loop.order == VEDA_ORDER_MONOTONIC;
    bool first = false;
    if (loop.shared || (n > 1 && loop.trip > 0 && (!is_static || c->ordered || from_icv))) {
        first = veda_work_enter(me);
        struct veda_work *work = c->work;
        if (unlikely(work->skip)) {
            loop.trip = c->trip = 0;
            c->ordered = false;
        }
        if (first) {
            work->sched = loop.sched;
            work->chunk = loop.chunk;
            work->monotonic = monotonic;
            if (n > 1 && loop.trip > 0 && !is_static && !monotonic) /* every member comes to range_begin() */
                work->steal_tag = work->steal_tag == 255 ? 1 : work->steal_tag + 1;
        } else if (from_icv) {
            loop.sched = work->sched;
            loop.chunk = work->chunk;
            monotonic = work->monotonic;
            is_static = loop.sched == VEDA_SCHED_STATIC;
        }
        if (unlikely(c->ordered))
            veda_ordered_begin(me, loop.chunk ? loop.chunk : is_static ? divide_up(loop.trip, n) : 1, first);
    }
    if (n == 1) {
        c->how = NOTHING;
        c->next = 0;
        c->end = c->chunk = loop.trip;
    } else if (is_static || loop.trip == 0) {
        begin_static(me, loop.chunk);
    } else {
        begin_dynamic(c, n, loop.sched, monotonic, loop.chunk);
        if (!monotonic)
            range_begin(me);
    }
    return first;
}
