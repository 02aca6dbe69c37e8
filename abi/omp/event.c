/* omp_fulfill_event (5.2, 18.11.1). A handle is what GOMP_task or __kmpc_task_allow_completion_event gave:
 * the runtime's own, so one routine serves both ABIs. Any thread may call it, ours or not. gfortran and flang
 * pass the handle by value, as their interface says. */
#include <stdint.h>

#include "abi/export.h"
#include "runtime/veda.h"

VEDA_EXPORT(omp_fulfill_event)
void omp_fulfill_event(uintptr_t event)
{
    if (!event)
        veda_warn("omp_fulfill_event: no event, ignored");
    else
        veda_task_fulfill(event);
}

VEDA_EXPORT(omp_fulfill_event_)
void omp_fulfill_event_(intptr_t event)
{
    omp_fulfill_event((uintptr_t)event);
}
