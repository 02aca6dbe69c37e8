/* Internal control variables (OpenMP 5.2, 2.1; 6.0, 3.1): the struct a data environment carries,
 * and the ones that hold for the process. The environment is read once, when the first OpenMP call
 * comes (icv.c); everything later is a plain field.
 *
 * Who writes what: `struct veda_icvs` belongs to one task, which alone changes it; a team's copy is
 * written by its primary thread before the team starts and only read afterwards, so that an
 * implicit task that never sets anything shares it (veda_icvs_own() makes the private copy).
 * `veda_global` is written while the environment is read and by the routines that set device-scope
 * ICVs. */
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
    VEDA_SCHED_TRAPEZOIDAL = 101, /* libomp's own, runs as guided; only ever in sched_named */
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

/* A list by nesting level, as OMP_NUM_THREADS and OMP_PROC_BIND take: value[i] is that of tasks at
 * level base + i (level 0: initial tasks), so it sizes the regions of level base + i + 1. A list
 * from the environment has base 0; a num_threads list has the level of the task that meets it.
 * Immutable once made, never freed before the regions that see it. */
struct veda_levels {
    int base;
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
    uint8_t sched_named;   /* the peer's number where the program named a kind of its own; else 0 */
    uint8_t bind;          /* enum veda_bind of this level */
    bool dynamic;          /* dyn-var */
    uintptr_t allocator;   /* def-allocator-var, an omp_allocator_handle_t */
    const struct veda_levels *nthreads_levels; /* nthreads-var by level, or NULL: the same in all */
    const struct veda_levels *bind_levels;     /* bind-var by level, or NULL: the same in all */
};

enum veda_wait_policy { VEDA_WAIT_DEFAULT, VEDA_WAIT_ACTIVE, VEDA_WAIT_PASSIVE };
enum veda_offload { VEDA_OFFLOAD_DISABLED, VEDA_OFFLOAD_DEFAULT, VEDA_OFFLOAD_MANDATORY };

/* How kmpc reductions are to be done (KMP_FORCE_REDUCTION, KMP_DETERMINISTIC_REDUCTION): as
 * measured, or always so. Tree is the deterministic one. */
enum veda_reduction_choice {
    VEDA_REDUCTION_ANY,
    VEDA_REDUCTION_CRITICAL,
    VEDA_REDUCTION_ATOMIC,
    VEDA_REDUCTION_TREE,
};

/* What KMP_LIBRARY and kmp_set_library say: serial runs every region with one thread, turnaround
 * waits actively, throughput is the default. Values are the routine's. */
enum veda_library { VEDA_LIBRARY_SERIAL = 1, VEDA_LIBRARY_TURNAROUND, VEDA_LIBRARY_THROUGHPUT };

enum veda_display { VEDA_DISPLAY_NO, VEDA_DISPLAY_YES, VEDA_DISPLAY_VERBOSE };

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
    int device_thread_limit;       /* KMP_DEVICE_THREAD_LIMIT and its older names; 0: not given */
    size_t stack_bytes;            /* stacksize-var; 0: the system's default */
    int64_t spin_count;            /* GOMP_SPINCOUNT; -1: not given */
    int64_t blocktime_us;          /* KMP_BLOCKTIME; -1: not given, INT64_MAX: infinite */
    int num_procs;                 /* processors this process may use, when first asked for */
    bool max_active_levels_set;    /* OMP_MAX_ACTIVE_LEVELS said something */
    int8_t nested;                 /* OMP_NESTED; -1: not given */
    bool bind_set;                 /* OMP_PROC_BIND said something: */
    uint8_t bind_given;            /* its first policy, enum veda_bind */
    const struct veda_levels *bind_given_levels;
    int8_t teams_bind;             /* KMP_TEAMS_PROC_BIND, enum veda_bind; -1: not given */
    bool places_asked;             /* something speaks of places */
    bool processors_chosen;        /* and perhaps of which processors to use: KMP_HW_SUBSET, norespect */
    bool tool;                     /* tool-var: OMP_TOOL=enabled, the default */
    bool debug;                    /* debug-var: OMP_DEBUG=enabled */
    bool task_throttling;          /* KMP_ENABLE_TASK_THROTTLING: past the limit a task runs at once */
    bool settings;                 /* KMP_SETTINGS */
    bool version;                  /* KMP_VERSION */
    bool warnings;                 /* KMP_WARNINGS */
    uint8_t library;               /* enum veda_library */
    uint8_t display_env;           /* enum veda_display: OMP_DISPLAY_ENV */
    const char *places;            /* OMP_PLACES, sound as to syntax, or NULL; what is made of it: binding.h */
    const char *cpu_list; /* GOMP_CPU_AFFINITY, KMP_AFFINITY and KMP_HW_SUBSET as they stand, or NULL */
    const char *affinity_spec;
    const char *hw_subset;
    const char *allocator_spec;    /* OMP_ALLOCATOR where it gives traits, or NULL */
    const char *tool_libraries;    /* OMP_TOOL_LIBRARIES, or NULL */
    const char *tool_verbose_init; /* OMP_TOOL_VERBOSE_INIT, or NULL */
    const char *available_devices; /* OMP_AVAILABLE_DEVICES, or NULL */
    const char *threads_reserve;   /* OMP_THREADS_RESERVE, or NULL */
    int structured_reserve;        /* what it reserves for threads of teams: at least 1 */
    int agent_reserve;             /* what it reserves for free agents */
    char affinity_format[256];     /* affinity-format-var */
};

extern struct veda_global veda_global;

/* Reads the environment if nobody has yet. Thread-safe, idempotent, cheap once done; called by
 * whatever comes first (region, query, lock). Touches no file unless a default needs it. */
void veda_icv_init(void);

/* Takes name=value as if the environment had said it (kmp_set_defaults): the ICVs of initial tasks
 * to come, and those of the process. Gives false for a name that means nothing here. A bad value
 * gets the warning that it would have got in the environment. Thread-safe against itself; regions
 * running meanwhile may see the old value or the new one. */
bool veda_icv_set(const char *name, const char *value);

/* Bytes of a worker's stack: stacksize-var, or what the system gives where it is not set. */
size_t veda_icv_stack_bytes(void);

/* The largest max-active-levels-var (omp_get_supported_active_levels). */
enum { VEDA_SUPPORTED_LEVELS = INT32_MAX };

/* nthreads-var where neither user nor program set it: the processors available when first asked
 * for; the same value ever after. Thread-safe. */
int veda_icv_default_nthreads(void);

/* The ICVs that a region's implicit tasks start with: *child from *parent, for the children's
 * nesting level (1: outermost parallel region). 5.2, 2.4 "How ICVs inherit", lists by level. */
void veda_icv_inherit(struct veda_icvs *child, const struct veda_icvs *parent, int level);

/* After veda_icv_inherit(): the region has a proc_bind clause that goes down to inner regions. It does nothing where
 * bind-var is false (5.2, 10.1.3); where a list has a policy for the level, that one goes down. */
void veda_icv_bind_clause(struct veda_icvs *child, const struct veda_icvs *parent, int level,
                          int bind);

/* OMP_DISPLAY_ENV's output on stderr (5.2, omp_display_env). verbose adds our own variables. */
void veda_icv_display(bool verbose);

/* The environment's value of NAME, or NULL. Of OMP_VEDA_X also the alias VEDA_X. */
const char *veda_icv_getenv(const char *name);

#endif
