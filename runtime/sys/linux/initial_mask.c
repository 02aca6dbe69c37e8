/* The affinity mask that the process was started with. Under LD_PRELOAD the program's own libgomp is
 * loaded too, and where OMP_PROC_BIND or OMP_PLACES ask for binding its constructor pins the initial
 * thread to one place before anybody has called it: every later look at the mask would see that place.
 * The library is linked with -z initfirst, so this constructor comes before libgomp's; it costs a
 * system call only where one of those variables is set. */
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/sys/thread.h"

static cpu_set_t initial_mask;
static bool kept;

/* NAME=... among the process's variables. getenv knows nothing yet: first of all means before libc's own
 * constructor too, which sets environ. glibc hands constructors main's arguments. */
static bool has(char **environment, const char *name)
{
    size_t n = strlen(name);
    for (; environment && *environment; environment++)
        if (!strncmp(*environment, name, n) && (*environment)[n] == '=')
            return true;
    return false;
}

__attribute__((constructor)) static void keep_initial_mask(int argc, char **argv, char **environment)
{
    (void)argc;
    (void)argv;
    if (has(environment, "OMP_PROC_BIND") || has(environment, "OMP_PLACES") ||
        has(environment, "GOMP_CPU_AFFINITY"))
        kept = syscall(SYS_sched_getaffinity, 0, sizeof initial_mask, &initial_mask) > 0;
}

void veda_initial_mask_restore(void)
{
    if (!kept || getpid() != veda_thread_kernel_id())
        return;
    kept = false;
    sched_setaffinity(0, sizeof initial_mask, &initial_mask);
}
