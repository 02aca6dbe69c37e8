/* x86-64: see ../arch.h. */
#ifndef VEDA_SYS_ARCH_X86_64_H
#define VEDA_SYS_ARCH_X86_64_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/compiler.h"

VEDA_INLINE void veda_cpu_relax(void)
{
    __builtin_ia32_pause();
}

VEDA_INLINE uint64_t veda_cycles(void)
{
    return __builtin_ia32_rdtsc();
}

struct veda_fpenv {
    uint32_t mxcsr;
    uint16_t x87_control;
};

/* MXCSR bits 0 to 5 are sticky exception flags: results, not settings. */
#define VEDA_MXCSR_FLAGS 0x3fu

VEDA_INLINE void veda_fpenv_get(struct veda_fpenv *env)
{
    uint16_t control;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    env->x87_control = control;
    env->mxcsr = __builtin_ia32_stmxcsr() & ~VEDA_MXCSR_FLAGS;
}

VEDA_INLINE void veda_fpenv_set(const struct veda_fpenv *env)
{
    uint16_t control = env->x87_control;
    __asm__ volatile("fldcw %0" : : "m"(control));
    __builtin_ia32_ldmxcsr((__builtin_ia32_stmxcsr() & VEDA_MXCSR_FLAGS) | env->mxcsr);
}

VEDA_INLINE bool veda_fpenv_same(const struct veda_fpenv *a, const struct veda_fpenv *b)
{
    return a->mxcsr == b->mxcsr && a->x87_control == b->x87_control;
}

#define VEDA_CONTEXT_SP(context) ((uintptr_t)(context)->uc_mcontext.gregs[REG_RSP])

#endif
