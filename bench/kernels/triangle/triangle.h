/* triangle: for each of n points the sum of a potential of all points before it. Row i costs i. */
#ifndef TRIANGLE_H
#define TRIANGLE_H

#include "../kernel.h"

extern long triangle_n;
extern double *triangle_points, *triangle_sums;

static inline double triangle_row(long i)
{
    double sum = 0;

    for (long j = 0; j < i; j++) {
        double distance = triangle_points[i] - triangle_points[j];
        sum += 1 / (1 + distance * distance);
    }
    return sum;
}

struct result triangle_input(double scale);
void triangle_alone(void);
void triangle_static(void);
void triangle_dynamic(void);
void triangle_guided(void);
void triangle_auto(void);

#endif
