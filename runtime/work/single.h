/* single and copyprivate (5.2, 11.1). The team counts singles given away; each member counts those it
 * has met. The first to come finds the two equal and takes it.
 *
 * copyprivate: the data is in the giver's frame, and others copy it until the construct's closing barrier,
 * which the program holds after these calls. Where regions cannot be cancelled a barrier before the copies
 * says that the data is there. Where they can, no barrier holds anybody back in a cancelled region, so
 * nothing is built on one. For single number s:
 *
 * 1. The giver sets singles_given to s + 1; the others wait for that alone. It comes: a block that has been
 *    taken runs to its end, since `cancel parallel` may not stand in it.
 * 2. Each member says by singles_done = s + 1, at its next barrier, that it has copied; one that goes to
 *    the end of a cancelled region says that it will copy nothing any more.
 * 3. Whoever leaves that barrier because the region is cancelled first waits until all have said so: then
 *    the frame may go, and the next giver may overwrite the pointer.
 * It ends: who waits in 3 waits for members that have met fewer singles than itself, and those that have
 * met fewest wait for nobody. [SINGLE-GIVE] publishes the data, and that nobody reads the one
 * before any more; [SINGLE-DONE] that a member has read. */
#ifndef VEDA_WORK_SINGLE_H
#define VEDA_WORK_SINGLE_H

#include <stdbool.h>

#include "runtime/team.h"

/* True for the one member that runs the block. No barrier. */
bool veda_single_try(struct veda_member *me);

/* copyprivate: the member that ran the block gives its data, the others wait for it. data must stay valid
 * until the giver has passed its next barrier, and is nobody's business after the receiver's next one. */
void veda_single_give(struct veda_member *me, void *data);
void *veda_single_receive(struct veda_member *me);

/* Where regions can be cancelled. At a barrier: me has copied what it was to copy; and before it leaves the
 * barrier of a cancelled region: waits until all have. At the region's end: me will copy nothing more. */
void veda_single_done(struct veda_member *me);
VEDA_COLD void veda_single_await_copies(struct veda_member *me);
VEDA_COLD void veda_single_gone(struct veda_member *me);

#endif
