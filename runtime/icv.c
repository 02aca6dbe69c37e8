/* ICVs: the reading of the environment, once, and the rules by which data environments inherit.
 * Invariant: after veda_icv_init() veda_global says what environment and defaults say together, and
 * only routines that set an ICV of the process change it. The variables themselves are rows of
 * icv_env.c; what is displayed is in icv_display.c. Callers: whatever an OpenMP program calls
 * first, and region.c. */
#include "runtime/icv.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "runtime/base/atomics.h"
#include "runtime/base/config.h"
#include "runtime/base/log.h"
#include "runtime/binding.h"
#include "runtime/icv_env.h"
#include "telemetry/trace.h"

struct veda_global veda_global = {
    .initial =
        {
            .thread_limit = INT_MAX,
            .max_active_levels = 1,
            .sched = VEDA_SCHED_STATIC,
            .bind = VEDA_BIND_FALSE,
            .allocator = 1, /* omp_default_mem_alloc of both ABIs */
        },
    .offload = VEDA_OFFLOAD_DEFAULT,
    .spin_count = -1,
    .blocktime_us = -1,
    .nested = -1,
    .teams_bind = -1,
    .tool = true,
    .warnings = true,
    .task_throttling = true,
    .library = VEDA_LIBRARY_THROUGHPUT,
    .affinity_format = "OMP: pid %P tid %i thread %n bound to OS proc set {%A}",
};

struct veda_global veda_icv_as_read;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t set_lock = PTHREAD_MUTEX_INITIALIZER;
static int ready;

static void read_environment(void)
{
    for (const struct veda_icv_row *row = veda_icv_rows; row->name; row++) {
        char spelling[64];
        const char *value = veda_icv_row_getenv(row, spelling, sizeof spelling);
        if (value)
            veda_icv_row_apply(row, &veda_global, spelling, value);
        veda_warnings_set(veda_global.warnings);
    }
    veda_icv_settle(&veda_global);
    veda_icv_as_read = veda_global;
    veda_config_read();
    if (veda_config.log)
        veda_trace_configure(veda_config.log);

    if (veda_global.version)
        veda_icv_display_version();
    if (veda_global.settings)
        veda_icv_display_settings();
    if (veda_global.display_env != VEDA_DISPLAY_NO)
        veda_icv_display(veda_global.display_env == VEDA_DISPLAY_VERBOSE);
    if (veda_config.verbose)
        veda_icv_display_origins();
    st_rel(&ready, 1); /* [ICV-READ] publishes veda_global */
}

void veda_icv_init(void)
{
    if (likely(ld_acq(&ready))) /* [ICV-READ] */
        return;
    pthread_once(&once, read_environment);
}

bool veda_icv_set(const char *name, const char *value)
{
    veda_icv_init();
    const struct veda_icv_row *row = veda_icv_row(name);
    if (!row)
        return false;
    pthread_mutex_lock(&set_lock);
    veda_icv_row_apply(row, &veda_global, name, value);
    veda_icv_settle(&veda_global);
    veda_warnings_set(veda_global.warnings);
    pthread_mutex_unlock(&set_lock);
    return true;
}

const char *veda_icv_getenv(const char *name)
{
    return veda_config_getenv(name);
}

int veda_icv_default_nthreads(void)
{
    int n = ld_rlx(&veda_global.num_procs); /* hint: every value ever stored is the same one */
    if (likely(n != 0))
        return n;
    int fresh = veda_binding_processors();
    bool first = cas_rlx(&veda_global.num_procs, &n, fresh); /* counter: the first answer stays */
    return first ? fresh : n;
}

size_t veda_icv_stack_bytes(void)
{
    if (veda_global.stack_bytes)
        return veda_global.stack_bytes;
    pthread_attr_t attr;
    size_t bytes = 0;
    pthread_attr_init(&attr);
    pthread_attr_getstacksize(&attr, &bytes);
    pthread_attr_destroy(&attr);
    return bytes;
}

static int at_level(const struct veda_levels *levels, int level, int otherwise)
{
    int i = levels ? level - levels->base : -1;
    return i >= 0 && i < levels->n ? levels->value[i] : otherwise;
}

/* 5.2, 2.4: a list loses its first element with each level, and its last one holds for all further
 * levels. That one came down with the parent's, together with what the program made of it since. */
void veda_icv_inherit(struct veda_icvs *child, const struct veda_icvs *parent, int level)
{
    *child = *parent;
    child->nthreads = at_level(parent->nthreads_levels, level, parent->nthreads);
    child->bind = (uint8_t)at_level(parent->bind_levels, level, parent->bind);
}

void veda_icv_bind_clause(struct veda_icvs *child, const struct veda_icvs *parent, int level,
                          int bind)
{
    if (parent->bind != VEDA_BIND_FALSE)
        child->bind = (uint8_t)at_level(parent->bind_levels, level, bind);
}
