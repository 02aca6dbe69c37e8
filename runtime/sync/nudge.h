/* nudge: brings one sleeper at a gate or an event back before its time, to look at something else. Both
 * keep seven bits of their word for it, between the flag that somebody sleeps and the value that counts:
 *
 *   word = value << 8 | nudges << 1 | flag
 *
 * The nudge changes the word and leaves value and flag alone: one who was about to sleep on the old word
 * does not, one who sleeps is woken, the others sleep on and are still known to. 128 nudges between a
 * sleeper's look and its system call look like none: it sleeps then until its value comes. */
#ifndef VEDA_SYNC_NUDGE_H
#define VEDA_SYNC_NUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/sys/futex.h"

#define VEDA_NUDGE_BITS 8
#define VEDA_NUDGE_MASK 0xfeu

/* Whether a sleeper was woken. Any thread; word is that of a gate or an event. */
static inline bool veda_nudge(uint32_t *word)
{
    uint32_t seen = ld_rlx(word); /* the CAS decides */
    uint32_t next;
    do
        next = (seen & ~VEDA_NUDGE_MASK) | ((seen + 2) & VEDA_NUDGE_MASK);
    while (!cas_rlx(word, &seen, next)); /* orders nothing: the value is not changed */
    return veda_futex_wake(word, 1) > 0;
}

#endif
