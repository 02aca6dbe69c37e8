/* Turns of an ordered loop: see ordered.h. [ORDERED-TURN] publishes what the program did in earlier
 * iterations' ordered regions to the next one.
 *
 * A cancelled loop (or region) may never pass the turn on: its waiters look at the cancellation too. In a
 * child forked inside the loop, turns of threads that it does not have are taken to be over. */
#include "runtime/work/ordered.h"

#include "runtime/base/chaos.h"
#include "runtime/sched/wait.h"
#include "runtime/sync/barrier.h"
#include "runtime/work/work.h"

static void wait_turn(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_work *work = c->work;
    struct veda_team *team = me->team;
    for (struct veda_wait w = veda_wait_begin(&work->turn_event);
         ld_acq(&work->turn) != c->lo; veda_wait_step(&w)) /* [ORDERED-TURN] */
        if (unlikely(ld_rlx(&team->cancelled) & (VEDA_CANCEL_LOOP | VEDA_CANCEL_PARALLEL) || /* hint */
                     team->orphan))
            return;
}

static void pass_turn(struct veda_member *me)
{
    struct veda_cursor *c = &me->cursor;
    struct veda_work *work = c->work;
    veda_chaos(ordered_pass);
    st_rel(&work->turn, c->hi); /* [ORDERED-TURN] */
    veda_event_notify(&work->turn_event);
    c->lo = c->hi; /* passed: nothing left to do for this chunk */
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
