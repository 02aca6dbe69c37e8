/* The affinity mask that the process was started with. Under LD_PRELOAD the program's own libgomp is
 * loaded too, and where OMP_PROC_BIND or OMP_PLACES ask for binding its constructor pins the initial
 * thread to one place before anybody has called it: every later look at the mask would see that place.
 * The library is linked with -z initfirst, so this constructor comes before libgomp's; it costs a
 * system call only where one of those variables is set. */
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/sys/thread.h"

static cpu_set_t initial_mask;
static bool kept;

__attribute__((constructor)) static void keep_initial_mask(void)
{
    static const char *const binding[] = {"OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY"};
    for (size_t i = 0; i < sizeof binding / sizeof *binding; i++)
        if (getenv(binding[i])) {
            kept = sched_getaffinity(0, sizeof initial_mask, &initial_mask) == 0;
            return;
        }
}

void veda_initial_mask_restore(void)
{
    if (!kept || getpid() != veda_thread_kernel_id())
        return;
    kept = false;
    sched_setaffinity(0, sizeof initial_mask, &initial_mask);
}
