/* Turns of an ordered loop: see ordered.h. [ORDERED-TURN] publishes what the program did in earlier
 * iterations' ordered regions to the next one.
 *
 * The turn is a number, the construct's first one and the iteration that it is for, and is written where the chunk
 * that begins there looks: in a word of member (iteration / turn_unit) mod n. The chunks that have been given out and
 * not passed follow each other and are n at most, so of a static or dynamic schedule each has a word of its own: who
 * passes the turn takes the line from one thread alone. (One word for all, looked at the more rarely the more chunks
 * are before one's own, takes 340 ns an iteration with 16 threads.) Guided chunks may share one, which costs a look.
 * A descriptor's constructs have numbers that follow each other, so what stands in a word from an earlier one is
 * nobody's turn. (Not so after loops of more than 2^63 iterations that were cancelled.)
 *
 * Sleepers have events by the iteration that they wait for, so that passing the turn on wakes the one who has it
 * next, and hardly another.
 *
 * A cancelled loop (or region) may never pass the turn on: its waiters look at the cancellation too. In a
 * child forked inside the loop, turns of threads that it does not have are taken to be over. */
#include "runtime/work/ordered.h"

#include "runtime/base/chaos.h"
#include "runtime/sched/wait.h"
#include "runtime/sync/barrier.h"
#include "runtime/work/work.h"

static struct veda_event *event_of(struct veda_work *work, uint64_t iteration)
{
    uint64_t hash = iteration * UINT64_C(0x9e3779b97f4a7c15); /* chunks of any size spread */
    return &work->turn_event[hash >> (64 - VEDA_TURN_EVENT_BITS)];
}

/* Where the chunk that begins with that iteration looks. */
static uint64_t *word_of(const struct veda_member *me, uint64_t iteration)
{
    const struct veda_cursor *c = &me->cursor;
    const struct veda_team *team = me->team;
    return &team->member[iteration / c->turn_unit % (uint64_t)team->nthreads]->turn[c->slot];
}

void veda_ordered_begin(struct veda_member *me, uint64_t unit, bool first)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_work *work = c->work;
    c->turn_unit = unit;
    if (!first)
        return;
    work->turn_first = work->turn_end;
    work->turn_end += c->trip + 1;
    st_rlx(word_of(me, 0), work->turn_first); /* published with the construct */
}

void veda_ordered_chunk_begin(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    c->turn = word_of(me, c->lo);
    c->turn_after = word_of(me, c->hi);
}

static void wait_turn(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_team *team = me->team;
    uint64_t mine = c->work->turn_first + c->lo;
    if (ld_acq(c->turn) == mine) /* [ORDERED-TURN] */
        return;
    for (struct veda_wait w = veda_wait_begin(event_of(c->work, c->lo)); ld_acq(c->turn) != mine; /* [ORDERED-TURN] */
         veda_wait_step(&w))
        if (unlikely(ld_rlx(&team->cancelled) & (VEDA_CANCEL_LOOP | VEDA_CANCEL_PARALLEL) || /* hint */
                     team->orphan))
            return;
}

static void pass_turn(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_work *work = c->work;
    veda_chaos(ordered_pass);
    st_rel(c->turn_after, work->turn_first + c->hi); /* [ORDERED-TURN] */
    veda_event_notify(event_of(work, c->hi));
    c->lo = c->hi; /* passed: nothing left to do for this chunk */
}

void veda_ordered_wake(struct veda_work *work)
{
    for (int i = 0; i < VEDA_TURN_EVENTS; i++)
        veda_event_notify(&work->turn_event[i]);
}

void veda_ordered_enter(struct veda_member *me)
{
    if (me->cursor.ordered && me->cursor.lo < me->cursor.hi)
        wait_turn(me);
}

void veda_ordered_exit(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    if (c->ordered && c->lo < c->hi && ++c->turns == c->hi - c->lo)
        pass_turn(me);
}

void veda_ordered_iteration_done(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    if (!c->ordered || c->lo == c->hi)
        return;
    if (++c->iterations > c->turns) /* its ordered region did not run */
        c->turns = c->iterations;
    if (c->turns == c->hi - c->lo) {
        wait_turn(me);
        pass_turn(me);
    }
}

void veda_ordered_chunk_done(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    if (c->lo < c->hi) {
        wait_turn(me);
        pass_turn(me);
    }
}
