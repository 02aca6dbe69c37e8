/* micro.h: what the rows of omp_micro.c and figures.c have in common.
 *
 * A row is an operation that can be repeated (struct row: omp_micro.c grows n and divides), or a figure
 * that a function finds by itself (struct figure: figures.c). Both verify what they did; a wrong result
 * ends the program with status 1.
 */
#ifndef MICRO_H
#define MICRO_H

#include <stdlib.h>
#include <time.h>

struct figure {
    const char *name;
    const char *what;
    const char *unit; /* "ns", "KiB", or "%" of the ideal */
    double (*measure)(void);
};

extern const struct figure figures[];
extern const int nfigures;

extern int nthreads; /* team size of every row: omp_get_max_threads() at start */
extern double scale; /* MICRO_SCALE: factor of how long and how often rows measure */

/* A body that costs nothing and that no optimiser may remove, nor with it the construct around. */
#define BODY() __asm__ volatile("" ::: "memory")

static inline double clock_ns(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static inline double now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

static inline int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static inline double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof values[0], by_value);
    return values[n / 2];
}

/* How often to do what is done n times at scale 1. */
static inline int scaled(int n, int least)
{
    int scaled = (int)(n * scale);

    return scaled > least ? scaled : least;
}

#endif
