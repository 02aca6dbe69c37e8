/* Included tasks: those that run at once on the thread that meets them, on its stack, at the price of a call. The hot
 * halves stand here.
 *
 * Besides those that must be (undeferred and final tasks) a task is included where a queue would gain nothing: in
 * a team of one, and past the cut-off, when so many tasks wait in the member's deque already. The cut-off follows
 * the work:
 *
 *   - To defer a task costs about a steal; to include one that takes T keeps the thieves waiting for T. Neither is
 *     known beforehand, so both are kept level: children of one parent made by one construct owe a *debt*, which
 *     grows by what they take and falls by what a steal takes. Another construct, another region, a taskwait and the
 *     end of a taskgroup begin anew. Included ones are timed in blocks of a few, so that one that turns out long is
 *     noticed there and then, and of more where all of a block were tiny; such a block ends as soon as a few take more
 *     than a steal while others sleep. Deferred ones are timed now and then, on whatever thread they run, and count
 *     for so many. Without debt they are included, whatever the queue is.
 *   - In a recursion (a task of a construct makes one of the same, or of another that was at work in the last WINDOW
 *     tasks) the cut-off is a few where tasks are tiny all told, two a thread where they are small: for every WINDOW
 *     tasks that a member has run it takes the time since the last WINDOW.
 *   - For all others, and while nothing is known, it is the limit (OMP_VEDA_TASK_LIMIT). A full deque includes
 *     whatever the tasks are like: memory stays flat.
 *
 * So a construct's first tasks are always deferred: programs whose tasks wait for what their producer does later are
 * not promised anything by OpenMP, but they run elsewhere.
 *
 * OMP_VEDA_TASK_CUTOFF sets a fixed cut-off in the place of all that. */
#ifndef VEDA_TASK_INCLUDED_H
#define VEDA_TASK_INCLUDED_H

#include "runtime/task/agent.h"
#include "runtime/team.h"
#include "telemetry/trace.h"

enum {
    VEDA_TASK_WINDOW = 64, /* tasks */
    VEDA_TASK_BLOCK = 4,   /* included tasks that are timed together; where they are tiny, up to: */
    VEDA_TASK_BLOCK_MOST = 16,
    VEDA_TASK_STEP = 6,    /* of these, after which the block may end early */
    VEDA_TASK_SAMPLE = 16, /* of deferred ones, every so many is timed */
    VEDA_TASK_DEBT = 64,   /* steals that a parent's children owe to begin with */
};

/* What to steal a task costs both sides with so many threads at it, in cycles of a counter of 1 to 4 GHz. */
VEDA_INLINE int64_t veda_steal_cycles(int nthreads)
{
    return 1000 + 160 * (int64_t)nthreads;
}

/* WINDOW tasks, or a few more, have run on me: settles the cut-off. */
VEDA_COLD void veda_task_measure(struct veda_member *me);

/* n children of kin (or NULL), of that kind, have run on me, and took that long. */
VEDA_COLD void veda_task_account(struct veda_member *me, struct veda_kin *kin, const void *kind, uint64_t cycles,
                                 int n);

VEDA_COLD void veda_task_leave_slow(struct veda_member *me, struct veda_task *t);
VEDA_COLD void veda_task_first_slow(struct veda_member *me);

/* A block of included tasks begins, and t ends it, or a step of it. */
VEDA_COLD void veda_task_block_begin(struct veda_member *me);
VEDA_NOINLINE void veda_task_block_end(struct veda_member *me, const struct veda_task *t);

/* Whether there is stack for one more task on top of me's: half of it is for what tasks themselves need. No as long
 * as nobody has asked how much there is. */
VEDA_INLINE bool veda_task_may_stack(const struct veda_member *me)
{
    return likely((uintptr_t)__builtin_frame_address(0) > me->thread->stack_floor);
}

/* Before a thread's first task, and before a decision that is to hold: asks how much stack there is, if nobody has, and
 * gives a root its seat. */
VEDA_INLINE void veda_task_first(struct veda_member *me)
{
    if (unlikely(me->thread->stack_floor == UINTPTR_MAX))
        veda_task_first_slow(me);
}

/* A construct's bit in a set of such; none for NULL. */
VEDA_INLINE uint64_t veda_task_kind_bit(const void *kind)
{
    return kind ? (uint64_t)1 << ((uintptr_t)kind >> 4) % 64 : 0;
}

/* Whether that construct was at work in the last window. */
VEDA_INLINE bool veda_task_was_at_work(const struct veda_member *me, const void *kind)
{
    return kind && me->window_kinds >> ((uintptr_t)kind >> 4) % 64 & 1;
}

/* Items in the deque past which me's task includes one of that kind. */
VEDA_INLINE int64_t veda_task_cutoff(const struct veda_member *me, const void *kind)
{
    return veda_task_was_at_work(me, kind) && veda_task_was_at_work(me, me->task->kind) ? me->cutoff : me->most;
}

/* Whether a task of me's may be included although nothing demands it. kind: its body; NULL: no telling. nthreads:
 * how many threads it may run on. */
VEDA_INLINE bool veda_task_may_include_among(struct veda_member *me, const void *kind, int nthreads)
{
    const struct veda_kin *kin = me->task->kin;
    if (nthreads > 1 && !(kind && kin && kin->kind == kind && ld_rlx(&kin->debt) == 0)) { /* hint */
        struct veda_deque *deque = &me->deque;
        int64_t bottom = ld_rlx(&deque->bottom), most = veda_task_cutoff(me, kind); /* owner */
        if (likely(bottom - deque->top_seen < most))
            return false;
        deque->top_seen = ld_acq(&deque->top); /* [DEQUE-REUSE] */
        if (bottom - deque->top_seen < most)
            return false;
    }
    return veda_task_may_stack(me);
}

/* The same for a task that is the team's alone. A free agent has the team run it, while that can keep up. */
VEDA_INLINE bool veda_task_may_include(struct veda_member *me, const void *kind)
{
    if (unlikely(veda_is_agent(me)))
        return veda_agent_may_include(me);
    return veda_task_may_include_among(me, kind, me->team->nthreads);
}

/* n tasks have run on me, the last of that kind. */
VEDA_INLINE void veda_task_count(struct veda_member *me, const void *kind, int n)
{
    me->window_kinds_next |= veda_task_kind_bit(kind);
    me->window -= n;
    if (unlikely(me->window <= 0))
        veda_task_measure(me);
}

/* Around the body of a task that is included because it may: times and counts it with others. Below zero: one inside
 * of it has ended the block that it began in. Those that must be included are counted one by one. */
VEDA_INLINE void veda_task_time_begin(struct veda_member *me)
{
    if (unlikely(me->block == 0))
        veda_task_block_begin(me);
}

VEDA_INLINE void veda_task_time_end(struct veda_member *me, const struct veda_task *t)
{
    if (unlikely(--me->block <= 0))
        veda_task_block_end(me, t);
}

/* A new explicit task's part that all have. Costs a few stores; undone by leave. */
VEDA_INLINE void veda_task_init(struct veda_task *t, struct veda_task *parent, bool final,
                                const void *site, const void *kind)
{
    t->icvs = parent->icvs;
    t->own = NULL;
    t->below = parent;
    t->group = parent->group;
    t->kin = NULL;
    st_rlx(&t->above, NULL); /* a thief may look at what this block was before */
    t->site = site;
    t->kind = kind;
    t->id = 0;
    t->is_explicit = true;
    t->in_block = false;
    t->final = final | parent->final;
}

/* The body of t runs on me between these two, directly in the entry point. */
VEDA_INLINE void veda_task_enter(struct veda_member *me, struct veda_task *t)
{
    veda_trace_task_create(t, t->site);
    me->task = t;
}

/* What both kinds of leave have in common. True: nothing hangs on t. */
VEDA_INLINE bool veda_task_step_down(struct veda_member *me, struct veda_task *t)
{
    veda_trace_task_end(t);
    me->task = t->below;
    return likely(!t->own && !t->kin);
}

VEDA_INLINE void veda_task_leave(struct veda_member *me, struct veda_task *t)
{
    if (!veda_task_step_down(me, t))
        veda_task_leave_slow(me, t);
}

/* The same for a task in a block, with the payload inside. */
VEDA_INLINE void veda_task_leave_block(struct veda_member *me, struct veda_deferred *d)
{
    if (veda_task_step_down(me, &d->task))
        veda_slab_free(&me->thread->slab, d);
    else
        veda_task_leave_slow(me, &d->task);
}

/* A block of d's size becomes a task of me's task. enlist() sets what included ones never need. */
VEDA_INLINE void veda_deferred_init(struct veda_member *me, struct veda_deferred *d, void *payload, bool final,
                                    const void *site, const void *kind)
{
    struct veda_task *parent = me->task;
    veda_task_init(&d->task, parent, final, site, kind);
    d->task.in_block = true;
    d->payload = payload;
    ((struct veda_deferred **)payload)[-1] = d;
    d->priority = 0;
    d->detachable = false;
    d->discarded = false;
    d->parked = false;
    d->external = false;
    d->undeferred = parent->final; /* included (5.2, 12.3 final clause) */
    d->untied = false;
    st_rlx(&d->pooled, 0); /* a thief may look at what this block was before */
}

/* veda_task_new() without a call, where the payload has room in the smaller block and there is one: else NULL. */
VEDA_INLINE struct veda_deferred *veda_task_new_try(struct veda_member *me, size_t payload_bytes, const void *site,
                                                    const void *kind)
{
    if (unlikely(payload_bytes > VEDA_TASK_BYTES - VEDA_SLAB_HEAD - VEDA_PAYLOAD_OFFSET))
        return NULL;
    struct veda_deferred *d = veda_slab_alloc_try(me->thread->slab, VEDA_SLAB_TASK);
    if (likely(d != NULL))
        veda_deferred_init(me, d, (char *)d + VEDA_PAYLOAD_OFFSET, false, site, kind);
    return d;
}

#endif
