/* A task for the first part of each division, down to the cut-off. */
#include "sort.h"

static void sort(int *a, long n)
{
    while (n > SORT_CUT) {
        long first = sort_part(a, n);
#pragma omp task firstprivate(a, first)
        sort(a, first);
        a += first;
        n -= first;
    }
    sort_range(a, n);
}

void sort_team(void)
{
#pragma omp parallel
#pragma omp single
    sort(sort_numbers, sort_n);
}
