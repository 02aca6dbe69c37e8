/* veda_omp.h: memory that lies near the threads that work on it. */
#include <errno.h>

#include "abi/export.h"
#include "abi/veda/veda_omp.h"
#include "runtime/veda.h"

VEDA_EXPORT(veda_alloc_distributed)
void *veda_alloc_distributed(size_t bytes, int32_t how)
{
    static const enum veda_spread spread[] = {
        [VEDA_BLOCKED] = VEDA_SPREAD_BLOCKED,
        [VEDA_INTERLEAVED] = VEDA_SPREAD_INTERLEAVED,
        [VEDA_FIRST_TOUCH] = VEDA_SPREAD_NONE,
    };
    if (how < VEDA_BLOCKED || how > VEDA_FIRST_TOUCH) {
        veda_warn("veda_alloc_distributed: %d is no enum veda_distribution; giving NULL", (int)how);
        errno = EINVAL;
        return NULL;
    }
    void *p = veda_distributed_new(bytes, spread[how], __builtin_return_address(0));
    if (!p)
        errno = bytes ? ENOMEM : EINVAL;
    return p;
}

VEDA_EXPORT(veda_free_distributed)
void veda_free_distributed(void *p)
{
    if (!veda_distributed_free(p))
        veda_warn("veda_free_distributed: %p is not from veda_alloc_distributed; not freed", p);
}
