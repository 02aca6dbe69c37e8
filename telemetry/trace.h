/* The verbs of events.def. Off (the normal case) a verb is one load and one never-taken branch. On, it
 * calls the sinks that asked: the text log of OMP_VEDA_LOG now; counters, timeline and OMPT hang on the
 * same verbs. Payload is three numbers or pointers, passed as uint64_t. Thread-safe. */
#ifndef VEDA_TELEMETRY_TRACE_H
#define VEDA_TELEMETRY_TRACE_H

#include <stdint.h>

#include "runtime/base/atomics.h"

enum veda_trace_category {
    VEDA_TRACE_THREAD = 1,
    VEDA_TRACE_TEAM = 2,
    VEDA_TRACE_REGION = 4,
    VEDA_TRACE_LOOP = 8,
    VEDA_TRACE_STEAL = 16,
    VEDA_TRACE_BARRIER = 32,
    VEDA_TRACE_TASK = 64,
    VEDA_TRACE_SLEEP = 128,
    VEDA_TRACE_CONSTRUCT = 256,
    VEDA_TRACE_SHARE = 512,
};

enum veda_trace_event {
#define EVENT(name, category, a, b, c) VEDA_EVENT_##name,
#include "telemetry/events.def"
#undef EVENT
    VEDA_EVENT_COUNT
};

/* What construct_begin and construct_end name. */
enum veda_trace_construct { VEDA_CONSTRUCT_MASKED, VEDA_CONSTRUCT_SINGLE, VEDA_CONSTRUCT_SCOPE };

/* Categories somebody listens to. Written while the environment is read. */
extern uint32_t veda_trace_mask;

VEDA_COLD void veda_trace_emit(enum veda_trace_event event, uint64_t a, uint64_t b, uint64_t c);

/* Switches categories on from a list such as "task,steal,!sleep" or "all" (OMP_VEDA_LOG). A word that is
 * no category gets a warning and is ignored. */
void veda_trace_configure(const char *list);

#define VEDA_TRACE_3(name, category, x, y, z)                                                      \
    (unlikely(ld_rlx(&veda_trace_mask) & VEDA_TRACE_##category) /* hint */                         \
         ? veda_trace_emit(VEDA_EVENT_##name, (uint64_t)(x), (uint64_t)(y), (uint64_t)(z))         \
         : (void)0)

#define veda_trace_thread_start(gtid, worker) VEDA_TRACE_3(thread_start, THREAD, gtid, worker, 0)
#define veda_trace_thread_end(gtid, worker) VEDA_TRACE_3(thread_end, THREAD, gtid, worker, 0)
#define veda_trace_team_form(n, was, level) VEDA_TRACE_3(team_form, TEAM, n, was, level)
/* Where dyn-var is true: teams have up to so many threads now, since others keep processors busy for
 * others_percent of a processor's time. */
#define veda_trace_team_width(width, processors, others_percent)                                   \
    VEDA_TRACE_3(team_width, TEAM, width, processors, others_percent)
#define veda_trace_region_begin(n, level, site)                                                    \
    VEDA_TRACE_3(region_begin, REGION, n, level, (uintptr_t)(site))
#define veda_trace_region_end(n, level) VEDA_TRACE_3(region_end, REGION, n, level, 0)
#define veda_trace_loop_begin(sched, trip, chunk) VEDA_TRACE_3(loop_begin, LOOP, sched, trip, chunk)
#define veda_trace_loop_steal(victim, units) VEDA_TRACE_3(loop_steal, STEAL, victim, units, 0)
#define veda_trace_barrier_begin(phase) VEDA_TRACE_3(barrier_begin, BARRIER, phase, 0, 0)
#define veda_trace_barrier_end(phase) VEDA_TRACE_3(barrier_end, BARRIER, phase, 0, 0)
#define veda_trace_task_create(task, site)                                                         \
    VEDA_TRACE_3(task_create, TASK, (uintptr_t)(task), (uintptr_t)(site), 0)
/* A member goes to sleep at a gate: how long it has looked, from how many waits it has learned to, and what it
 * takes a wake to cost. */
#define veda_trace_sleep(looked_us, waits, wake_us) VEDA_TRACE_3(sleep, SLEEP, looked_us, waits, wake_us)
/* Waiters have lost so much time to other processes that waits sleep at once for a while. */
#define veda_trace_crowded_out(lost_us, for_us) VEDA_TRACE_3(crowded_out, SLEEP, lost_us, for_us, 0)
/* OMP_VEDA_SHARE: this process has so many threads in teams now, and whether all that share want more processors
 * than there are; it has waited for its turn. */
#define veda_trace_share_width(threads, processors, contended)                                     \
    VEDA_TRACE_3(share_width, SHARE, threads, processors, contended)
#define veda_trace_share_turn(waited_us, threads) VEDA_TRACE_3(share_turn, SHARE, waited_us, threads, 0)
#define veda_trace_construct_begin(what) VEDA_TRACE_3(construct_begin, CONSTRUCT, what, 0, 0)
#define veda_trace_construct_end(what) VEDA_TRACE_3(construct_end, CONSTRUCT, what, 0, 0)
#define veda_trace_task_end(task) VEDA_TRACE_3(task_end, TASK, (uintptr_t)(task), 0, 0)

/* A deferred task was taken from that member's queue. */
#define veda_trace_task_steal(task, victim)                                                        \
    VEDA_TRACE_3(task_steal, TASK, (uintptr_t)(task), (uint64_t)(victim), 0)
#define veda_trace_agent_begin(seat, level) VEDA_TRACE_3(agent_begin, TASK, seat, level, 0)
#define veda_trace_agent_end(seat, level) VEDA_TRACE_3(agent_end, TASK, seat, level, 0)

#endif
