/* A region with a loop for each product, in each of the schedules. */
#include "spmv.h"

void spmv_static(void)
{
#pragma omp parallel
    for (int p = 0; p < SPMV_PRODUCTS; p++) {
        const double *x = spmv_vectors + p * spmv_n;
        double *y = spmv_vectors + (p + 1) * spmv_n;
#pragma omp for schedule(static)
        for (long i = 0; i < spmv_n; i++)
            y[i] = spmv_row(i, x);
    }
}

void spmv_dynamic(void)
{
#pragma omp parallel
    for (int p = 0; p < SPMV_PRODUCTS; p++) {
        const double *x = spmv_vectors + p * spmv_n;
        double *y = spmv_vectors + (p + 1) * spmv_n;
#pragma omp for schedule(dynamic, SPMV_CHUNK)
        for (long i = 0; i < spmv_n; i++)
            y[i] = spmv_row(i, x);
    }
}

void spmv_guided(void)
{
#pragma omp parallel
    for (int p = 0; p < SPMV_PRODUCTS; p++) {
        const double *x = spmv_vectors + p * spmv_n;
        double *y = spmv_vectors + (p + 1) * spmv_n;
#pragma omp for schedule(guided)
        for (long i = 0; i < spmv_n; i++)
            y[i] = spmv_row(i, x);
    }
}

void spmv_auto(void)
{
#pragma omp parallel
    for (int p = 0; p < SPMV_PRODUCTS; p++) {
        const double *x = spmv_vectors + p * spmv_n;
        double *y = spmv_vectors + (p + 1) * spmv_n;
#pragma omp for schedule(runtime)
        for (long i = 0; i < spmv_n; i++)
            y[i] = spmv_row(i, x);
    }
}
