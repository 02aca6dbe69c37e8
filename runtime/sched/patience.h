/* patience: how long a waiter looks before it sleeps, learned from how long its waits took. A waiter keeps one for
 * each kind of wait; it alone writes it, waits that end before the shortest step cost it nothing at all.
 *
 * Steps double: 10 us, 20 us, ... 5.1 ms, about what libgomp looks for. seen[k] counts waits that step k would
 * have outlasted and step k - 1 would not, the last count is of those that no step outlasts. To look for step k
 * and then sleep costs, over the waits that were seen,
 *
 *   the processor's time   of every wait, up to the step
 *   the user's time        a wake for every longer wait; it counts WORTH times, since the team stands meanwhile
 *
 * and the cheapest step is taken: 40 means that waits are looked through which a wake would make longer by a
 * 40th. Counts are halved now and then, so what was learned a few dozen waits ago has faded. */
#ifndef VEDA_SCHED_PATIENCE_H
#define VEDA_SCHED_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/base/compiler.h"

/* Cycles of the processor's time counter, which runs at 1 to 4 GHz on the machines at hand: times mean
 * "about". */
enum { VEDA_CYCLES_PER_US = 2500 };

enum {
    VEDA_PATIENCE_STEPS = 10,
    VEDA_PATIENCE_FIRST = 10 * VEDA_CYCLES_PER_US,
    VEDA_PATIENCE_MEMORY = 32,                     /* waits until all counts are halved */
    VEDA_PATIENCE_WORTH = 40,
    VEDA_PATIENCE_WAKE = 50 * VEDA_CYCLES_PER_US,  /* a wake's cost until one has been measured */
    VEDA_PATIENCE_WAKE_MOST = 1000 * VEDA_CYCLES_PER_US, /* what takes longer is not the wake */
};

/* What the one who opens a gate leaves there for its waiters. */
struct veda_wakes {
    uint64_t at;      /* veda_cycles() when sleepers were last called; published by the gate */
    uint64_t longest; /* cycles that the last of them took lately, 0: not known; hint */
};

struct veda_patience {
    uint8_t seen[VEDA_PATIENCE_STEPS + 1];
    uint8_t total;
    uint32_t wake;                  /* cycles from a call to the waiter's return, lately; 0: not measured */
    const struct veda_wakes *wakes; /* of the gate that is waited for; NULL: nobody notes them */
};

VEDA_INLINE uint64_t veda_patience_step(int k)
{
    return (uint64_t)VEDA_PATIENCE_FIRST << k;
}

/* A wait of so many cycles is over. */
static inline void veda_patience_note(struct veda_patience *p, uint64_t cycles)
{
    if (cycles <= VEDA_PATIENCE_FIRST)
        return; /* every choice outlasts it */
    int k = 1;
    while (k < VEDA_PATIENCE_STEPS && cycles > veda_patience_step(k))
        k++;
    p->seen[k]++;
    if (++p->total < VEDA_PATIENCE_MEMORY)
        return;
    p->total = 0;
    for (k = 1; k <= VEDA_PATIENCE_STEPS; k++)
        p->total += p->seen[k] /= 2;
}

/* What a wake at that gate costs. */
static inline uint64_t veda_patience_wake(const struct veda_patience *p)
{
    uint64_t longest = p->wakes ? ld_rlx(&p->wakes->longest) : 0; /* hint */
    return longest ? longest : VEDA_PATIENCE_WAKE;
}

/* Cycles to look in all, where a wake costs `wake`; `otherwise` as long as nothing has been seen. */
static inline uint64_t veda_patience_limit(const struct veda_patience *p, uint64_t wake, uint64_t otherwise)
{
    if (!p->total)
        return otherwise;
    uint64_t best = 0, least = UINT64_MAX, looked = 0; /* through waits up to step k */
    uint32_t longer = p->total;
    for (int k = 0; k < VEDA_PATIENCE_STEPS; k++) {
        uint64_t step = veda_patience_step(k);
        looked += p->seen[k] * (step - step / 4); /* half way from the step before */
        longer -= p->seen[k];
        uint64_t cost = looked + longer * (step + VEDA_PATIENCE_WORTH * wake);
        if (cost < least) {
            least = cost;
            best = step;
        }
    }
    return best;
}

/* A waiter that had slept since `since` is back: gives the cycles since it was called, 0 where that is not known.
 * They count as a wake's unless they are so many that the processor must have been somebody else's. */
static inline uint64_t veda_patience_woken(struct veda_patience *p, uint64_t since, uint64_t now)
{
    if (!p->wakes || p->wakes->at < since)
        return 0;
    uint64_t cycles = now - p->wakes->at, was = p->wake ? p->wake : VEDA_PATIENCE_WAKE;
    uint64_t counted = cycles < 2 * was ? cycles : 2 * was; /* a late one says little */
    if (cycles <= VEDA_PATIENCE_WAKE_MOST)
        p->wake = (uint32_t)((3 * was + counted) / 4);
    return cycles;
}

#endif
