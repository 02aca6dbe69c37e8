/* critical (5.2, 15.2): the unnamed one, and one for each name. The compilers give every name a common
 * symbol of zeroes that we may use as we like: gcc a pointer, LLVM 32 bytes. A mutex lives right in it. */
#ifndef VEDA_SYNC_CRITICAL_H
#define VEDA_SYNC_CRITICAL_H

#include "runtime/sync/mutex.h"

/* word: the name's symbol, zero-initialised, 4-byte aligned at least; NULL for the unnamed critical.
 * Never fails. A thread that enters a critical region it is in deadlocks, as the specification says. */
void veda_critical_enter(void *word);
void veda_critical_exit(void *word);

#endif
