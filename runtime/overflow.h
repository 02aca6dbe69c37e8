/* A worker that runs off its stack is named, with the size of its stack, before the process dies of it: one line,
 * then death by SIGSEGV as if nobody had looked, core and all.
 *
 * The manners of it: no handler before the first worker; none over a program's own, and none that is in the way of
 * one which comes later, or which calls ours for what it does not know; alternate stacks for workers alone;
 * OMP_VEDA_STACK_REPORT=0 for no handler at all. A sanitizer's handler counts as the program's. */
#ifndef VEDA_OVERFLOW_H
#define VEDA_OVERFLOW_H

#include "runtime/team.h"

/* Before a worker is started, under the pool's lock; from the second time on it does nothing. */
void veda_overflow_watch(void);

/* By a worker itself, at its beginning and its end. room: VEDA_ALTERNATE_BYTES of its stack for handlers in between,
 * above all that it calls. */
void veda_overflow_guard(struct veda_thread *t, void *room);
void veda_overflow_unguard(const struct veda_thread *t, const void *room);

#endif
