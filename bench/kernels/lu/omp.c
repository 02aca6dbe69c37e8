/* A task for each tile of each step, after those that it depends on. */
#include "lu.h"

static void make_tasks(void)
{
    for (long k = 0; k < lu_tiles; k++) {
        lu_tile *d = lu_at(k, k);
#pragma omp task depend(inout : *d)
        lu_apart(d);
        for (long j = k + 1; j < lu_tiles; j++) {
            lu_tile *right = lu_at(k, j);
#pragma omp task depend(in : *d) depend(inout : *right)
            lu_right(right, d);
        }
        for (long i = k + 1; i < lu_tiles; i++) {
            lu_tile *below = lu_at(i, k);
#pragma omp task depend(in : *d) depend(inout : *below)
            lu_below(below, d);
        }
        for (long i = k + 1; i < lu_tiles; i++) {
            for (long j = k + 1; j < lu_tiles; j++) {
                lu_tile *rest = lu_at(i, j), *below = lu_at(i, k), *right = lu_at(k, j);
#pragma omp task depend(in : *below, *right) depend(inout : *rest)
                lu_update(rest, below, right);
            }
        }
    }
}

void lu_team(void)
{
#pragma omp parallel
#pragma omp single
    make_tasks();
}
