/* libomp's own routines (kmp_*, kmpc_*; libomp's omp.h and omp_lib): stack size, waiting, library
 * mode, warnings, defaults, affinity masks. Those that tune what this library does not have
 * (dispatch buffers) are accepted. kmp_malloc and its kin are with the memory routines. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "abi/omp/spelling.h"
#include "runtime/sys/affinity.h"
#include "runtime/veda.h"

static struct veda_global *global(void)
{
    veda_icv_init();
    return &veda_global;
}

/* --- stack size, for threads still to be started ---------------------------------------------- */

static void set_stacksize(size_t bytes)
{
    global()->stack_bytes = bytes;
}

static size_t get_stacksize(void)
{
    veda_icv_init();
    return veda_icv_stack_bytes();
}

static void set_stacksize_int(int bytes)
{
    if (bytes > 0)
        set_stacksize((size_t)bytes);
}

SETTER_4(kmp_set_stacksize, set_stacksize_int)
C_SETTER(kmpc_set_stacksize, set_stacksize_int)
GETTER(int, kmp_get_stacksize, narrow((int64_t)get_stacksize()))
GETTER(size_t, kmp_get_stacksize_s, get_stacksize())

VEDA_EXPORT(kmp_set_stacksize_s)
void kmp_set_stacksize_s(size_t bytes)
{
    set_stacksize(bytes);
}

VEDA_EXPORT(kmp_set_stacksize_s_)
void kmp_set_stacksize_s_(const size_t *bytes)
{
    set_stacksize(*bytes);
}

VEDA_EXPORT(kmpc_set_stacksize_s)
void kmpc_set_stacksize_s(size_t bytes)
{
    set_stacksize(bytes);
}

/* --- waiting: milliseconds, INT_MAX for ever. libomp has one a thread; here one holds for all - */

static void set_blocktime(int ms)
{
    global()->blocktime_us = ms == INT_MAX ? INT64_MAX : ms < 0 ? 0 : (int64_t)ms * 1000;
    veda_wait_limits_refresh();
}

/* A time that setting it again keeps as it is, as far as milliseconds can say it. */
static int get_blocktime(void)
{
    const struct veda_global *g = global();
    int64_t us = g->blocktime_us;
    if (us < 0 && g->wait == VEDA_WAIT_DEFAULT)
        us = veda_wait_spin_us();
    else if (us < 0)
        us = g->wait == VEDA_WAIT_ACTIVE ? INT64_MAX : 0;
    return us == INT64_MAX ? INT_MAX : narrow((us + 999) / 1000);
}

SETTER_4(kmp_set_blocktime, set_blocktime)
C_SETTER(kmpc_set_blocktime, set_blocktime)
GETTER(int, kmp_get_blocktime, get_blocktime())

/* --- library mode ----------------------------------------------------------------------------- */

static void set_library(int mode)
{
    struct veda_global *g = global();
    if (mode < VEDA_LIBRARY_SERIAL || mode > VEDA_LIBRARY_THROUGHPUT)
        return;
    int was = g->library;
    g->library = (uint8_t)mode;
    struct veda_icvs *icvs = veda_icvs_own(veda_me());
    if (mode == VEDA_LIBRARY_SERIAL) {
        icvs->nthreads = 1;
        icvs->max_active_levels = 0;
    } else if (was == VEDA_LIBRARY_SERIAL) {
        icvs->nthreads = 0;
        icvs->max_active_levels = 1;
    }
    if (mode == VEDA_LIBRARY_TURNAROUND)
        g->wait = VEDA_WAIT_ACTIVE;
    else if (was == VEDA_LIBRARY_TURNAROUND)
        g->wait = VEDA_WAIT_DEFAULT;
    veda_wait_limits_refresh();
}

SETTER_4(kmp_set_library, set_library)
C_SETTER(kmpc_set_library, set_library)
GETTER(int, kmp_get_library, global()->library)
GETTER(void, kmp_set_library_serial, set_library(VEDA_LIBRARY_SERIAL))
GETTER(void, kmp_set_library_turnaround, set_library(VEDA_LIBRARY_TURNAROUND))
GETTER(void, kmp_set_library_throughput, set_library(VEDA_LIBRARY_THROUGHPUT))

/* --- warnings, defaults, what there is to know ------------------------------------------------ */

GETTER(void, kmp_set_warnings_on, veda_warnings_set(1))
GETTER(void, kmp_set_warnings_off, veda_warnings_set(0))

/* "NAME=value|NAME=value": as if the environment had said so. Holds for initial tasks to come, and
 * for the calling one where it has set no ICV of its own. */
static void set_defaults(const char *text, size_t len)
{
    char *copy = malloc(len + 1);
    if (!copy)
        return;
    memcpy(copy, text, len);
    copy[len] = '\0';
    char *rest = copy;
    for (char *item = strsep(&rest, "|"); item; item = strsep(&rest, "|")) {
        char *value = strchr(item, '=');
        if (value) {
            *value++ = '\0';
            veda_icv_set(item + strspn(item, " "), value);
        }
    }
    free(copy);
    struct veda_member *me = veda_me();
    if (me->team->level == 0)
        me->team->icvs = veda_global.initial; /* an initial team has no other member to read it */
    veda_wait_limits_refresh();
}

VEDA_EXPORT(kmp_set_defaults)
void kmp_set_defaults(const char *text)
{
    set_defaults(text, strlen(text));
}

VEDA_EXPORT(kmpc_set_defaults)
void kmpc_set_defaults(const char *text)
{
    set_defaults(text, strlen(text));
}

/* libomp reads the hidden length as an int; so must we, for callers that pass one. */
VEDA_EXPORT(kmp_set_defaults_)
void kmp_set_defaults_(const char *text, int len)
{
    set_defaults(text, len > 0 ? (size_t)len : 0);
}

/* The ring of worksharing descriptors has a fixed size. */
static void set_disp_num_buffers(int n)
{
    (void)n;
}

SETTER_4(kmp_set_disp_num_buffers, set_disp_num_buffers)
C_SETTER(kmpc_set_disp_num_buffers, set_disp_num_buffers)

GETTER(int, kmp_get_num_known_threads, veda_threads_known())

/* kind: 1 parallel, 2 loop, 3 sections, 4 taskgroup. */
static int cancellation_status(int kind)
{
    static const enum veda_cancel kinds[] = {VEDA_CANCEL_NONE, VEDA_CANCEL_PARALLEL,
                                             VEDA_CANCEL_LOOP, VEDA_CANCEL_SECTIONS,
                                             VEDA_CANCEL_TASKGROUP};
    if (kind < 1 || kind > 4 || !global()->cancellation)
        return 0;
    return veda_cancelled(veda_me(), kinds[kind]);
}

VEDA_EXPORT(kmp_get_cancellation_status)
int kmp_get_cancellation_status(int kind)
{
    return cancellation_status(kind);
}

VEDA_EXPORT(kmp_get_cancellation_status_)
int kmp_get_cancellation_status_(const int32_t *kind)
{
    return cancellation_status(*kind);
}

/* --- affinity masks: real processor sets of the calling thread -------------------------------- */

/* A kmp_affinity_mask_t is a pointer to a set; the routines take its address. Under KMP_AFFINITY=disabled they know
 * nothing, and give what libomp gives there. */

VEDA_EXPORT(kmp_create_affinity_mask)
void kmp_create_affinity_mask(struct veda_cpuset **mask)
{
    *mask = veda_cpuset_new();
}

VEDA_EXPORT(kmp_destroy_affinity_mask)
void kmp_destroy_affinity_mask(struct veda_cpuset **mask)
{
    free(*mask);
    *mask = NULL;
}

/* What the process's first caller of kmp_set_affinity had before. */
static struct veda_cpuset *initial_mask;
static struct veda_mutex initial_mask_lock;

static void keep_initial_mask(void)
{
    veda_mutex_lock(&initial_mask_lock);
    struct veda_cpuset *set = initial_mask ? NULL : veda_cpuset_new();
    if (set && !veda_affinity_process(set))
        initial_mask = set;
    else
        free(set);
    veda_mutex_unlock(&initial_mask_lock);
}

/* 0, or the reason why not. The thread has left its place; its current task binds nobody from now on. */
VEDA_EXPORT(kmp_set_affinity)
int kmp_set_affinity(struct veda_cpuset **mask)
{
    if (!mask || !*mask || veda_binding_disabled())
        return -1;
    struct veda_member *me = veda_me();
    keep_initial_mask();
    int err = veda_affinity_set(*mask);
    if (!err)
        veda_binding_given_up(me);
    return err;
}

VEDA_EXPORT(kmp_get_affinity)
int kmp_get_affinity(struct veda_cpuset **mask)
{
    return mask && *mask && !veda_binding_disabled() ? veda_affinity_get(*mask) : -1;
}

/* -1: there is no such processor, or no mask. */
static int check_processor(int proc, struct veda_cpuset *const *mask)
{
    bool sound = mask && *mask && proc >= 0 && proc < veda_cpu_limit();
    return sound && !veda_binding_disabled() ? 0 : -1;
}

/* Whether the process may use it. */
static bool is_ours(int proc)
{
    struct veda_cpuset *set = veda_cpuset_new();
    bool ours = set && veda_affinity_process(set) == 0 && veda_cpuset_has(set, proc);
    free(set);
    return ours;
}

/* 0; -1 as above; -2: the process may not use the processor. */
VEDA_EXPORT(kmp_set_affinity_mask_proc)
int kmp_set_affinity_mask_proc(int proc, struct veda_cpuset **mask)
{
    if (check_processor(proc, mask))
        return -1;
    if (!is_ours(proc))
        return -2;
    veda_cpuset_add(*mask, proc);
    return 0;
}

VEDA_EXPORT(kmp_unset_affinity_mask_proc)
int kmp_unset_affinity_mask_proc(int proc, struct veda_cpuset **mask)
{
    if (check_processor(proc, mask))
        return -1;
    if (!is_ours(proc))
        return -2;
    veda_cpuset_remove(*mask, proc);
    return 0;
}

/* 1, 0, or -1 as above. */
VEDA_EXPORT(kmp_get_affinity_mask_proc)
int kmp_get_affinity_mask_proc(int proc, struct veda_cpuset **mask)
{
    return check_processor(proc, mask) ? -1 : veda_cpuset_has(*mask, proc);
}

/* Gives the calling thread back the processors that threads had before anything narrowed them. */
VEDA_EXPORT(kmp_set_thread_affinity_mask_initial)
int kmp_set_thread_affinity_mask_initial(void)
{
    if (veda_binding_disabled())
        return 0;
    struct veda_member *me = veda_me();
    keep_initial_mask();
    veda_mutex_lock(&initial_mask_lock);
    int err = initial_mask ? veda_affinity_set(initial_mask) : ENOMEM;
    veda_mutex_unlock(&initial_mask_lock);
    if (!err)
        veda_binding_given_up(me);
    return err == 0;
}

GETTER(int, kmp_get_affinity_max_proc, veda_cpu_limit())

/* name(mask) as name_(mask): already an address in C. */
#define MASK_TWIN(type, name)                                                                      \
    VEDA_EXPORT(name##_)                                                                           \
    type name##_(struct veda_cpuset **mask)                                                        \
    {                                                                                              \
        return name(mask);                                                                         \
    }

/* kmp_x(proc, mask) as kmp_x_(&proc, mask) and kmpc_x(proc, mask). */
#define PROC_TWINS(name)                                                                           \
    VEDA_EXPORT(kmp_##name##_)                                                                     \
    int kmp_##name##_(const int32_t *proc, struct veda_cpuset **mask)                              \
    {                                                                                              \
        return kmp_##name(*proc, mask);                                                            \
    }                                                                                              \
    VEDA_EXPORT(kmpc_##name)                                                                       \
    int kmpc_##name(int proc, struct veda_cpuset **mask)                                           \
    {                                                                                              \
        return kmp_##name(proc, mask);                                                             \
    }

MASK_TWIN(void, kmp_create_affinity_mask)
MASK_TWIN(void, kmp_destroy_affinity_mask)
MASK_TWIN(int, kmp_set_affinity)
MASK_TWIN(int, kmp_get_affinity)
PROC_TWINS(set_affinity_mask_proc)
PROC_TWINS(unset_affinity_mask_proc)
PROC_TWINS(get_affinity_mask_proc)
