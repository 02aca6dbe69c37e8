/* spmv: products of a sparse matrix in compressed rows with vectors, one after the other. Most rows have a
 * few entries; those of one stretch have many, as where a mesh is refined. */
#ifndef SPMV_H
#define SPMV_H

#include "../kernel.h"

enum { SPMV_PRODUCTS = 10, SPMV_CHUNK = 16 };

extern long spmv_n;
extern long *spmv_row_from; /* n + 1: where a row's entries begin */
extern int *spmv_column;    /* of an entry */
extern double *spmv_entry;
extern double *spmv_vectors; /* PRODUCTS + 1 of n each: the input, and each product */

static inline double spmv_row(long i, const double *x)
{
    double sum = 0;

    for (long k = spmv_row_from[i]; k < spmv_row_from[i + 1]; k++)
        sum += spmv_entry[k] * x[spmv_column[k]];
    return sum;
}

struct result spmv_input(double scale);
void spmv_alone(void);
void spmv_static(void);
void spmv_dynamic(void);
void spmv_guided(void);
void spmv_auto(void);

#endif
