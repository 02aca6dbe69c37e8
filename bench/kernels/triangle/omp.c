/* A loop over the rows, in each of the schedules. */
#include "triangle.h"

void triangle_static(void)
{
#pragma omp parallel for schedule(static)
    for (long i = 0; i < triangle_n; i++)
        triangle_sums[i] = triangle_row(i);
}

void triangle_dynamic(void)
{
#pragma omp parallel for schedule(dynamic)
    for (long i = 0; i < triangle_n; i++)
        triangle_sums[i] = triangle_row(i);
}

void triangle_guided(void)
{
#pragma omp parallel for schedule(guided)
    for (long i = 0; i < triangle_n; i++)
        triangle_sums[i] = triangle_row(i);
}

void triangle_auto(void)
{
#pragma omp parallel for schedule(runtime)
    for (long i = 0; i < triangle_n; i++)
        triangle_sums[i] = triangle_row(i);
}
