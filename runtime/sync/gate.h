/* gate: a phase number that one thread moves on and others wait for. Everything in the library that
 * waits for a step of somebody else (fork, barrier, join, a pooled worker) waits at a gate.
 *
 *   word = phase << 8 | nudges << 1 | ASLEEP
 *   ASLEEP: at least one waiter is (about to be) in the kernel; nudges: see sync/nudge.h
 *
 * 1. A waiter for phase p looks until word >> 8 == p. When it has looked long enough it sets ASLEEP by
 *    compare-and-swap on the very value it saw, and sleeps on the word holding that value.
 * 2. The owner moves on by one exchange. It takes ASLEEP away and tells whether anybody must be woken.
 * Between a waiter's CAS and its futex call the word may change: the futex then does not sleep. So no
 * wake-up is lost, and an owner nobody sleeps on pays one exchange and no system call.
 *
 * A gate never runs two phases ahead of a waiter (each use says why), so equality is the test and the
 * 24-bit number may wrap. */
#ifndef VEDA_SYNC_GATE_H
#define VEDA_SYNC_GATE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/base/chaos.h"
#include "runtime/sync/nudge.h"
#include "runtime/sys/futex.h"

struct veda_gate {
    uint32_t word;
};

#define VEDA_GATE_ASLEEP 1u

VEDA_INLINE void veda_gate_init(struct veda_gate *g, uint32_t phase)
{
    st_rlx(&g->word, phase << VEDA_NUDGE_BITS); /* owner: nobody else knows the gate yet */
}

/* Whether the gate stands at phase. What its owner wrote before moving it there is visible then. */
VEDA_INLINE bool veda_gate_at(const struct veda_gate *g, uint32_t phase)
{
    return (ld_acq(&g->word) ^ (phase << VEDA_NUDGE_BITS)) < 1u << VEDA_NUDGE_BITS; /* [GATE-PASS] vs open */
}

/* Owner only: moves the gate to phase and wakes whoever sleeps. The memory of the gate may be reused by
 * a waiter at once: the owner does not read it again (a futex wake on a stale address is harmless). */
VEDA_INLINE void veda_gate_open(struct veda_gate *g, uint32_t phase)
{
    uint32_t *word = &g->word;
    veda_chaos(gate_open);
    uint32_t was = xchg_acq_rel(word, phase << VEDA_NUDGE_BITS); /* [GATE-PASS] [GATE-SLEEP] */
    if (unlikely(was & VEDA_GATE_ASLEEP))
        veda_futex_wake(word, INT_MAX);
}

/* First half of a sleep: says so in the word. Gives false where there is no need to: the gate stands at phase,
 * or has just been touched. *key is for the second half; what is looked at in between may call for a nudge. */
static inline bool veda_gate_prepare(struct veda_gate *g, uint32_t phase, uint32_t *key)
{
    uint32_t seen = ld_acq(&g->word); /* [GATE-PASS] */
    if ((seen ^ (phase << VEDA_NUDGE_BITS)) < 1u << VEDA_NUDGE_BITS)
        return false;
    if (!(seen & VEDA_GATE_ASLEEP) &&
        !cas_acq(&g->word, &seen, seen | VEDA_GATE_ASLEEP)) /* [GATE-SLEEP] vs the xchg in open */
        return false;
    *key = seen | VEDA_GATE_ASLEEP;
    veda_chaos(gate_sleep);
    return true;
}

/* Sleeps until the gate moves or the caller is nudged, at most timeout_ns (0: for ever). May return early; the
 * caller looks again. */
static inline void veda_gate_sleep(struct veda_gate *g, uint32_t phase, uint64_t timeout_ns)
{
    uint32_t key;
    if (veda_gate_prepare(g, phase, &key))
        veda_futex_wait(&g->word, key, timeout_ns);
}

#endif
