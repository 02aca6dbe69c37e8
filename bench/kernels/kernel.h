/* kernel.h: what a kernel is to main.c, and what kernels share.
 *
 * A kernel K is a folder: K.h has its sizes, its data and the inner function that both solutions call,
 * K/seq.c makes the input and solves the problem without OpenMP, K/omp.c solves it with a team, once for
 * each row. Since every value is computed by the same operations in the same order, the two results must
 * agree to the bit.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Where a kernel leaves its result. */
struct result {
    void *at;
    size_t bytes;
};

struct kernel {
    const char *row, *what;
    struct result (*input)(double scale); /* makes the input, whose size grows with the scale */
    void (*reset)(void); /* what a solution overwrites; untimed, before each; may be NULL */
    void (*alone)(void); /* the sequential twin */
    void (*team)(void);
};

/* A number for a number, as if by chance; and one between 0 and 1. */
static inline uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

static inline double fraction(uint64_t x)
{
    return (double)(mix(x) >> 11) / 9007199254740992.0;
}

static inline void *room_for(size_t bytes)
{
    void *room = malloc(bytes);

    if (room == NULL)
        abort();
    return room;
}

/* A size that is n at scale 1, of a problem whose work grows with its power-th power. */
long kernel_size(long n, int power, double scale);

#endif
