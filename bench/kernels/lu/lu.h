/* lu: LU decomposition, without pivots, of a matrix in square tiles. A step takes the tile on the
 * diagonal apart, then those below and right of it, then updates what is left by products of these. */
#ifndef LU_H
#define LU_H

#include "../kernel.h"

enum { LU_TILE = 32 };

typedef double lu_tile[LU_TILE][LU_TILE];

extern long lu_tiles; /* on a side */
extern lu_tile *lu_matrix;

static inline lu_tile *lu_at(long i, long j)
{
    return &lu_matrix[i * lu_tiles + j];
}

/* d = L U, both left in d: L's diagonal is all ones. */
static inline void lu_apart(lu_tile *d)
{
    for (int k = 0; k < LU_TILE; k++) {
        for (int i = k + 1; i < LU_TILE; i++) {
            (*d)[i][k] /= (*d)[k][k];
            for (int j = k + 1; j < LU_TILE; j++)
                (*d)[i][j] -= (*d)[i][k] * (*d)[k][j];
        }
    }
}

/* A tile right of the diagonal, by the L of the one on it. */
static inline void lu_right(lu_tile *a, const lu_tile *d)
{
    for (int k = 0; k < LU_TILE; k++) {
        for (int i = k + 1; i < LU_TILE; i++) {
            for (int j = 0; j < LU_TILE; j++)
                (*a)[i][j] -= (*d)[i][k] * (*a)[k][j];
        }
    }
}

/* A tile below the diagonal, by the U of the one on it. */
static inline void lu_below(lu_tile *a, const lu_tile *d)
{
    for (int i = 0; i < LU_TILE; i++) {
        for (int k = 0; k < LU_TILE; k++) {
            (*a)[i][k] /= (*d)[k][k];
            for (int j = k + 1; j < LU_TILE; j++)
                (*a)[i][j] -= (*a)[i][k] * (*d)[k][j];
        }
    }
}

/* A tile of what is left, by those below and right of the diagonal in its row and column. */
static inline void lu_update(lu_tile *a, const lu_tile *below, const lu_tile *right)
{
    for (int i = 0; i < LU_TILE; i++) {
        for (int k = 0; k < LU_TILE; k++) {
            for (int j = 0; j < LU_TILE; j++)
                (*a)[i][j] -= (*below)[i][k] * (*right)[k][j];
        }
    }
}

struct result lu_input(double scale);
void lu_reset(void);
void lu_alone(void);
void lu_team(void);

#endif
