/* __kmpc_doacross_*: ordered(n) loops in LLVM's ABI (kmp_csupport.cpp is its source). init and fini
 * stand around a worksharing loop of any schedule; vectors are in the numbers of struct kmp_dim.
 *
 * kmp_dim's upper bound is the last iteration by definition, and so do Intel's compilers and
 * hand-written callers use it. clang counts iterations from 0 by 1 and gives their number there,
 * one too many, so that a sink just behind the end of an inner loop seems to be of the loop and
 * would be waited for for ever. Which of the two it is, the trip count of the loop that follows
 * tells: veda_kmpc_doacross_loop(). */
#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

/* ABI: laid out by the compiler. */
struct kmp_dim {
    int64_t lo, up, st;
};

/* By definition, the upper bound being the last. */
static uint64_t iterations(const struct kmp_dim *dim)
{
    uint64_t up = (uint64_t)dim->up - (uint64_t)dim->lo, down = 0 - up;
    if (dim->st > 0)
        return dim->up < dim->lo ? 0 : up / (uint64_t)dim->st + 1;
    return dim->up > dim->lo || dim->st == 0 ? 0 : down / (0 - (uint64_t)dim->st) + 1;
}

VEDA_EXPORT(__kmpc_doacross_init)
void __kmpc_doacross_init(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid, int32_t n,
                          const struct kmp_dim *dims)
{
    struct veda_doacross_dim dim[n];
    for (int32_t k = 0; k < n; k++)
        dim[k] = (struct veda_doacross_dim){dims[k].lo, dims[k].st, iterations(&dims[k])};
    veda_doacross_begin(veda_me(), (unsigned)n, dim);
}

VEDA_EXPORT(__kmpc_doacross_post)
void __kmpc_doacross_post(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid,
                          const int64_t *at)
{
    struct veda_doacross *d = veda_doacross_of(veda_me());
    if (d)
        veda_doacross_post(d, at);
}

VEDA_EXPORT(__kmpc_doacross_wait)
void __kmpc_doacross_wait(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid,
                          const int64_t *at)
{
    struct veda_doacross *d = veda_doacross_of(veda_me());
    if (d)
        veda_doacross_wait(d, at);
}

VEDA_EXPORT(__kmpc_doacross_fini)
void __kmpc_doacross_fini(VEDA_UNUSED struct ident *loc, VEDA_UNUSED int32_t gtid)
{
    veda_doacross_end(veda_me());
}

/* The loop has `trip` iterations, made of the first dimension or of the first few (collapse). If
 * that is what comes out when each dimension has one less, the compiler was clang. */
void veda_kmpc_doacross_loop(struct veda_member *me, uint64_t trip)
{
    struct veda_doacross *d = veda_doacross_of(me);
    unsigned n;
    const struct veda_doacross_dim *dim = veda_doacross_dims(d, &n);
    uint64_t counts = 1, less = 1;
    for (unsigned k = 0; k < n; k++) {
        if (dim[k].base != 0 || dim[k].step != 1)
            return;
        counts *= dim[k].count;
        less *= dim[k].count - 1;
        if (trip == less)
            veda_doacross_shorten(d);
        if (trip == less || trip == counts)
            return;
    }
}
