/* omp_kernels: small whole problems, each with and without OpenMP.
 *
 *     omp_kernels ROW       prints a line "ROW figure speedup"
 *     omp_kernels --list    prints the names of the rows, what they solve, and their unit
 *
 * The figure is the time of the sequential twin over that of the team: the median of pairs of runs right
 * after one another, NPAIRS or as many as fit budget_ns, after a pair that warms up. Every result of the
 * team is compared with the twin's to the byte; a difference ends the program with status 1. The team is
 * OMP_NUM_THREADS, KERNELS_SCALE the factor of all problems' work.
 */
#include "kernel.h"
#include "lu/lu.h"
#include "sort/sort.h"
#include "spmv/spmv.h"
#include "stencil/stencil.h"
#include "tree/tree.h"
#include "triangle/triangle.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NPAIRS = 5 };
static const double budget_ns = 3e8;

#define TRIANGLE "distances of all pairs of points, the i-th row as long as i"
#define SPMV "sparse matrix, a few of whose rows are long, times vector"
#define STENCIL "mean of four neighbours on a grid, a loop a sweep"

static const struct kernel kernels[] = {
    {"triangle_static", TRIANGLE, triangle_input, NULL, triangle_alone, triangle_static},
    {"triangle_dynamic", TRIANGLE, triangle_input, NULL, triangle_alone, triangle_dynamic},
    {"triangle_guided", TRIANGLE, triangle_input, NULL, triangle_alone, triangle_guided},
    {"triangle_auto", TRIANGLE, triangle_input, NULL, triangle_alone, triangle_auto},
    {"spmv_static", SPMV, spmv_input, NULL, spmv_alone, spmv_static},
    {"spmv_dynamic", SPMV, spmv_input, NULL, spmv_alone, spmv_dynamic},
    {"spmv_guided", SPMV, spmv_input, NULL, spmv_alone, spmv_guided},
    {"spmv_auto", SPMV, spmv_input, NULL, spmv_alone, spmv_auto},
    {"stencil_static", STENCIL, stencil_input, stencil_reset, stencil_alone, stencil_static},
    {"stencil_dynamic", STENCIL, stencil_input, stencil_reset, stencil_alone, stencil_dynamic},
    {"stencil_guided", STENCIL, stencil_input, stencil_reset, stencil_alone, stencil_guided},
    {"stencil_auto", STENCIL, stencil_input, stencil_reset, stencil_alone, stencil_auto},
    {"tree", "sum over a lopsided binary tree, a task for each left branch", tree_input, NULL,
     tree_alone, tree_team},
    {"sort", "quicksort, a task for each smaller part down to a cut-off", sort_input, sort_reset,
     sort_alone, sort_team},
    {"lu", "LU decomposition of a matrix in tiles, tasks that depend on them", lu_input, lu_reset,
     lu_alone, lu_team},
};
enum { NKERNELS = sizeof kernels / sizeof kernels[0] };

long kernel_size(long n, int power, double scale)
{
    long size = lround((double)n * pow(scale, 1.0 / power));

    return size > 1 ? size : 1;
}

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* One timed solution, which finds nothing of an earlier one. */
static double timed(const struct kernel *kernel, void (*solve)(void), const struct result *result)
{
    memset(result->at, 0, result->bytes);
    if (kernel->reset != NULL)
        kernel->reset();
    double start = now_ns();
    solve();
    return now_ns() - start;
}

static double pair(const struct kernel *kernel, const struct result *result, void *expected)
{
    double alone = timed(kernel, kernel->alone, result);

    memcpy(expected, result->at, result->bytes);
    double team = timed(kernel, kernel->team, result);
    if (memcmp(expected, result->at, result->bytes) != 0) {
        fprintf(stderr, "omp_kernels: %s: the team's result is not the twin's\n", kernel->row);
        exit(1);
    }
    return alone / team;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double speedup(const struct kernel *kernel, double scale)
{
    struct result result = kernel->input(scale);
    void *expected = room_for(result.bytes);
    double ratios[NPAIRS];
    int n = 0;

    pair(kernel, &result, expected);
    double start = now_ns();
    while (n == 0 || (n < NPAIRS && now_ns() - start < budget_ns))
        ratios[n++] = pair(kernel, &result, expected);
    qsort(ratios, (size_t)n, sizeof ratios[0], by_value);
    return ratios[n / 2];
}

int main(int argc, char **argv)
{
    const char *scale = getenv("KERNELS_SCALE");

    if (argc != 2) {
        fprintf(stderr, "usage: omp_kernels ROW | --list\n");
        return 2;
    }
    omp_set_dynamic(0);
    omp_set_schedule(omp_sched_auto, 0); /* of the rows K_auto */
    for (int k = 0; k < NKERNELS; k++) {
        if (strcmp(argv[1], "--list") == 0) {
            printf("%s\t%s\tspeedup\n", kernels[k].row, kernels[k].what);
        } else if (strcmp(argv[1], kernels[k].row) == 0) {
            printf("%s %.3f speedup\n", kernels[k].row,
                   speedup(&kernels[k], scale != NULL ? atof(scale) : 1));
            return 0;
        }
    }
    if (strcmp(argv[1], "--list") == 0)
        return 0;
    fprintf(stderr, "omp_kernels: no row '%s' (--list names them)\n", argv[1]);
    return 2;
}
