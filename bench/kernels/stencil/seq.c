#include "stencil.h"

long stencil_side;
double *stencil_grids[2];

struct result stencil_input(double scale)
{
    stencil_side = kernel_size(896, 2, scale) + 2;
    size_t bytes = sizeof(double) * (size_t)(stencil_side * stencil_side);
    for (int g = 0; g < 2; g++)
        stencil_grids[g] = room_for(bytes);
    return (struct result){stencil_grids[0], bytes};
}

void stencil_reset(void)
{
    for (long c = 0; c < stencil_side * stencil_side; c++)
        stencil_grids[0][c] = stencil_grids[1][c] = fraction((uint64_t)c);
}

void stencil_alone(void)
{
    for (int s = 0; s < STENCIL_SWEEPS; s++) {
        for (long i = 1; i < stencil_side - 1; i++)
            stencil_row(i, s);
    }
}
