#include "lu.h"

long lu_tiles;
lu_tile *lu_matrix;

struct result lu_input(double scale)
{
    lu_tiles = kernel_size(20, 3, scale);
    lu_matrix = room_for(sizeof(lu_tile) * (size_t)(lu_tiles * lu_tiles));
    return (struct result){lu_matrix, sizeof(lu_tile) * (size_t)(lu_tiles * lu_tiles)};
}

/* A heavy diagonal makes pivots unnecessary. */
void lu_reset(void)
{
    double *entries = &lu_matrix[0][0][0];
    long side = lu_tiles * LU_TILE;

    for (long e = 0; e < side * side; e++)
        entries[e] = fraction((uint64_t)e);
    for (long t = 0; t < lu_tiles; t++) {
        for (int k = 0; k < LU_TILE; k++)
            (*lu_at(t, t))[k][k] += (double)side;
    }
}

void lu_alone(void)
{
    for (long k = 0; k < lu_tiles; k++) {
        lu_apart(lu_at(k, k));
        for (long j = k + 1; j < lu_tiles; j++)
            lu_right(lu_at(k, j), lu_at(k, k));
        for (long i = k + 1; i < lu_tiles; i++)
            lu_below(lu_at(i, k), lu_at(k, k));
        for (long i = k + 1; i < lu_tiles; i++) {
            for (long j = k + 1; j < lu_tiles; j++)
                lu_update(lu_at(i, j), lu_at(i, k), lu_at(k, j));
        }
    }
}
