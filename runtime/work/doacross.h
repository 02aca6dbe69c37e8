/* Doacross loops: ordered(n) with depend(sink/source) or doacross clauses (5.2, 15.9.6). The team
 * keeps which iterations have posted; whoever needs one waits until it has.
 *
 * An iteration vector is given in the program's values, one a dimension, outermost first. */
#ifndef VEDA_WORK_DOACROSS_H
#define VEDA_WORK_DOACROSS_H

#include <stdint.h>

#include "runtime/team.h"

struct veda_doacross;

/* A dimension: iteration i has the value base + i * step (modulo 2^64), i < count. */
struct veda_doacross_dim {
    int64_t base, step;
    uint64_t count;
};

/* Makes the shared state for n dimensions. First comer of the construct only; stored in
 * work->doacross. Never NULL: without memory the process ends with a message. */
struct veda_doacross *veda_doacross_new(unsigned n, const struct veda_doacross_dim *dims);
void veda_doacross_free(struct veda_doacross *d);

/* What it was made of: n dimensions. Unchanged as long as it lives. */
const struct veda_doacross_dim *veda_doacross_dims(const struct veda_doacross *d, unsigned *n);

/* Each dimension has one iteration less than it was made with. Any member may say so, before it
 * waits. */
void veda_doacross_shorten(struct veda_doacross *d);

/* Iteration `at`, which is of the loop, is done as far as depend(source) says. What the caller
 * wrote before it is visible to whoever waits for `at`. Never waits. */
void veda_doacross_post(struct veda_doacross *d, const int64_t *at);

/* Returns when iteration `at` has posted. A vector outside of the iteration space does not wait
 * (5.2, 15.9.6: such a dependence is ignored). In a cancelled region it may return early. */
void veda_doacross_wait(struct veda_doacross *d, const int64_t *at);

/* For loops where entering the doacross construct is a call of its own, before the loop of any
 * schedule is entered: the state takes a ring descriptor beside the loop's. In a team of one
 * nothing is kept and veda_doacross_of() gives NULL. */
void veda_doacross_begin(struct veda_member *me, unsigned n, const struct veda_doacross_dim *dims);
void veda_doacross_end(struct veda_member *me);
struct veda_doacross *veda_doacross_of(const struct veda_member *me);

#endif
