/* taskloop: how the iterations are shared out to tasks (5.2, 12.6). Pure arithmetic; the ABIs make the
 * tasks. */
#ifndef VEDA_TASK_TASKLOOP_H
#define VEDA_TASK_TASKLOOP_H

#include <stdbool.h>
#include <stdint.h>

/* ntasks tasks of `size` iterations, in order, of which the first `larger` have one more; the last has
 * `last` iterations whatever these say. ntasks is 0 only for an empty loop. */
struct veda_taskloop {
    uint64_t ntasks;
    uint64_t size;
    uint64_t larger;
    uint64_t last;
};

/* grainsize or num_tasks is the clause's value, the other 0; both 0: no clause, one task a thread.
 * strict: the clause's modifier. */
struct veda_taskloop veda_taskloop_split(uint64_t trip, uint64_t grainsize, uint64_t num_tasks,
                                         bool strict, int nthreads);

/* Iterations of task i. */
static inline uint64_t veda_taskloop_size(const struct veda_taskloop *loop, uint64_t i)
{
    return i == loop->ntasks - 1 ? loop->last : loop->size + (i < loop->larger);
}

#endif
