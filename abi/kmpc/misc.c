/* __kmpc_begin and __kmpc_end, who and how many we are, the error directive, and other entry points
 * of LLVM's ABI that stand for no construct (kmp_csupport.cpp is the ABI's source). Thread-safe.
 * None starts a thread. */
#include <string.h>

#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

#define CALLER VEDA_UNUSED struct ident *loc

/* Old compilers put these around main. The library begins by itself and never ends before the
 * process. */

VEDA_EXPORT(__kmpc_begin)
void __kmpc_begin(CALLER, VEDA_UNUSED int32_t flags)
{
}

VEDA_EXPORT(__kmpc_end)
void __kmpc_end(CALLER)
{
}

/* Whether a parallel region may be forked here: always. */
VEDA_EXPORT(__kmpc_ok_to_fork)
int32_t __kmpc_ok_to_fork(CALLER)
{
    return 1;
}

/* The calling thread's dense number, and how many have been given out. */

VEDA_EXPORT(__kmpc_global_thread_num)
int32_t __kmpc_global_thread_num(CALLER)
{
    return veda_me()->thread->gtid;
}

VEDA_EXPORT(__kmpc_global_num_threads)
int32_t __kmpc_global_num_threads(CALLER)
{
    return veda_threads_known();
}

/* omp_get_thread_num and omp_get_num_threads. */

VEDA_EXPORT(__kmpc_bound_thread_num)
int32_t __kmpc_bound_thread_num(CALLER)
{
    return veda_me()->number;
}

VEDA_EXPORT(__kmpc_bound_num_threads)
int32_t __kmpc_bound_num_threads(CALLER)
{
    return veda_me()->team->nthreads;
}

VEDA_EXPORT(__kmpc_in_parallel)
int32_t __kmpc_in_parallel(CALLER)
{
    return veda_me()->team->active_level > 0;
}

/* omp_pause_resource of the host (5.2, 18.6). level 0: resume, which has nothing to do: the next
 * region starts what it needs; 1: soft; 2: hard. Gives 0 where it could be done. */
VEDA_EXPORT(__kmpc_pause_resource)
int __kmpc_pause_resource(int level)
{
    if (level < 0 || level > 2)
        return 1;
    return level && !veda_pool_release(level == 2);
}

/* target-offload-var: 0 disabled, 1 default, 2 mandatory. */
_Static_assert(VEDA_OFFLOAD_DISABLED == 0 && VEDA_OFFLOAD_DEFAULT == 1 &&
                   VEDA_OFFLOAD_MANDATORY == 2,
               "kmp_target_offload_kind");

VEDA_EXPORT(__kmpc_get_target_offload)
int __kmpc_get_target_offload(void)
{
    veda_icv_init();
    return (int)veda_global.offload;
}

/* The thread_limit clause of a target task: thread-limit-var of the calling task from here on. */
VEDA_EXPORT(__kmpc_set_thread_limit)
void __kmpc_set_thread_limit(CALLER, VEDA_UNUSED int32_t gtid, int32_t limit)
{
    if (limit > 0)
        veda_icvs_own(veda_me())->thread_limit = limit;
}

/* --- the error directive at execution time: 5.2, 8.5 ------------------------------------------ */

enum { SEVERITY_WARNING = 1, SEVERITY_FATAL = 2 };

/* Field n of ";file;function;line;column;;": where it starts; its length in *length. */
static const char *source_field(const char *source, int n, int *length)
{
    const char *field = source;
    for (int i = 0; i < n && field; i++) {
        field = strchr(field, ';');
        field = field ? field + 1 : NULL;
    }
    *length = field ? (int)strcspn(field, ";") : 0;
    return field ? field : "";
}

/* Fatal: does not return, exit status 1. */
VEDA_EXPORT(__kmpc_error)
void __kmpc_error(const struct ident *loc, int severity, const char *message)
{
    enum { FILE_FIELD = 1, LINE_FIELD = 3, COLUMN_FIELD = 4 };
    const char *source = loc && loc->psource ? loc->psource : ";unknown place;;0;0;;";
    int file_length, line_length, column_length;
    const char *file = source_field(source, FILE_FIELD, &file_length);
    const char *line = source_field(source, LINE_FIELD, &line_length);
    const char *column = source_field(source, COLUMN_FIELD, &column_length);
    static const char format[] = "%.*s:%.*s:%.*s: error directive encountered%s%s";
    const char *colon = message ? ": " : "";
    if (!message)
        message = "";
    if (severity == SEVERITY_FATAL)
        veda_fatal(format, file_length, file, line_length, line, column_length, column, colon,
                   message);
    veda_warn(format, file_length, file, line_length, line, column_length, column, colon, message);
}
