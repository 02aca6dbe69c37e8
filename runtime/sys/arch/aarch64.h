/* AArch64: see ../arch.h. */
#ifndef VEDA_SYS_ARCH_AARCH64_H
#define VEDA_SYS_ARCH_AARCH64_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/compiler.h"

VEDA_INLINE void veda_cpu_relax(void)
{
    __asm__ volatile("isb" ::: "memory");
}

VEDA_INLINE uint64_t veda_cycles(void)
{
    uint64_t t;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(t));
    return t;
}

struct veda_fpenv {
    uint64_t fpcr;
};

VEDA_INLINE void veda_fpenv_get(struct veda_fpenv *env)
{
    __asm__ volatile("mrs %0, fpcr" : "=r"(env->fpcr));
}

VEDA_INLINE void veda_fpenv_set(const struct veda_fpenv *env)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(env->fpcr));
}

VEDA_INLINE bool veda_fpenv_same(const struct veda_fpenv *a, const struct veda_fpenv *b)
{
    return a->fpcr == b->fpcr;
}

#define VEDA_CONTEXT_SP(context) ((uintptr_t)(context)->uc_mcontext.sp)

#endif
