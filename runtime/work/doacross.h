/* Doacross loops: ordered(n) with depend(sink/source) or doacross clauses (5.2, 15.9.6). Which iterations
 * have posted is a bit map over the linear iteration numbers, shared by the team and allocated (zeroed,
 * so touched lazily) by the first member to come.
 *
 * An iteration vector is n numbers, each from 0 to count - 1 in loop order; the shims normalise. */
#ifndef VEDA_WORK_DOACROSS_H
#define VEDA_WORK_DOACROSS_H

#include <stdint.h>

#include "runtime/team.h"

struct veda_doacross;

/* Makes the shared state for n dimensions with counts[] iterations each. First comer of the construct
 * only; stored in work->doacross. Never NULL: without memory the process ends with a message. */
struct veda_doacross *veda_doacross_new(unsigned n, const uint64_t *counts);
void veda_doacross_free(struct veda_doacross *d);

/* For kmpc, where init and fini stand around a loop of any schedule: takes a ring descriptor of its own. */
void veda_doacross_begin(struct veda_member *me, unsigned n, const uint64_t *counts);
void veda_doacross_end(struct veda_member *me);

/* Iteration `at` is done as far as depend(source) says. */
void veda_doacross_post(struct veda_doacross *d, const uint64_t *at);

/* Returns when iteration `at` has posted. A vector outside of the iteration space does not wait
 * (5.2, 15.9.6: such a dependence is ignored). */
void veda_doacross_wait(struct veda_doacross *d, const uint64_t *at);

/* How many dimensions: the shims read that many arguments. */
unsigned veda_doacross_dims(const struct veda_doacross *d);

#endif
