/* The shipping waits of sched/wait.c, brought into a scenario, with what they want from the rest of the
 * library: threads that wait have no tasks to run, and sleep at once or never. */
#ifndef VEDA_TEST_EXPLORE_WAIT_H
#define VEDA_TEST_EXPLORE_WAIT_H

#include "runtime/base/config.h"
#include "runtime/icv.h"
#include "runtime/sched/wait.c"

struct veda_config veda_config;
struct veda_global veda_global;
uint32_t veda_trace_mask;

void veda_trace_emit(enum veda_trace_event event, uint64_t a, uint64_t b, uint64_t c)
{
    (void)event, (void)a, (void)b, (void)c;
}

#ifndef EXPLORE_WITH_TASKS
bool veda_task_run_ready(struct veda_member *me)
{
    (void)me;
    return false;
}

bool veda_task_doze(struct veda_member *me, uint32_t *word)
{
    (void)me;
    (void)word;
    return true;
}

void veda_task_undoze(struct veda_member *me)
{
    (void)me;
}
#endif

/* spin_cycles: 0 for waits that sleep at once, else for waits that only look (time stands still). */
static inline void explore_waits(uint64_t spin_cycles)
{
    veda_wait_limits =
        (struct veda_wait_limits){.spin_cycles = spin_cycles, .yield_after = UINT32_MAX};
}

#endif
