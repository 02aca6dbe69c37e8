/* GOMP_target* (libgomp's target.c is the ABI's source): device constructs as gcc lowers them, on a system
 * whose only device is the host. A target region runs as the initial task of a contention group of its own
 * (5.2, 13.8), with copies of its firstprivate variables; data constructs have nothing to move, for the
 * host's memory is the device's. Dependences and nowait hold all the same: a target task is a task. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "abi/gomp/depend.h"
#include "offload/host/host.h"
#include "runtime/veda.h"

/* ABI: flags, map kinds and the tagged argument list (gcc's include/gomp-constants.h). */
enum {
    TARGET_NOWAIT = 1 << 0,
    TARGET_EXIT_DATA = 1 << 1,
    MAP_FIRSTPRIVATE = 0x0c,
    DEVICE_ICV = -1,
    DEVICE_HOST_FALLBACK = -2,
    ARG_SUBSEQUENT = 1 << 7,
    ARG_DEVICE_MASK = (1 << 7) - 1,
    ARG_ID_MASK = 0xff << 8,
    ARG_NUM_TEAMS = 1 << 8,
    ARG_THREAD_LIMIT = 2 << 8,
    ARG_VALUE_SHIFT = 16,
};

struct target {
    void (*fn)(void *);
    size_t n;
    int thread_limit;
    void **hostaddrs; /* n of them; the copies of firstprivate variables follow in the same block */
};

static int resolve_device(const struct veda_member *me, int device)
{
    return device == DEVICE_ICV             ? veda_icvs(me)->default_device
           : device == DEVICE_HOST_FALLBACK ? VEDA_DEVICE_INITIAL
                                            : device;
}

/* The thread_limit clause out of the tagged list: value in the tag, or in the entry behind it. */
static int thread_limit_of(void **args)
{
    if (!args)
        return 0;
    while (*args) {
        intptr_t id = (intptr_t)*args++;
        intptr_t value = id & ARG_SUBSEQUENT ? (intptr_t)*args++ : id >> ARG_VALUE_SHIFT;
        if ((id & ARG_DEVICE_MASK) == 0 && (id & ARG_ID_MASK) == ARG_THREAD_LIMIT)
            return value > INT_MAX ? INT_MAX : (int)value;
    }
    return 0;
}

static bool is_firstprivate(unsigned short kind)
{
    return (kind & 0xff) == MAP_FIRSTPRIVATE;
}

/* Bytes that copies of the firstprivate variables take behind `at` bytes, which are aligned to any of them. */
static size_t firstprivate_end(size_t at, size_t n, const size_t *sizes, const unsigned short *kinds)
{
    for (size_t i = 0; i < n; i++)
        if (is_firstprivate(kinds[i])) {
            size_t align = (size_t)1 << (kinds[i] >> 8);
            at = (at + align - 1) & ~(align - 1);
            at += sizes[i];
        }
    return at;
}

static size_t firstprivate_align(size_t n, const unsigned short *kinds)
{
    size_t align = sizeof(void *);
    for (size_t i = 0; i < n; i++)
        if (is_firstprivate(kinds[i]) && (size_t)1 << (kinds[i] >> 8) > align)
            align = (size_t)1 << (kinds[i] >> 8);
    return align;
}

static void copy_firstprivate(char *block, size_t at, size_t n, void **hostaddrs, const size_t *sizes,
                              const unsigned short *kinds)
{
    for (size_t i = 0; i < n; i++)
        if (is_firstprivate(kinds[i]) && hostaddrs[i]) {
            size_t align = (size_t)1 << (kinds[i] >> 8);
            at = (at + align - 1) & ~(align - 1);
            memcpy(block + at, hostaddrs[i], sizes[i]);
            hostaddrs[i] = block + at;
            at += sizes[i];
        }
}

static void run_target(struct veda_member *me, struct veda_deferred *d)
{
    struct target *t = d->payload;
    if (t->fn)
        veda_initial_run(me, t->thread_limit, t->fn, t->hostaddrs);
    free(t->hostaddrs);
}

/* A target task: at once where its dependences hold, later where it may (nowait), or waits for them. */
static void submit(struct veda_member *me, void (*fn)(void *), size_t n, void **hostaddrs,
                   const size_t *sizes, const unsigned short *kinds, bool nowait, void **depend,
                   int thread_limit, const void *site)
{
    size_t table = (n ? n : 1) * sizeof *hostaddrs;
    size_t align = fn ? firstprivate_align(n, kinds) : sizeof(void *);
    size_t start = (table + align - 1) & ~(align - 1);
    size_t bytes = fn ? firstprivate_end(start, n, sizes, kinds) : start;
    void **block = aligned_alloc(align, (bytes + align - 1) & ~(align - 1));
    if (!block)
        veda_fatal("out of memory (%zu bytes for a target region)", bytes);
    if (n)
        memcpy(block, hostaddrs, n * sizeof *hostaddrs);
    if (fn)
        copy_firstprivate((char *)block, start, n, block, sizes, kinds);
    struct veda_deferred *d = veda_task_new(me, sizeof(struct target), false, site);
    *(struct target *)d->payload =
        (struct target){.fn = fn, .n = n, .thread_limit = thread_limit, .hostaddrs = block};
    d->call = run_target;
    d->undeferred |= !nowait;
    size_t ndepend = gomp_depend_count(depend);
    struct veda_depend list[ndepend ? ndepend : 1];
    if (ndepend)
        gomp_depend_read(depend, list);
    veda_task_submit(me, d, list, ndepend);
}

VEDA_EXPORT(GOMP_target_ext)
void GOMP_target_ext(int device, void (*fn)(void *), size_t n, void **hostaddrs, size_t *sizes,
                     unsigned short *kinds, unsigned flags, void **depend, void **args)
{
    struct veda_member *me = veda_me();
    veda_offload_host_fallback(resolve_device(me, device), "target");
    submit(me, fn, n, hostaddrs, sizes, kinds, flags & TARGET_NOWAIT, depend, thread_limit_of(args),
           VEDA_CALL_SITE());
}

/* Of gcc 4.9: no firstprivate, no nowait. */
VEDA_EXPORT(GOMP_target)
void GOMP_target(int device, void (*fn)(void *), const void *unused, size_t n, void **hostaddrs,
                 size_t *sizes, unsigned char *kinds)
{
    (void)unused;
    (void)n;
    (void)sizes;
    (void)kinds;
    struct veda_member *me = veda_me();
    veda_offload_host_fallback(resolve_device(me, device), "target");
    veda_initial_run(me, 0, fn, hostaddrs);
}

/* --- data: the host's memory is the device's ------------------------------------------------------- */

VEDA_EXPORT(GOMP_target_data_ext)
void GOMP_target_data_ext(int device, size_t n, void **hostaddrs, size_t *sizes, unsigned short *kinds)
{
    (void)n;
    (void)hostaddrs; /* use_device_ptr and use_device_addr are the host's addresses, as they stand */
    (void)sizes;
    (void)kinds;
    veda_offload_host_fallback(resolve_device(veda_me(), device), "target data");
}

VEDA_EXPORT(GOMP_target_data)
void GOMP_target_data(int device, const void *unused, size_t n, void **hostaddrs, size_t *sizes,
                      unsigned char *kinds)
{
    (void)unused;
    (void)kinds;
    GOMP_target_data_ext(device, n, hostaddrs, sizes, NULL);
}

VEDA_EXPORT(GOMP_target_end_data)
void GOMP_target_end_data(void)
{
    veda_icv_init(); /* nothing was mapped, nothing is copied back */
}

/* The task that update, enter data and exit data are: it moves nothing, but orders. */
static void data_task(int device, const char *construct, unsigned flags, void **depend, const void *site)
{
    struct veda_member *me = veda_me();
    veda_offload_host_fallback(resolve_device(me, device), construct);
    if (depend)
        submit(me, NULL, 0, NULL, NULL, NULL, flags & TARGET_NOWAIT, depend, 0, site);
}

VEDA_EXPORT(GOMP_target_update_ext)
void GOMP_target_update_ext(int device, size_t n, void **hostaddrs, size_t *sizes,
                            unsigned short *kinds, unsigned flags, void **depend)
{
    (void)n;
    (void)hostaddrs;
    (void)sizes;
    (void)kinds;
    data_task(device, "target update", flags, depend, VEDA_CALL_SITE());
}

VEDA_EXPORT(GOMP_target_update)
void GOMP_target_update(int device, const void *unused, size_t n, void **hostaddrs, size_t *sizes,
                        unsigned char *kinds)
{
    (void)unused;
    (void)n;
    (void)hostaddrs;
    (void)sizes;
    (void)kinds;
    data_task(device, "target update", 0, NULL, VEDA_CALL_SITE());
}

VEDA_EXPORT(GOMP_target_enter_exit_data)
void GOMP_target_enter_exit_data(int device, size_t n, void **hostaddrs, size_t *sizes,
                                 unsigned short *kinds, unsigned flags, void **depend)
{
    (void)n;
    (void)hostaddrs;
    (void)sizes;
    (void)kinds;
    data_task(device, flags & TARGET_EXIT_DATA ? "target exit data" : "target enter data", flags, depend,
              VEDA_CALL_SITE());
}

/* The host's function pointers are the device's. */
VEDA_EXPORT(GOMP_target_map_indirect_ptr)
void *GOMP_target_map_indirect_ptr(void *ptr)
{
    return ptr;
}

/* --- teams inside a target region: called in a loop, true once for each team ------------------------ */

/* The teams of a league run one after another as the target region's initial task, each with the ICVs that the
 * region started with (5.2, 2.4): nothing that may change them stands between target and teams. */
VEDA_EXPORT(GOMP_teams4)
bool GOMP_teams4(unsigned lower, unsigned upper, unsigned thread_limit, bool first)
{
    (void)upper; /* any number between the bounds will do: the lower one wastes nothing */
    struct veda_member *me = veda_me();
    struct veda_team *team = me->team;
    if (first) {
        team->team_num = 0;
        team->num_teams = lower > INT_MAX ? INT_MAX : lower ? (int)lower : 1;
    } else {
        if (team->team_num + 1 >= team->num_teams)
            return false;
        team->team_num++;
        me->task->icvs = &team->icvs;
    }
    if (thread_limit)
        veda_icvs_own(me)->thread_limit = thread_limit > INT_MAX ? INT_MAX : (int)thread_limit;
    return true;
}

/* Of gcc before 11: the region is one team. */
VEDA_EXPORT(GOMP_teams)
void GOMP_teams(unsigned num_teams, unsigned thread_limit)
{
    (void)num_teams;
    if (thread_limit)
        veda_icvs_own(veda_me())->thread_limit = thread_limit > INT_MAX ? INT_MAX : (int)thread_limit;
}

/* --- device images: kept by nobody while there is no device to load them --------------------------------- */

VEDA_EXPORT(GOMP_offload_register_ver)
void GOMP_offload_register_ver(unsigned version, const void *host_table, int target_type,
                               const void *target_data)
{
    (void)version;
    (void)host_table;
    (void)target_type;
    (void)target_data;
}

VEDA_EXPORT(GOMP_offload_register)
void GOMP_offload_register(const void *host_table, int target_type, const void *target_data)
{
    GOMP_offload_register_ver(0, host_table, target_type, target_data);
}

VEDA_EXPORT(GOMP_offload_unregister_ver)
void GOMP_offload_unregister_ver(unsigned version, const void *host_table, int target_type,
                                 const void *target_data)
{
    (void)version;
    (void)host_table;
    (void)target_type;
    (void)target_data;
}

VEDA_EXPORT(GOMP_offload_unregister)
void GOMP_offload_unregister(const void *host_table, int target_type, const void *target_data)
{
    GOMP_offload_unregister_ver(0, host_table, target_type, target_data);
}
