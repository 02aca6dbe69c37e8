/* The explorer's processor, in place of runtime/sys/arch/: its time stands still, and to relax is to wait
 * until something that the thread has looked at may look different. */
#ifndef VEDA_TEST_EXPLORE_ARCH_H
#define VEDA_TEST_EXPLORE_ARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/compiler.h"

void explore_relax(void);

VEDA_INLINE void veda_cpu_relax(void)
{
    explore_relax();
}

VEDA_INLINE uint64_t veda_cycles(void)
{
    return 1;
}

struct veda_fpenv {
    uint32_t nothing;
};

VEDA_INLINE void veda_fpenv_get(struct veda_fpenv *env)
{
    env->nothing = 0;
}

VEDA_INLINE void veda_fpenv_set(const struct veda_fpenv *env)
{
    (void)env;
}

VEDA_INLINE bool veda_fpenv_same(const struct veda_fpenv *a, const struct veda_fpenv *b)
{
    return a->nothing == b->nothing;
}

#endif
