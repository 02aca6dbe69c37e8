/* taskloop (5.2, 12.6): how the iterations are shared out to tasks, and how these get to threads.
 *
 * The tasks are numbered, and nobody makes them before they run. A deferred *range* stands for many of them: who
 * has it runs them one after another, and whenever nothing is left for others on his deque, he puts the upper
 * half there. So thieves find halves of halves, and a taskloop with a million tasks costs some hundred ranges. */
#ifndef VEDA_TASK_TASKLOOP_H
#define VEDA_TASK_TASKLOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/task/included.h"

/* ntasks tasks of `size` iterations, in order, of which the first `larger` have one more; the last has
 * `last` iterations whatever these say. ntasks is 0 only for an empty loop. */
struct veda_taskloop {
    uint64_t ntasks;
    uint64_t size;
    uint64_t larger;
    uint64_t last;
};

/* grainsize or num_tasks is the clause's value, the other 0; both 0: no clause, one task a thread.
 * strict: the clause's modifier. Pure. */
struct veda_taskloop veda_taskloop_split(uint64_t trip, uint64_t grainsize, uint64_t num_tasks,
                                         bool strict, int nthreads);

/* The first iteration of task i, counted from 0. */
static inline uint64_t veda_taskloop_first(const struct veda_taskloop *loop, uint64_t i)
{
    return i * loop->size + (i < loop->larger ? i : loop->larger);
}

/* Iterations of task i. */
static inline uint64_t veda_taskloop_size(const struct veda_taskloop *loop, uint64_t i)
{
    return i == loop->ntasks - 1 ? loop->last : loop->size + (i < loop->larger);
}

/* Tasks first to end - 1 of a run. */
struct veda_taskloop_range {
    struct veda_taskloop_run *run;
    uint64_t first, end;
    const struct veda_deferred *self; /* the deferred task that it is; NULL: the task that met the construct has it */
    bool alone;                       /* there is nobody to give some of it to */
};

/* A taskloop under way. The entry point embeds it in what it needs to run a task; that lives until dispose. */
struct veda_taskloop_run {
    struct veda_taskloop loop;
    void (*tasks)(struct veda_member *me, struct veda_taskloop_range *r); /* runs those that next() gives, included */
    void (*dispose)(struct veda_member *me, struct veda_taskloop_run *run); /* on whichever thread is last */
    const void *site;
    int priority;
    bool pooled;   /* free agents may run the tasks */
    uint32_t refs; /* ranges, and the thread that met the construct. Set by start. [TASKLOOP-REFS] */
};

/* Puts the upper half of what is left in r, two tasks at least, where others find it. */
VEDA_COLD void veda_taskloop_give_half(struct veda_member *me, struct veda_taskloop_range *r);

/* Whether me is to give others some of its tasks, having nothing else for them. */
VEDA_INLINE bool veda_taskloop_gives(struct veda_member *me, const struct veda_taskloop_run *run)
{
    return !(unlikely(run->pooled) ? veda_task_may_include_among(me, run, veda_agents_among(me))
                                   : veda_task_may_include(me, run));
}

/* The next task of r that is me's to run. False: there is none left. */
VEDA_INLINE bool veda_taskloop_next(struct veda_member *me, struct veda_taskloop_range *r, uint64_t *i)
{
    uint64_t left = r->end - r->first;
    if (left == 0)
        return false;
    if (left > 1 && !r->alone && veda_deque_size(&me->deque) <= 0 && veda_taskloop_gives(me, r->run))
        veda_taskloop_give_half(me, r);
    *i = r->first++;
    return true;
}

/* Runs the tasks or sees to it that they are run, as children of me's task; run is gone when the last one has
 * ended. undeferred: all have run, in order, when this returns. */
void veda_taskloop_start(struct veda_member *me, struct veda_taskloop_run *run, bool undeferred);

#endif
