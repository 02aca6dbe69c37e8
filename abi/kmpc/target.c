/* __tgt_*: libomptarget's entry points (LLVM offload/src/interface.cpp is the ABI's source) on a system
 * without devices. A kernel launch answers that it failed, and the compiled code then runs the region's
 * host version itself; data constructs have nothing to move. Where OMP_TARGET_OFFLOAD=MANDATORY forbids
 * that, the process ends with a message. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "offload/host/host.h"
#include "runtime/sync/mutex.h"
#include "runtime/veda.h"

enum { TARGET_FAILED = -1 };

static int32_t no_device(int64_t device, const char *construct)
{
    int number = device < INT_MIN || device > INT_MAX ? VEDA_DEVICE_INVALID : (int)device;
    if (number == VEDA_DEVICE_INITIAL) /* the compilers' number for default-device-var */
        number = veda_icvs(veda_me())->default_device;
    veda_offload_host_fallback(number, construct);
    return TARGET_FAILED;
}

/* Dependences of a nowait form: the compilers wrap it in a task that carries them, older ones pass them. */
static void wait_for_dependences(int32_t n, const void *list, int32_t more, const void *rest)
{
    if ((n > 0 && list) || (more > 0 && rest))
        veda_task_wait(veda_me());
}

/* --- images ------------------------------------------------------------------------------------------- */

static struct {
    struct veda_mutex lock;
    int images;        /* device images the program has brought along: nothing here can run one */
    int64_t requires;  /* requires directives of all translation units */
} registered;

VEDA_EXPORT(__tgt_register_lib)
void __tgt_register_lib(const int32_t *descriptor)
{
    veda_mutex_lock(&registered.lock);
    registered.images += descriptor ? *descriptor : 0; /* NumDeviceImages comes first */
    veda_mutex_unlock(&registered.lock);
}

VEDA_EXPORT(__tgt_unregister_lib)
void __tgt_unregister_lib(const int32_t *descriptor)
{
    veda_mutex_lock(&registered.lock);
    registered.images -= descriptor ? *descriptor : 0;
    veda_mutex_unlock(&registered.lock);
}

VEDA_EXPORT(__tgt_register_requires)
void __tgt_register_requires(int64_t flags)
{
    veda_mutex_lock(&registered.lock);
    registered.requires |= flags;
    veda_mutex_unlock(&registered.lock);
}

VEDA_EXPORT(__tgt_rtl_init)
void __tgt_rtl_init(void)
{
    veda_icv_init();
}

VEDA_EXPORT(__tgt_rtl_deinit)
void __tgt_rtl_deinit(void)
{
    veda_icv_init(); /* nothing of ours ends before the process */
}

VEDA_EXPORT(__tgt_init_all_rtls)
void __tgt_init_all_rtls(void)
{
    veda_icv_init();
}

/* --- kernels: every generation of the entry point answers the same ----------------------------------- */

VEDA_EXPORT(__tgt_target_kernel)
int32_t __tgt_target_kernel(struct ident *loc, int64_t device, int32_t num_teams, int32_t thread_limit,
                            void *host, void *args)
{
    (void)loc, (void)num_teams, (void)thread_limit, (void)host, (void)args;
    return no_device(device, "target");
}

VEDA_EXPORT(__tgt_target_kernel_nowait)
int32_t __tgt_target_kernel_nowait(struct ident *loc, int64_t device, int32_t num_teams,
                                   int32_t thread_limit, void *host, void *args, int32_t ndepend,
                                   void *depend, int32_t nnoalias, void *noalias)
{
    wait_for_dependences(ndepend, depend, nnoalias, noalias);
    return __tgt_target_kernel(loc, device, num_teams, thread_limit, host, args);
}

#define ARGUMENTS int32_t n, void **bases, void **begins, int64_t *sizes, int64_t *types
#define MAPPER_ARGUMENTS ARGUMENTS, void **names, void **mappers
#define DEPENDENCES int32_t ndepend, void *depend, int32_t nnoalias, void *noalias
#define IGNORE_ARGUMENTS ((void)n, (void)bases, (void)begins, (void)sizes, (void)types)
#define IGNORE_MAPPERS ((void)names, (void)mappers, IGNORE_ARGUMENTS)

VEDA_EXPORT(__tgt_target)
int32_t __tgt_target(int64_t device, void *host, ARGUMENTS)
{
    (void)host, IGNORE_ARGUMENTS;
    return no_device(device, "target");
}

VEDA_EXPORT(__tgt_target_mapper)
int32_t __tgt_target_mapper(struct ident *loc, int64_t device, void *host, MAPPER_ARGUMENTS)
{
    (void)loc, (void)host, IGNORE_MAPPERS;
    return no_device(device, "target");
}

VEDA_EXPORT(__tgt_target_nowait)
int32_t __tgt_target_nowait(int64_t device, void *host, ARGUMENTS, DEPENDENCES)
{
    (void)host, IGNORE_ARGUMENTS;
    wait_for_dependences(ndepend, depend, nnoalias, noalias);
    return no_device(device, "target");
}

VEDA_EXPORT(__tgt_target_nowait_mapper)
int32_t __tgt_target_nowait_mapper(struct ident *loc, int64_t device, void *host, MAPPER_ARGUMENTS,
                                   DEPENDENCES)
{
    (void)loc, (void)host, IGNORE_MAPPERS;
    wait_for_dependences(ndepend, depend, nnoalias, noalias);
    return no_device(device, "target");
}

VEDA_EXPORT(__tgt_target_teams)
int32_t __tgt_target_teams(int64_t device, void *host, ARGUMENTS, int32_t num_teams,
                           int32_t thread_limit)
{
    (void)host, (void)num_teams, (void)thread_limit, IGNORE_ARGUMENTS;
    return no_device(device, "target teams");
}

VEDA_EXPORT(__tgt_target_teams_mapper)
int32_t __tgt_target_teams_mapper(struct ident *loc, int64_t device, void *host, MAPPER_ARGUMENTS,
                                  int32_t num_teams, int32_t thread_limit)
{
    (void)loc, (void)host, (void)num_teams, (void)thread_limit, IGNORE_MAPPERS;
    return no_device(device, "target teams");
}

VEDA_EXPORT(__tgt_target_teams_nowait)
int32_t __tgt_target_teams_nowait(int64_t device, void *host, ARGUMENTS, int32_t num_teams,
                                  int32_t thread_limit, DEPENDENCES)
{
    (void)host, (void)num_teams, (void)thread_limit, IGNORE_ARGUMENTS;
    wait_for_dependences(ndepend, depend, nnoalias, noalias);
    return no_device(device, "target teams");
}

VEDA_EXPORT(__tgt_target_teams_nowait_mapper)
int32_t __tgt_target_teams_nowait_mapper(struct ident *loc, int64_t device, void *host,
                                         MAPPER_ARGUMENTS, int32_t num_teams, int32_t thread_limit,
                                         DEPENDENCES)
{
    (void)loc, (void)host, (void)num_teams, (void)thread_limit, IGNORE_MAPPERS;
    wait_for_dependences(ndepend, depend, nnoalias, noalias);
    return no_device(device, "target teams");
}

/* The number of iterations of the loop to come, which old compilers said beforehand. */
VEDA_EXPORT(__kmpc_push_target_tripcount)
void __kmpc_push_target_tripcount(int64_t device, uint64_t trip)
{
    (void)device, (void)trip;
    veda_icv_init();
}

VEDA_EXPORT(__kmpc_push_target_tripcount_mapper)
void __kmpc_push_target_tripcount_mapper(struct ident *loc, int64_t device, uint64_t trip)
{
    (void)loc;
    __kmpc_push_target_tripcount(device, trip);
}

/* --- data ----------------------------------------------------------------------------------------------- */

/* DATA(begin, "target data"): four forms, old and new, with and without nowait. */
#define DATA(what, construct)                                                                      \
    VEDA_EXPORT(__tgt_target_data_##what)                                                          \
    void __tgt_target_data_##what(int64_t device, ARGUMENTS)                                       \
    {                                                                                              \
        IGNORE_ARGUMENTS;                                                                          \
        no_device(device, construct);                                                              \
    }                                                                                              \
    VEDA_EXPORT(__tgt_target_data_##what##_mapper)                                                 \
    void __tgt_target_data_##what##_mapper(struct ident *loc, int64_t device, MAPPER_ARGUMENTS)    \
    {                                                                                              \
        (void)loc, IGNORE_MAPPERS;                                                                 \
        no_device(device, construct);                                                              \
    }                                                                                              \
    VEDA_EXPORT(__tgt_target_data_##what##_nowait)                                                 \
    void __tgt_target_data_##what##_nowait(int64_t device, ARGUMENTS, DEPENDENCES)                 \
    {                                                                                              \
        IGNORE_ARGUMENTS;                                                                          \
        wait_for_dependences(ndepend, depend, nnoalias, noalias);                                  \
        no_device(device, construct);                                                              \
    }                                                                                              \
    VEDA_EXPORT(__tgt_target_data_##what##_nowait_mapper)                                          \
    void __tgt_target_data_##what##_nowait_mapper(struct ident *loc, int64_t device,               \
                                                  MAPPER_ARGUMENTS, DEPENDENCES)                   \
    {                                                                                              \
        (void)loc, IGNORE_MAPPERS;                                                                 \
        wait_for_dependences(ndepend, depend, nnoalias, noalias);                                  \
        no_device(device, construct);                                                              \
    }

DATA(begin, "target data")
DATA(end, "target data")
DATA(update, "target update")

/* A nowait operation's handle: none was ever given out, so there is nothing to wait for. */
VEDA_EXPORT(__tgt_target_nowait_query)
void __tgt_target_nowait_query(void **handle)
{
    if (handle)
        *handle = NULL;
}

VEDA_EXPORT(__tgt_target_sync)
void __tgt_target_sync(struct ident *loc, int32_t gtid, void *task, void *interops)
{
    (void)loc, (void)gtid, (void)task, (void)interops;
    veda_task_wait(veda_me());
}

/* --- user-defined mappers: compiler-made functions push components onto the list that we handed them --- */

struct components {
    int64_t n, capacity;
    struct {
        void *base, *begin, *name;
        int64_t size, type;
    } *item;
};

VEDA_EXPORT(__tgt_mapper_num_components)
int64_t __tgt_mapper_num_components(void *handle)
{
    return ((struct components *)handle)->n;
}

VEDA_EXPORT(__tgt_push_mapper_component)
void __tgt_push_mapper_component(void *handle, void *base, void *begin, int64_t size, int64_t type,
                                 void *name)
{
    struct components *c = handle;
    if (c->n == c->capacity) {
        c->capacity = c->capacity ? 2 * c->capacity : 8;
        c->item = realloc(c->item, (size_t)c->capacity * sizeof *c->item);
        if (!c->item)
            veda_fatal("out of memory (components of a mapper)");
    }
    c->item[c->n].base = base;
    c->item[c->n].begin = begin;
    c->item[c->n].size = size;
    c->item[c->n].type = type;
    c->item[c->n++].name = name;
}

/* --- interop: omp_interop_none is all there is ---------------------------------------------------------- */

VEDA_EXPORT(__tgt_interop_init)
void __tgt_interop_init(struct ident *loc, int32_t gtid, void **object, int32_t type, int32_t device,
                        int32_t ndepend, void *depend, int32_t nowait)
{
    (void)loc, (void)gtid, (void)type, (void)device, (void)nowait;
    wait_for_dependences(ndepend, depend, 0, NULL);
    *object = NULL;
}

VEDA_EXPORT(__tgt_interop_use)
void __tgt_interop_use(struct ident *loc, int32_t gtid, void **object, int32_t device, int32_t ndepend,
                       void *depend, int32_t nowait)
{
    (void)loc, (void)gtid, (void)object, (void)device, (void)nowait;
    wait_for_dependences(ndepend, depend, 0, NULL);
}

VEDA_EXPORT(__tgt_interop_destroy)
void __tgt_interop_destroy(struct ident *loc, int32_t gtid, void **object, int32_t device,
                           int32_t ndepend, void *depend, int32_t nowait)
{
    __tgt_interop_use(loc, gtid, object, device, ndepend, depend, nowait);
    *object = NULL;
}

/* LLVM 22 and later: by value, with a dependence pack. */
VEDA_EXPORT(__tgt_interop_get)
void *__tgt_interop_get(struct ident *loc, int32_t type, int64_t device, int64_t nprefers, void *prefers,
                        void *context, void *depend)
{
    (void)loc, (void)type, (void)device, (void)nprefers, (void)prefers, (void)context;
    if (depend)
        veda_task_wait(veda_me());
    return NULL;
}

VEDA_EXPORT(__tgt_interop_use60)
int32_t __tgt_interop_use60(struct ident *loc, void *object, void *context, void *depend)
{
    (void)loc, (void)object, (void)context;
    if (depend)
        veda_task_wait(veda_me());
    return TARGET_FAILED;
}

VEDA_EXPORT(__tgt_interop_release)
int32_t __tgt_interop_release(struct ident *loc, void *object, void *context, void *depend)
{
    return __tgt_interop_use60(loc, object, context, depend);
}

VEDA_EXPORT(ompx_interop_add_completion_callback)
int32_t ompx_interop_add_completion_callback(void *object, void (*callback)(void *), void *data)
{
    if (object)
        return TARGET_FAILED;
    callback(data); /* nothing is outstanding on omp_interop_none */
    return 0;
}

/* --- what only tools and debuggers call --------------------------------------------------------------------- */

static uint32_t info_level;

VEDA_EXPORT(__tgt_set_info_flag)
void __tgt_set_info_flag(uint32_t level)
{
    st_rlx(&info_level, level); /* hint */
}

VEDA_EXPORT(__tgt_print_device_info)
int32_t __tgt_print_device_info(int64_t device)
{
    veda_print("veda: there is no device %lld", (long long)device);
    return 0;
}

VEDA_EXPORT(ompx_dump_mapping_tables)
void ompx_dump_mapping_tables(void)
{
    veda_print("veda: no devices, nothing is mapped");
}

VEDA_EXPORT(__tgt_activate_record_replay)
int32_t __tgt_activate_record_replay(int64_t device, uint64_t bytes, void *address, bool record,
                                     bool save, uint64_t *offsets)
{
    (void)bytes, (void)address, (void)record, (void)save, (void)offsets;
    return no_device(device, "kernel record and replay");
}

VEDA_EXPORT(__tgt_target_kernel_replay)
int32_t __tgt_target_kernel_replay(struct ident *loc, int64_t device, void *host, void *memory,
                                   int64_t bytes, void **args, int64_t *offsets, int32_t nargs,
                                   int32_t num_teams, int32_t thread_limit, uint64_t trip)
{
    (void)loc, (void)host, (void)memory, (void)bytes, (void)args, (void)offsets, (void)nargs;
    (void)num_teams, (void)thread_limit, (void)trip;
    return no_device(device, "kernel replay");
}

/* A server for calls from device code to the host: without devices nobody calls. */
VEDA_EXPORT(__tgt_register_rpc_callback)
void __tgt_register_rpc_callback(unsigned (*callback)(void *, unsigned))
{
    (void)callback;
    veda_icv_init();
}

/* --- llvm_omp_target_*: as omp_target_alloc, for a kind of memory ------------------------------------------- */

#define MEMORY(kind)                                                                               \
    VEDA_EXPORT(llvm_omp_target_alloc_##kind)                                                      \
    void *llvm_omp_target_alloc_##kind(size_t bytes, int device)                                   \
    {                                                                                              \
        return veda_offload_is_host(device) ? malloc(bytes) : NULL;                                \
    }                                                                                              \
    VEDA_EXPORT(llvm_omp_target_free_##kind)                                                       \
    void llvm_omp_target_free_##kind(void *ptr, int device)                                        \
    {                                                                                              \
        if (veda_offload_is_host(device))                                                          \
            free(ptr);                                                                             \
    }

MEMORY(device)
MEMORY(host)
MEMORY(shared)

VEDA_EXPORT(llvm_omp_target_dynamic_shared_alloc)
void *llvm_omp_target_dynamic_shared_alloc(void)
{
    return NULL; /* only device code has such a block */
}

/* Memory that a device may reach directly: without one it is as good locked as not. */
VEDA_EXPORT(llvm_omp_target_lock_mem)
void *llvm_omp_target_lock_mem(void *ptr, size_t bytes, int device)
{
    (void)bytes, (void)device;
    return ptr;
}

VEDA_EXPORT(llvm_omp_target_unlock_mem)
void llvm_omp_target_unlock_mem(void *ptr, int device)
{
    (void)ptr, (void)device;
}
