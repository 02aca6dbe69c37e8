/* A region with a loop for each sweep, in each of the schedules. */
#include "stencil.h"

void stencil_static(void)
{
#pragma omp parallel
    for (int s = 0; s < STENCIL_SWEEPS; s++) {
#pragma omp for schedule(static)
        for (long i = 1; i < stencil_side - 1; i++)
            stencil_row(i, s);
    }
}

void stencil_dynamic(void)
{
#pragma omp parallel
    for (int s = 0; s < STENCIL_SWEEPS; s++) {
#pragma omp for schedule(dynamic)
        for (long i = 1; i < stencil_side - 1; i++)
            stencil_row(i, s);
    }
}

void stencil_guided(void)
{
#pragma omp parallel
    for (int s = 0; s < STENCIL_SWEEPS; s++) {
#pragma omp for schedule(guided)
        for (long i = 1; i < stencil_side - 1; i++)
            stencil_row(i, s);
    }
}

void stencil_auto(void)
{
#pragma omp parallel
    for (int s = 0; s < STENCIL_SWEEPS; s++) {
#pragma omp for schedule(runtime)
        for (long i = 1; i < stencil_side - 1; i++)
            stencil_row(i, s);
    }
}
