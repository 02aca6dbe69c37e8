/* single and copyprivate (5.2, 11.1). The team counts singles given away; each member counts those it
 * has met. The first to come finds the two equal and takes it. */
#ifndef VEDA_WORK_SINGLE_H
#define VEDA_WORK_SINGLE_H

#include <stdbool.h>

#include "runtime/team.h"

/* True for the one member that runs the block. No barrier. */
bool veda_single_try(struct veda_member *me);

/* copyprivate: the member that ran the block gives its data, the others wait for it. Both hold a barrier,
 * after which data stays valid until the next barrier of the team. */
void veda_single_give(struct veda_member *me, void *data);
void *veda_single_receive(struct veda_member *me);

#endif
