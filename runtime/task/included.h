/* Included tasks: those that run at once on the thread that meets them, on its stack, at the price of a call. The hot
 * halves stand here.
 *
 * Besides those that must be (undeferred and final tasks) a task is included where a queue would gain nothing: in
 * a team of one, and past the cut-off, when so many tasks wait in the member's deque already. The cut-off follows
 * the member's own work: for every WINDOW tasks that it has run, it takes the time they took, all told. Tasks so
 * small that a thief waits less for the next than a steal costs need a short queue; somewhat larger ones a few a
 * thread; for all others the cut-off is the limit (OMP_VEDA_TASK_LIMIT), since to include one that turns out long
 * keeps the thieves waiting. A full deque includes whatever the tasks are like: memory stays flat. */
#ifndef VEDA_TASK_INCLUDED_H
#define VEDA_TASK_INCLUDED_H

#include "runtime/team.h"
#include "telemetry/trace.h"

enum { VEDA_TASK_WINDOW = 64 };

/* WINDOW tasks have run on me: settles the cut-off. */
VEDA_COLD void veda_task_measure(struct veda_member *me);

VEDA_COLD void veda_task_leave_slow(struct veda_member *me, struct veda_task *t);
VEDA_COLD bool veda_task_may_stack_slow(struct veda_member *me);

/* Whether there is stack for one more task on top of me's: half of it is for what tasks themselves need. */
VEDA_INLINE bool veda_task_may_stack(struct veda_member *me)
{
    uintptr_t floor = me->thread->stack_floor;
    return likely((uintptr_t)__builtin_frame_address(0) > floor && floor) || veda_task_may_stack_slow(me);
}

/* Whether a task of me's may be included although nothing demands it. */
VEDA_INLINE bool veda_task_may_include(struct veda_member *me)
{
    if (me->team->nthreads > 1) {
        struct veda_deque *deque = &me->deque;
        int64_t bottom = ld_rlx(&deque->bottom); /* owner */
        if (likely(bottom - deque->top_seen < me->cutoff))
            return false;
        deque->top_seen = ld_acq(&deque->top); /* [DEQUE-REUSE] */
        if (bottom - deque->top_seen < me->cutoff)
            return false;
    }
    return veda_task_may_stack(me);
}

/* A new explicit task's part that all have. Costs a few stores; undone by veda_task_leave(). */
VEDA_INLINE void veda_task_init(struct veda_task *t, struct veda_task *parent, bool final,
                                const void *site)
{
    t->icvs = parent->icvs;
    t->own = NULL;
    t->below = parent;
    t->group = parent->group;
    t->kin = NULL;
    st_rlx(&t->above, NULL); /* a thief may look at what this block was before */
    t->site = site;
    t->id = 0;
    t->is_explicit = true;
    t->final = final || parent->final;
    t->undeferred = parent->final; /* included (5.2, 12.3 final clause) */
    t->in_block = false;
}

/* The body of t runs on me between these two, directly in the entry point. */
VEDA_INLINE void veda_task_enter(struct veda_member *me, struct veda_task *t)
{
    veda_trace_task_create(t, t->site);
    me->task = t;
    t->resume_floor = me->floor;
    me->floor = ld_rlx(&me->deque.bottom); /* owner */
}

VEDA_INLINE void veda_task_leave(struct veda_member *me, struct veda_task *t)
{
    me->task = t->below;
    me->floor = t->resume_floor;
    if (unlikely(--me->window == 0))
        veda_task_measure(me);
    if (unlikely(t->own || t->kin))
        veda_task_leave_slow(me, t);
    veda_trace_task_end(t);
}

#endif
