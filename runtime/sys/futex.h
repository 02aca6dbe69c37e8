/* Sleep on a 32-bit word until somebody wakes it. Private to the process. A wait returns at once when the
 * word no longer holds `value`, and may return for no reason: the caller looks again. errno is kept. */
#ifndef VEDA_SYS_FUTEX_H
#define VEDA_SYS_FUTEX_H

#include <stdint.h>

/* Sleeps while *word == value. timeout_ns: at most so long, 0 for ever. */
void veda_futex_wait(uint32_t *word, uint32_t value, uint64_t timeout_ns);

/* Wakes up to n sleepers of word. Gives how many it woke. */
int veda_futex_wake(uint32_t *word, int n);

#endif
