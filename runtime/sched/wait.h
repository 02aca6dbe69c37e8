/* How long to look before sleeping. Every wait of the library goes: look with a relax hint, look with
 * yields between, sleep. The limits come from wait-policy-var (OMP_WAIT_POLICY), GOMP_SPINCOUNT,
 * KMP_BLOCKTIME; where none of them says anything a member of a team learns how long looking pays
 * (patience.h), for the waits between its regions and barriers and for those on the members below it.
 *
 * Where more threads of ours are attached to teams than there are processors, looking only keeps the awaited
 * thread from running, and a yield may bring it on. The same goes for threads that have just been started: the
 * system may have put one behind the thread that waits for it. Otherwise a yield could only give the processor
 * to strangers, whose time slice is a thousand regions long.
 *
 * Strangers show themselves: a waiter that reads the clock at every look and finds a tenth of a millisecond
 * gone between two looks was off its processor meanwhile; so was a sleeper that comes a millisecond after it
 * was woken. For a while after that waits are short, unless the user fixed them: the time slice that a long
 * look burns is what the awaited thread would need. But not as short as a wake takes: then each sleeps while
 * the other is being woken, and every barrier costs two wakes.
 *
 * That much is right for a passing daemon. Where waiters lose more than a time slice each within a moment,
 * strangers have come to stay: waits sleep at once then, for a time that doubles as long as the next attempt
 * to look loses any. One who does so uses less than his share of the processor and is let in as soon as he is
 * woken; one who looks uses it up, and waits for slices of others. */
#ifndef VEDA_SCHED_WAIT_H
#define VEDA_SCHED_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/sched/patience.h"
#include "runtime/sync/event.h"
#include "runtime/sync/gate.h"
#include "runtime/sys/arch.h"

struct veda_member;

/* Written under the pool's lock when threads join or leave teams; read by waiters as a hint. */
struct veda_wait_limits {
    uint64_t spin_cycles;   /* time to look at a gate or a mutex before sleeping */
    uint64_t busy_cycles;   /* the same while strangers want the processors */
    uint64_t busy_until;    /* veda_cycles() until which they are taken to do so */
    uint64_t out_until;     /* and until which waits sleep at once; 0: they do not */
    uint64_t lost_most;     /* cycles that waiters may lose in a moment before they do; UINT64_MAX: never */
    uint32_t yield_after;   /* looks before the first yield; UINT32_MAX: never yields */
    bool learns;            /* spin_cycles is for those who have learned nothing */
};
extern struct veda_wait_limits veda_wait_limits;

/* Settles the limits for `attached` threads on `processors`. Caller holds the pool's lock. */
void veda_wait_limits_update(int attached, int processors);

/* Settles them anew after wait-policy-var or what stands beside it in veda_global has changed. */
void veda_wait_limits_refresh(void);

/* From now on all waits sleep at once, since this process makes way for another; then again as before, which the
 * first gave. One caller at a time. */
uint64_t veda_wait_sleep_at_once(void);
void veda_wait_as_before(uint64_t before);

/* Microseconds that a wait looks where the user and experience say nothing. */
int64_t veda_wait_spin_us(void);

VEDA_COLD void veda_wait_gate_slow(struct veda_gate *g, uint32_t phase, struct veda_member *me,
                                   struct veda_patience *p);

/* Returns when the gate stands at phase. A task scheduling point where me is given: ready tasks of me's
 * team are run meanwhile. me NULL: a pooled worker between teams, whom nobody may ever want again: it looks no longer
 * than where the user has said nothing. p: what me has learned from such waits, and learns from this one; or NULL. */
VEDA_INLINE void veda_wait_gate(struct veda_gate *g, uint32_t phase, struct veda_member *me,
                                struct veda_patience *p)
{
    if (unlikely(!veda_gate_at(g, phase)))
        veda_wait_gate_slow(g, phase, me, p);
}

/* How long a wait has been looking. */
struct veda_look {
    uint64_t since, last;     /* veda_cycles() at the first and the latest look; 0: none yet */
    uint64_t limit;           /* what patience says; 0: not asked yet */
    const struct veda_patience *patience; /* or NULL */
    uint32_t rounds;
    bool idle;                /* by a worker in no team */
    bool slept;
    bool gave_way;            /* a yield let somebody else run for long */
};

/* One look that did not succeed: relaxes or yields. False: looked long enough, sleep or go. */
bool veda_wait_look(struct veda_look *look);

/* State of one wait on a condition that is not a gate:
 *     for (struct veda_wait w = veda_wait_begin(&event); !condition; veda_wait_step(&w)) {}
 * The step after prepare() looks at the condition again before it sleeps, as event.h demands. */
struct veda_wait {
    struct veda_event *event; /* NULL: polled, sleeps are short and timed */
    struct veda_member *me;   /* may be nudged by new tasks: the loop looks for them. NULL: not */
    uint64_t timeout_ns;      /* sleeps at most so long at a time; 0: for ever */
    struct veda_look look;
    uint32_t key;
    bool prepared;
};

VEDA_INLINE struct veda_wait veda_wait_begin(struct veda_event *event)
{
    return (struct veda_wait){.event = event};
}

void veda_wait_step(struct veda_wait *w);

#endif
