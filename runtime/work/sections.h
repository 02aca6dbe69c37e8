/* sections (5.2, 11.3): the numbers 1 to n, each handed to one member, in order of asking. */
#ifndef VEDA_WORK_SECTIONS_H
#define VEDA_WORK_SECTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/team.h"

/* Enters a construct of n sections. As veda_loop_begin_shared(): true to the first comer, which
 * publishes by veda_sections_publish(). In a team of one there is no descriptor unless shared. */
bool veda_sections_begin_shared(struct veda_member *me, uint32_t n, bool shared);
void veda_sections_publish(struct veda_member *me);
static inline void veda_sections_begin(struct veda_member *me, uint32_t n)
{
    if (veda_sections_begin_shared(me, n, false))
        veda_sections_publish(me);
}

/* The next section, 1 to n, or 0 when all are given out. */
uint32_t veda_sections_next(struct veda_member *me);

/* Leaves the construct. No barrier. */
void veda_sections_end(struct veda_member *me);

#endif
