/* stencil: sweeps over a square grid, each of which makes every inner cell the mean of its four
 * neighbours of the sweep before. All rows cost the same; the border stays. */
#ifndef STENCIL_H
#define STENCIL_H

#include "../kernel.h"

enum { STENCIL_SWEEPS = 40 }; /* an even number: the last one ends in the first grid */

extern long stencil_side;
extern double *stencil_grids[2];

static inline void stencil_row(long i, int sweep)
{
    const double *from = stencil_grids[sweep % 2] + i * stencil_side;
    double *to = stencil_grids[(sweep + 1) % 2] + i * stencil_side;

    for (long j = 1; j < stencil_side - 1; j++)
        to[j] =
            0.25 * (from[j - 1] + from[j + 1] + from[j - stencil_side] + from[j + stencil_side]);
}

struct result stencil_input(double scale);
void stencil_reset(void);
void stencil_alone(void);
void stencil_static(void);
void stencil_dynamic(void);
void stencil_guided(void);
void stencil_auto(void);

#endif
