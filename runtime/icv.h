/* Internal control variables (OpenMP 5.2, 2.1; 6.0, 3.1): the struct a data environment carries, and the
 * ones that hold for the process. The environment is read once, when the first OpenMP call comes
 * (icv.c); everything later is a plain field.
 *
 * Who writes what: `struct veda_icvs` belongs to one task, which alone changes it; a team's copy is
 * written by its primary thread before the team starts and only read afterwards, so that an implicit
 * task that never sets anything shares it (veda_icvs_own() makes the private copy).
 * `veda_global` is written while the environment is read and by the routines that set device-scope ICVs. */
#ifndef VEDA_ICV_H
#define VEDA_ICV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values are omp_sched_t's without the modifier; the modifier stands beside. */
enum veda_schedule {
    VEDA_SCHED_STATIC = 1,
    VEDA_SCHED_DYNAMIC = 2,
    VEDA_SCHED_GUIDED = 3,
    VEDA_SCHED_AUTO = 4,
};

enum veda_order { VEDA_ORDER_DEFAULT, VEDA_ORDER_MONOTONIC, VEDA_ORDER_NONMONOTONIC };

/* omp_proc_bind_t */
enum veda_bind {
    VEDA_BIND_FALSE,
    VEDA_BIND_TRUE,
    VEDA_BIND_PRIMARY,
    VEDA_BIND_CLOSE,
    VEDA_BIND_SPREAD,
};

/* A list by nesting level, as OMP_NUM_THREADS and OMP_PROC_BIND take. Immutable once made. */
struct veda_levels {
    int n;
    int value[];
};

/* ICVs of data-environment scope. */
struct veda_icvs {
    int nthreads;          /* nthreads-var of this level; 0: not set, veda_icv_default_nthreads() */
    int thread_limit;      /* thread-limit-var; INT_MAX: none */
    int max_active_levels; /* max-active-levels-var */
    int default_device;    /* default-device-var */
    int sched_chunk;       /* run-sched-var; 0: none given */
    uint8_t sched;         /* enum veda_schedule */
    uint8_t sched_order;   /* enum veda_order */
    uint8_t bind;          /* enum veda_bind of this level */
    bool dynamic;          /* dyn-var */
    uintptr_t allocator;   /* def-allocator-var, an omp_allocator_handle_t */
    const struct veda_levels *nthreads_levels; /* further levels of nthreads-var, or NULL */
    const struct veda_levels *bind_levels;     /* further levels of bind-var, or NULL */
};

enum veda_wait_policy { VEDA_WAIT_DEFAULT, VEDA_WAIT_ACTIVE, VEDA_WAIT_PASSIVE };
enum veda_offload { VEDA_OFFLOAD_DISABLED, VEDA_OFFLOAD_DEFAULT, VEDA_OFFLOAD_MANDATORY };

/* How kmpc reductions are to be done (KMP_FORCE_REDUCTION, KMP_DETERMINISTIC_REDUCTION): as measured,
 * or always so. Tree is the deterministic one. */
enum veda_reduction_choice {
    VEDA_REDUCTION_ANY,
    VEDA_REDUCTION_CRITICAL,
    VEDA_REDUCTION_ATOMIC,
    VEDA_REDUCTION_TREE,
};

/* ICVs of global and device scope, and what the peers' variables ask for. */
struct veda_global {
    struct veda_icvs initial;      /* data environment of every initial task */
    bool cancellation;             /* cancel-var */
    bool display_affinity;         /* display-affinity-var */
    enum veda_wait_policy wait;    /* wait-policy-var */
    enum veda_offload offload;     /* target-offload-var */
    enum veda_reduction_choice reduction; /* KMP_FORCE_REDUCTION */
    int max_task_priority;         /* max-task-priority-var */
    int nteams;                    /* nteams-var; 0: not set */
    int teams_thread_limit;        /* teams-thread-limit-var; 0: not set */
    size_t stack_bytes;            /* stacksize-var; 0: the system's default */
    int64_t spin_count;            /* GOMP_SPINCOUNT; -1: not given */
    int64_t blocktime_us;          /* KMP_BLOCKTIME; -1: not given, INT64_MAX: infinite */
    int num_procs;                 /* processors this process may use, when first asked for */
    bool max_active_levels_set;    /* OMP_MAX_ACTIVE_LEVELS or OMP_NESTED said something */
    char affinity_format[256];     /* affinity-format-var */
};

extern struct veda_global veda_global;

/* Reads the environment if nobody has yet. Thread-safe, idempotent, cheap once done; called by whatever
 * comes first (region, query, lock). Touches no file unless a default needs it. */
void veda_icv_init(void);

/* nthreads-var where neither user nor program set it: the processors available when first asked for;
 * the same value ever after. Thread-safe. */
int veda_icv_default_nthreads(void);

/* The ICVs that a region's implicit tasks start with: *child from *parent, for the children's nesting
 * level (1: outermost parallel region). 5.2, 2.4 "How ICVs inherit", lists by level. */
void veda_icv_inherit(struct veda_icvs *child, const struct veda_icvs *parent, int level);

/* OMP_DISPLAY_ENV's output on stderr (5.2, omp_display_env). verbose adds our own variables. */
void veda_icv_display(bool verbose);

/* The environment's value of NAME, or NULL. Of OMP_VEDA_X also the alias VEDA_X. */
const char *veda_icv_getenv(const char *name);

#endif
