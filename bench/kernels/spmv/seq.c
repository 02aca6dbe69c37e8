#include "spmv.h"

long spmv_n;
long *spmv_row_from;
int *spmv_column;
double *spmv_entry, *spmv_vectors;

/* Between 1 and 15 entries, in a tenth of the rows 16 times as many. */
static long entries_of(long row)
{
    long few = 1 + (long)(15 * fraction((uint64_t)row));

    return row >= spmv_n / 2 && row < spmv_n / 2 + spmv_n / 10 ? 16 * few : few;
}

struct result spmv_input(double scale)
{
    size_t n;

    spmv_n = kernel_size(100000, 1, scale);
    n = (size_t)spmv_n;
    spmv_row_from = room_for(sizeof(long) * (n + 1));
    spmv_row_from[0] = 0;
    for (long i = 0; i < spmv_n; i++)
        spmv_row_from[i + 1] = spmv_row_from[i] + entries_of(i);
    long entries = spmv_row_from[n];
    spmv_column = room_for(sizeof(int) * (size_t)entries);
    spmv_entry = room_for(sizeof(double) * (size_t)entries);
    for (long k = 0; k < entries; k++) {
        spmv_column[k] = (int)(mix((uint64_t)k) % n);
        spmv_entry[k] = 0.1 * fraction((uint64_t)k);
    }
    spmv_vectors = room_for(sizeof(double) * n * (SPMV_PRODUCTS + 1));
    for (long i = 0; i < spmv_n; i++)
        spmv_vectors[i] = fraction((uint64_t)(entries + i));
    return (struct result){spmv_vectors + n, sizeof(double) * n * SPMV_PRODUCTS};
}

void spmv_alone(void)
{
    for (int p = 0; p < SPMV_PRODUCTS; p++) {
        const double *x = spmv_vectors + p * spmv_n;
        double *y = spmv_vectors + (p + 1) * spmv_n;
        for (long i = 0; i < spmv_n; i++)
            y[i] = spmv_row(i, x);
    }
}
