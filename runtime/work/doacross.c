/* Doacross loops: see doacross.h. Iterations are numbered through the whole space, the innermost
 * dimension fastest, and a set holds the numbers that have posted. It only grows.
 *
 *   a bit map          as long as the space is small enough: zeroed pages, touched when posted to
 *   ranges [from, to)  for larger ones: sorted, never adjacent, under a mutex. Members walk through
 *                      the space in order: there are about as many ranges as chunks in the works.
 *
 * Post: set the bit; if somebody sleeps on the number's event, wake them. Wait: look at the bit;
 * sleep on the number's event. There are a few events, found by hash, so that a post wakes hardly
 * anybody in vain.
 *
 * [DOACROSS-POST] publishes what an iteration wrote to those that wait for it. [EVENT-DEKKER] is in
 * event.h; here the read-modify-write that sets the bit is itself sequentially consistent and
 * stands for the notifier's fence, so a post that nobody sleeps on is one locked instruction and
 * one load.
 *
 * Ends, because iterations are handed out in order: of those not finished the smallest either runs,
 * and needs no other, or is next for a member that does not wait. Left out: waking sleepers when
 * the region is cancelled; where that is possible nobody sleeps for long. */
#include "runtime/work/doacross.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/assert.h"
#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"
#include "runtime/sched/wait.h"
#include "runtime/sync/barrier.h"
#include "runtime/sync/mutex.h"
#include "runtime/work/work.h"

/* Numbers of iterations: a product of 64-bit counts. */
typedef unsigned __int128 number;

enum {
    EVENT_BITS = 4,
    SPACE_BITS_MAX = 127,
};
#define BIT_MAP_MAX (UINT64_C(1) << 33) /* 1 GiB, if all of it is posted */

struct range {
    number from, to;
};

struct veda_doacross {
    /* Written by the member that makes it, then only read. */
    uint64_t *bits;        /* NULL: ranges */
    unsigned n;
    uint32_t spare;        /* iterations that each dimension lacks: 0 or 1, by whoever knows */

    /* Changed by sleepers and those who wake them. */
    struct veda_event event[1 << EVENT_BITS] VEDA_ALIGNED(VEDA_CACHE_LINE);

    /* Changed under the lock. */
    struct veda_mutex lock VEDA_ALIGNED(VEDA_CACHE_LINE);
    struct range *range;
    size_t nranges, capacity;

    struct veda_doacross_dim dim[] VEDA_ALIGNED(VEDA_CACHE_LINE);
};

/* --- the space -------------------------------------------------------------------------------- */

/* How many iterations lie before value v; any number not below count if v is outside. */
static inline uint64_t offset(const struct veda_doacross_dim *dim, int64_t v)
{
    uint64_t up = (uint64_t)v - (uint64_t)dim->base, down = 0 - up;
    if (likely(dim->step == 1))
        return up;
    if (dim->step > 0)
        return v < dim->base ? UINT64_MAX : up / (uint64_t)dim->step;
    return v > dim->base ? UINT64_MAX : down / (0 - (uint64_t)dim->step);
}

/* The number of iteration `at`. False: it is not of the space. */
static inline bool locate(const struct veda_doacross *d, const int64_t *at, number *i)
{
    uint32_t spare = ld_rlx(&d->spare); /* owner: the caller has said so itself, if anybody has */
    *i = 0;
    for (unsigned k = 0; k < d->n; k++) {
        uint64_t o = offset(&d->dim[k], at[k]);
        if (unlikely(o >= d->dim[k].count - spare))
            return false;
        *i = *i * d->dim[k].count + o;
    }
    return true;
}

static inline struct veda_event *event_of(struct veda_doacross *d, number i)
{
    uint64_t hash = (uint64_t)i * UINT64_C(0x9e3779b97f4a7c15); /* Fibonacci's: neighbours part */
    return &d->event[hash >> (64 - EVENT_BITS)];
}

/* --- the set ---------------------------------------------------------------------------------- */

static inline uint64_t bit(number i)
{
    return UINT64_C(1) << (i % 64);
}

/* Index of the first range that begins behind i. */
static size_t range_after_locked(const struct veda_doacross *d, number i)
{
    size_t lo = 0, hi = d->nranges;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (d->range[mid].from > i)
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo;
}

static bool has_locked(const struct veda_doacross *d, number i)
{
    size_t k = range_after_locked(d, i);
    return k > 0 && i < d->range[k - 1].to;
}

static void insert_locked(struct veda_doacross *d, size_t k, struct range r)
{
    if (d->nranges == d->capacity) {
        size_t capacity = d->capacity ? 2 * d->capacity : 64;
        struct range *more = realloc(d->range, capacity * sizeof *more);
        if (!more)
            veda_fatal("out of memory (%zu ranges of a doacross loop)", capacity);
        d->range = more;
        d->capacity = capacity;
    }
    memmove(&d->range[k + 1], &d->range[k], (d->nranges++ - k) * sizeof r);
    d->range[k] = r;
}

static void add_locked(struct veda_doacross *d, number i)
{
    if (has_locked(d, i))
        return;
    size_t k = range_after_locked(d, i);
    bool joins_before = k > 0 && d->range[k - 1].to == i;
    bool joins_after = k < d->nranges && d->range[k].from == i + 1;
    if (joins_before && joins_after) {
        d->range[k - 1].to = d->range[k].to;
        memmove(&d->range[k], &d->range[k + 1], (--d->nranges - k) * sizeof *d->range);
    } else if (joins_before) {
        d->range[k - 1].to = i + 1;
    } else if (joins_after) {
        d->range[k].from = i;
    } else {
        insert_locked(d, k, (struct range){i, i + 1});
    }
}

static VEDA_COLD void post_range(struct veda_doacross *d, number i)
{
    veda_mutex_lock(&d->lock);
    add_locked(d, i);
    veda_mutex_unlock(&d->lock);
    veda_event_notify(event_of(d, i));
}

static VEDA_COLD bool has_range(struct veda_doacross *d, number i)
{
    veda_mutex_lock(&d->lock);
    bool has = has_locked(d, i);
    veda_mutex_unlock(&d->lock);
    return has;
}

static inline bool has_posted(struct veda_doacross *d, number i)
{
    if (unlikely(!d->bits))
        return has_range(d, i);
    return ld_acq(&d->bits[i / 64]) & bit(i); /* [DOACROSS-POST] */
}

/* --- post and wait ---------------------------------------------------------------------------- */

void veda_doacross_post(struct veda_doacross *d, const int64_t *at)
{
    number i;
    if (unlikely(!locate(d, at, &i)))
        return;
    veda_chaos(doacross_post);
    if (unlikely(!d->bits)) {
        post_range(d, i);
        return;
    }
    or_sc(&d->bits[i / 64], bit(i)); /* [DOACROSS-POST] [EVENT-DEKKER] vs prepare */
    struct veda_event *event = event_of(d, i);
    if (unlikely(ld_sc(&event->word) & VEDA_EVENT_WAITERS)) /* [EVENT-DEKKER] */
        veda_event_wake(event);
}

/* Nobody notifies when a region is cancelled: where it may be, look again from time to time. In a child
 * forked inside the loop nobody posts for threads that it does not have: nothing is waited for. */
static VEDA_COLD void wait_slow(struct veda_doacross *d, number i)
{
    const struct veda_member *me = veda_me();
    if (unlikely(me->team->orphan))
        return;
    bool cancellable = veda_global.cancellation;
    struct veda_wait w = veda_wait_begin(cancellable ? NULL : event_of(d, i));
    for (; !has_posted(d, i); veda_wait_step(&w))
        if (cancellable &&
            (veda_cancelled(me, VEDA_CANCEL_LOOP) || veda_cancelled(me, VEDA_CANCEL_PARALLEL)))
            return;
}

void veda_doacross_wait(struct veda_doacross *d, const int64_t *at)
{
    number i;
    if (locate(d, at, &i) && unlikely(!has_posted(d, i)))
        wait_slow(d, i);
}

/* --- life ------------------------------------------------------------------------------------- */

struct veda_doacross *veda_doacross_new(unsigned n, const struct veda_doacross_dim *dims)
{
    size_t bytes = sizeof(struct veda_doacross) + n * sizeof dims[0];
    bytes = (bytes + VEDA_CACHE_LINE - 1) / VEDA_CACHE_LINE * VEDA_CACHE_LINE;
    struct veda_doacross *d = aligned_alloc(VEDA_CACHE_LINE, bytes);
    if (!d)
        veda_fatal("out of memory (a doacross loop)");
    memset(d, 0, bytes);
    d->n = n;
    memcpy(d->dim, dims, n * sizeof dims[0]);
    number total = 1;
    unsigned space_bits = 0;
    for (unsigned k = 0; k < n; k++) {
        if (dims[k].count > 1)
            space_bits += 64 - (unsigned)__builtin_clzll(dims[k].count - 1);
        if (space_bits > SPACE_BITS_MAX)
            veda_fatal("a doacross loop of more than 2^%d iterations", SPACE_BITS_MAX);
        total *= dims[k].count;
    }
    if (total <= BIT_MAP_MAX)
        d->bits = calloc((size_t)total / 64 + 1, sizeof *d->bits); /* NULL: then ranges do */
    return d;
}

void veda_doacross_free(struct veda_doacross *d)
{
    free(d->bits);
    free(d->range);
    free(d);
}

const struct veda_doacross_dim *veda_doacross_dims(const struct veda_doacross *d, unsigned *n)
{
    *n = d->n;
    return d->dim;
}

void veda_doacross_shorten(struct veda_doacross *d)
{
    st_rlx(&d->spare, 1); /* all who write it write the same */
}

/* me->doacross is the ring descriptor that holds the state. The loop takes its own after it. */
void veda_doacross_begin(struct veda_member *me, unsigned n, const struct veda_doacross_dim *dims)
{
    me->doacross = NULL;
    if (me->team->nthreads == 1)
        return;
    bool first = veda_work_enter(me);
    struct veda_work *work = me->cursor.work;
    if (first) {
        work->doacross = veda_doacross_new(n, dims);
        veda_work_ready(me);
    }
    me->doacross = work;
    me->cursor.work = NULL;
}

void veda_doacross_end(struct veda_member *me)
{
    if (!me->doacross)
        return;
    struct veda_work *of_loop = me->cursor.work;
    me->cursor.work = me->doacross;
    me->doacross = NULL;
    veda_work_leave(me);
    me->cursor.work = of_loop;
}

struct veda_doacross *veda_doacross_of(const struct veda_member *me)
{
    const struct veda_work *work = me->doacross;
    return work ? work->doacross : NULL;
}
