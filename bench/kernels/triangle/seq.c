#include "triangle.h"

long triangle_n;
double *triangle_points, *triangle_sums;

struct result triangle_input(double scale)
{
    triangle_n = kernel_size(7000, 2, scale);
    triangle_points = room_for(sizeof(double) * (size_t)triangle_n);
    triangle_sums = room_for(sizeof(double) * (size_t)triangle_n);
    for (long i = 0; i < triangle_n; i++)
        triangle_points[i] = fraction((uint64_t)i);
    return (struct result){triangle_sums, sizeof(double) * (size_t)triangle_n};
}

void triangle_alone(void)
{
    for (long i = 0; i < triangle_n; i++)
        triangle_sums[i] = triangle_row(i);
}
