/* sort: quicksort of n numbers. The team divides them down to the cut-off and leaves parts below it to the
 * twin's recursion. */
#ifndef SORT_H
#define SORT_H

#include "../kernel.h"

enum { SORT_CUT = 2048 };

void sort_range(int *a, long n); /* the twin's recursion */

static inline int middle_of(int x, int y, int z)
{
    if (x > y)
        return z > x ? x : z > y ? z : y;
    return z > y ? y : z > x ? z : x;
}

/* Puts the numbers up to the pivot before those from it on; how many come first: at least 1, less than n.
 * n is at least 3. */
static inline long sort_part(int *a, long n)
{
    int pivot = middle_of(a[0], a[n / 2], a[n - 1]);
    long i = 0, j = n - 1;

    for (;;) {
        while (a[i] < pivot)
            i++;
        while (a[j] > pivot)
            j--;
        if (i >= j)
            return j + 1 < n ? j + 1 : j;
        int swapped = a[i];
        a[i++] = a[j];
        a[j--] = swapped;
    }
}

extern long sort_n;
extern int *sort_numbers;

struct result sort_input(double scale);
void sort_reset(void);
void sort_alone(void);
void sort_team(void);

#endif
