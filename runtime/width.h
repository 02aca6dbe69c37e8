/* How wide a team may be where dyn-var is true (5.2, 10.1.1: the implementation may choose fewer threads): as
 * wide as there are processors that others leave to us. */
#ifndef VEDA_WIDTH_H
#define VEDA_WIDTH_H

#include <stdbool.h>

#include "runtime/sys/load.h"

/* Threads for a region that may have up to n. Called by the region's primary; every tenth of a second or so one
 * call looks at the machine, which takes some 100 us, the others read two words. At least 1. Thread-safe. */
int veda_width(int n);

/* In the child of a fork: no thread is looking at the machine, and the processor time of the process begins anew. What
 * was decided last stays until the child has looked twice. */
void veda_width_after_fork(void);

/* --- the controller, without clock and files --------------------------------------------------- */

struct veda_width_state {
    struct veda_load last; /* at_ns 0: there was none */
    bool known;            /* others has been measured */
    int others;            /* hundredths of processors that others keep busy, smoothed */
    int width;             /* 0: not decided yet */
};

/* The state after another look at the machine; quota: processors' worth of time that we may use. */
void veda_width_step(struct veda_width_state *s, const struct veda_load *now, int quota);

#endif
