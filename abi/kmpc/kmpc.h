/* Types of LLVM's kmpc ABI that several of its shims read (LLVM openmp/runtime/src/kmp.h is the ABI's
 * source). Inside abi/kmpc only. */
#ifndef VEDA_ABI_KMPC_KMPC_H
#define VEDA_ABI_KMPC_KMPC_H

#include <stdint.h>

/* ABI: laid out by the compiler, one a call place. */
struct ident {
    int32_t reserved_1;
    int32_t flags;      /* IDENT_* */
    int32_t reserved_2;
    int32_t reserved_3;
    const char *psource; /* ";file;function;line;column;;" */
};

#define IDENT_ATOMIC_REDUCE 0x10 /* the compiler made an atomic version of the reduction */

/* The OpenMP version that the code was compiled for, times ten; 0: an older compiler did not say. */
static inline int ident_openmp_version(const struct ident *loc)
{
    return loc ? (int)((uint32_t)loc->flags >> 24) : 0;
}

typedef void (*kmpc_micro)(int32_t *gtid, int32_t *tid, ...);

/* me, between doacross init and fini, enters a loop of `trip` iterations: doacross.c. */
struct veda_member;
void veda_kmpc_doacross_loop(struct veda_member *me, uint64_t trip);

#endif
