/* The affinity mask that the process was started with. Under LD_PRELOAD the program's own libgomp is
 * loaded too, and where OMP_PROC_BIND or OMP_PLACES ask for binding its constructor pins the initial
 * thread to one place before anybody has called it: every later look at the mask would see that place.
 * The library is linked with -z initfirst, so this constructor comes before libgomp's; it costs a
 * system call only where one of those variables is set and that other libgomp is there. Where it is not, the mask
 * at the first OpenMP call is the user's own. */
#include <link.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/base/atomics.h"
#include "runtime/sys/thread.h"

static cpu_set_t initial_mask;
static uint32_t kept; /* one of: */

/* From KEPT on to NOTHING where nobody has narrowed the mask, else to RESTORED; meanwhile AT_WORK and the process's
 * number: in the child of a fork nobody else is at it. */
enum { NOTHING, KEPT, RESTORED };
#define AT_WORK (UINT32_C(1) << 31)

extern const char __ehdr_start[] __attribute__((visibility("hidden")));

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

/* Ours may be loaded under the same name. */
static int is_other_libgomp(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    (void)data;
    return strstr(object->dlpi_name, "libgomp.so") && object->dlpi_addr != (uintptr_t)__ehdr_start;
}

__attribute__((constructor)) static void keep_initial_mask(int argc, char **argv, char **environment)
{
    (void)argc;
    (void)argv;
    if ((has(environment, "OMP_PROC_BIND") || has(environment, "OMP_PLACES") ||
         has(environment, "GOMP_CPU_AFFINITY")) &&
        dl_iterate_phdr(is_other_libgomp, NULL))
        kept = syscall(SYS_sched_getaffinity, 0, sizeof initial_mask, &initial_mask) > 0 ? KEPT : NOTHING;
}

static uint32_t restore(void)
{
    cpu_set_t initial, mine;
    pid_t initial_thread = getpid();
    bool narrowed = sched_getaffinity(initial_thread, sizeof initial, &initial) || !CPU_EQUAL(&initial, &initial_mask);
    /* Another thread that comes first has the mask of the initial one, if it has none of its own making. */
    bool same = sched_getaffinity(0, sizeof mine, &mine) == 0 && CPU_EQUAL(&mine, &initial);
    if (!narrowed)
        return NOTHING;
    sched_setaffinity(initial_thread, sizeof initial_mask, &initial_mask);
    if (same)
        sched_setaffinity(0, sizeof initial_mask, &initial_mask);
    return RESTORED;
}

/* Who comes meanwhile waits: the initial thread would otherwise be bound, and then lose that again. */
void veda_initial_mask_restore(void)
{
    uint32_t state = ld_rlx(&kept); /* hint: all that it stands for are masks that the system keeps */
    if (likely(state == NOTHING || state == RESTORED))
        return;
    uint32_t ours = AT_WORK | (uint32_t)getpid();
    for (; state == KEPT || state & AT_WORK; state = ld_rlx(&kept)) /* hint */
        if (state == ours)
            sched_yield();
        else if (cas_rlx(&kept, &state, ours)) /* counter: one thread of a process goes on */
            st_rlx(&kept, restore());          /* hint */
}

bool veda_initial_mask_has(int cpu)
{
    return CPU_ISSET(cpu, &initial_mask);
}

bool veda_initial_mask_counts(void)
{
    veda_initial_mask_restore();
    return ld_rlx(&kept) == RESTORED; /* hint: the mask is older than any thread */
}
