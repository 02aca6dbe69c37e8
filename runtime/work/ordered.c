/* Turns of an ordered loop: see ordered.h. [ORDERED-TURN] publishes what the program did in earlier
 * iterations' ordered regions to the next one.
 *
 * One word says whose turn it is. Every look at it takes the line from whoever passes the turn on, and all but one
 * of the looks are in vain: a waiter looks the more rarely the more chunks are before its own. Sleepers have events
 * by the iteration that they wait for, so that passing the turn on wakes the one who has it next, and hardly
 * another.
 *
 * A cancelled loop (or region) may never pass the turn on: its waiters look at the cancellation too. In a
 * child forked inside the loop, turns of threads that it does not have are taken to be over. */
#include "runtime/work/ordered.h"

#include "runtime/base/chaos.h"
#include "runtime/sched/wait.h"
#include "runtime/sync/barrier.h"
#include "runtime/sys/arch.h"
#include "runtime/work/work.h"

enum {
    RELAXES_A_CHUNK = 2, /* less than handing the turn on takes, on any processor */
    RELAXES_MOST = 64,
};

static struct veda_event *event_of(struct veda_work *work, uint64_t iteration)
{
    uint64_t hash = iteration * UINT64_C(0x9e3779b97f4a7c15); /* chunks of any size spread */
    return &work->turn_event[hash >> (64 - VEDA_TURN_EVENT_BITS)];
}

/* Between two looks, while `away` iterations are still to pass. It counts as so many looks: who is to yield or to
 * sleep does so no later. */
static void keep_away(struct veda_wait *w, uint64_t away, uint64_t chunk)
{
    if (away <= chunk || w->prepared)
        return;
    uint64_t before = away / chunk;
    uint32_t relaxes = RELAXES_MOST;
    if (before < RELAXES_MOST / RELAXES_A_CHUNK)
        relaxes = (uint32_t)before * RELAXES_A_CHUNK;
    for (uint32_t i = 0; i < relaxes; i++)
        veda_cpu_relax();
    w->look.rounds += relaxes;
}

static void wait_turn(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_work *work = c->work;
    struct veda_team *team = me->team;
    uint64_t turn = ld_acq(&work->turn); /* [ORDERED-TURN] */
    if (turn == c->lo)
        return;
    for (struct veda_wait w = veda_wait_begin(event_of(work, c->lo)); turn != c->lo;
         turn = ld_acq(&work->turn)) { /* [ORDERED-TURN] */
        if (unlikely(ld_rlx(&team->cancelled) & (VEDA_CANCEL_LOOP | VEDA_CANCEL_PARALLEL) || /* hint */
                     team->orphan))
            return;
        keep_away(&w, c->lo - turn, c->chunk);
        veda_wait_step(&w);
    }
}

static void pass_turn(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_work *work = c->work;
    veda_chaos(ordered_pass);
    st_rel(&work->turn, c->hi); /* [ORDERED-TURN] */
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
