/* Threads, teams and their members: the structs everything else hangs on.
 *
 *   thread   a native thread known to us: a root (an application thread) or a worker (a pool thread)
 *   member   a place in a team: thread number, current task, where it stands in the team's constructs
 *   team     what OpenMP says; kept ("hot") by the member that forks it, for the next region
 *
 * The one thread-local word, veda_self, points to the member that the calling thread is now. A nested
 * region makes the forking thread member 0 of the inner team and puts it back at the end; `outer` links
 * the members of one thread from inner to outer, so levels and ancestors are walks along it.
 *
 * The life of a team, the fork and the join are in sched/README.md. */
#ifndef VEDA_TEAM_H
#define VEDA_TEAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "numa/placement.h"
#include "runtime/base/compiler.h"
#include "runtime/icv.h"
#include "runtime/sched/deque.h"
#include "runtime/sched/patience.h"
#include "runtime/sync/event.h"
#include "runtime/sync/gate.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/arch.h"
#include "runtime/task/tally.h"
#include "runtime/task/task.h"

struct veda_cpuset;
struct veda_heap;
struct veda_member;
struct veda_seat;
struct veda_team;
struct veda_thread;
struct veda_work;

/* Free agents that a team has at a time at most: task/agent.h. */
enum { VEDA_AGENTS_MOST = 64 };

/* How far threads may run ahead of each other over nowait worksharing constructs. */
enum { VEDA_WORK_RING = 8 };

/* What a team runs: ABI glue that calls the compiler's outlined function with that ABI's arguments. */
typedef void (*veda_call)(struct veda_member *me);

/* What a barrier that members may leave half way counts with. */
struct veda_meeting {
    uint32_t arrived;
    uint32_t phase;
};

/* The severity clause (6.0, severity Clause): a warning goes on, fatal ends the process. */
enum veda_severity { VEDA_SEVERITY_FATAL, VEDA_SEVERITY_WARNING };

/* A parallel region as an entry point asks for it. */
struct veda_region {
    veda_call call;
    void *fn;          /* the outlined function */
    void *arg;         /* its argument block, or array of arguments */
    int argc;          /* how many, where arg is an array */
    int want;          /* num_threads clause; 0: none given */
    int bind;          /* proc_bind clause, enum veda_bind; negative: none given */
    bool bind_below;   /* the clause is bind-var of the region's tasks too, as libgomp has it */
    bool strict;       /* num_threads(strict: n) */
    bool serial;       /* if clause was false */
    uint8_t rest;      /* enum veda_place_rest: who gets the threads that places do not divide */
    const struct veda_levels *levels; /* num_threads list: [0] is want, the rest for inner levels; or NULL */
    int severity;      /* strict: what a smaller team means, enum veda_severity */
    const char *message; /* strict: what to say then, or NULL */
    void (*prepare)(struct veda_team *); /* run when the team is known, before it starts; or NULL */
    const void *site;  /* return address into the program */
};

/* The loop or sections construct that a member is in: see work/loop.h. */
struct veda_cursor {
    struct veda_work *work; /* descriptor shared with the team; NULL: none taken */
    uint64_t next, end;     /* what of the current share is still to be handed out, in iterations */
    uint64_t trip;          /* iterations of the whole loop */
    uint64_t chunk;         /* iterations a chunk */
    uint64_t unit, units;   /* dynamic family: iterations a unit, units in the loop */
    uint64_t most;          /* guided, where it steals: units a chunk at most */
    uint64_t stride;        /* static with a chunk: from one own chunk to the next */
    uint64_t lo, hi;        /* the chunk handed out last: ordered and lastprivate ask */
    uint64_t turns;         /* iterations of that chunk whose ordered region has ended */
    uint64_t *turn, *turn_after; /* where it learns that it has its turn, and where who comes after it does */
    uint64_t turn_unit;     /* iterations that share such a word */
    uint64_t iterations;    /* iterations of it that are over, where the compiler says so */
    int64_t base, step;     /* the program's numbering: value = base + i * step (modulo 2^64) */
    int64_t limit;          /* the program's end of the loop, as given */
    uint32_t slot;          /* index of work in the ring */
    uint8_t how;            /* enum of work/loop.c: how to get the next chunk */
    uint8_t width;          /* bytes of the program's loop variable: 4 or 8 */
    bool is_signed;
    bool ordered;
};

struct veda_member {
    /* Written by the member's own thread; what it needs at every construct. */
    struct veda_team *team VEDA_ALIGNED(VEDA_CACHE_LINE);
    struct veda_thread *thread;
    struct veda_task *task;    /* current task: the implicit one below, or an explicit one */
    struct veda_member *outer; /* the same thread's member in the enclosing team; NULL in an initial team */
    int tid;                   /* its place in team->member[] */
    int number;                /* omp_get_thread_num(): the same, but for free agents */
    int below, below_end;      /* where in team->tree[] those are that it waits for at a barrier */
    uint32_t phase;            /* phase of the team that this member is in */
    uint32_t work_seq;         /* worksharing constructs entered in this team */
    uint32_t single_seq;       /* single constructs met */
    uint32_t single_seen;      /* and how many were given away when it last looked */
    bool leaving;              /* told to go back to the pool after this phase */
    bool moves;                /* its thread sits elsewhere than on `place`: binding.h */
    int place;                 /* of the implicit task; negative: none */
    struct veda_partition partition; /* place-partition-var; n is 0: not settled, the whole list */
    struct veda_cursor cursor;
    struct veda_task implicit;
    struct veda_team *hot;     /* team kept for the next region this member forks */
    struct veda_team *solo;    /* team of one kept for the next serialised region */
    struct veda_team *target;  /* initial team kept for the next target region on the host */
    struct veda_icvs icvs;     /* the implicit task's own ICVs, once it has set one */
    void *doacross;            /* state of the doacross loop that it is in: work/doacross.c */
    void *region_block;        /* kept by an old entry point from a region's start to its end */
    uint8_t reduce_method;     /* what a kmpc reduction was answered: its end looks */

    /* Its tasks: task/, in particular find.c. */
    int64_t floor;             /* the deque's items from here on descend from the innermost task that has a kin */
    int64_t cutoff, most;      /* items in the deque past which a task is included: task/included.h */
    int32_t window;            /* tasks to run until that is settled anew */
    int32_t block, block_rest, block_size; /* included tasks that are timed together: those to come in this step, those
                                              behind it, and all; */
    uint64_t block_since;      /* since when */
    uint64_t window_since;     /* veda_cycles() when it was last */
    uint64_t window_kinds, window_kinds_next; /* constructs that were at work in the last window, and in this */
    struct veda_kin kin;       /* of the implicit task's children */
    struct veda_taskgroup *spare_group; /* kept for the next taskgroup */
    struct veda_seat *seat;    /* once a free agent has been called to this place: pool.c */
    struct veda_patience patience;       /* learned from waits for the next region or phase */
    struct veda_patience patience_below; /* and from those for the members below in the tree */
    uint32_t victim;           /* the member it stole from last */
    int nears;                 /* entries of near that hold; 0: it goes by number; negative: to be made, binding.h */
    int near_room;
    int *near;                 /* the team's threads from near to far, itself first */
    int neighbours;            /* how many of them have the same memory node, itself included: the first ones */
    uint8_t skip, pause;       /* looks at other deques to leave out: now, after the next miss */
    bool woken;                /* has slept at a barrier and found no task since */
    bool busy;                 /* has completed a task since it last told that it found none */
    uint8_t fruitless;         /* looks for tasks in vain since it found one or looked into others' mailboxes */

    /* Written by this member, read by its parent in the gather tree. */
    struct veda_gate arrive VEDA_ALIGNED(VEDA_CACHE_LINE);
    void *reduce_data;         /* what a tree reduction gathers */
    uint32_t singles_done;     /* under cancellation: singles whose data it needs no more, work/single.c */

    struct veda_deque deque;   /* its own members say who writes them */
    struct veda_tally tally;   /* tasks that it has deferred, and completed */
    uint32_t *asleep_at;       /* the word that it sleeps on and may be nudged at; hint of others */

    struct veda_mailbox mail VEDA_ALIGNED(VEDA_CACHE_LINE); /* under its lock */

    /* Written by this member and by thieves: its share of a stealing loop, one word a ring slot. */
    uint64_t range[VEDA_WORK_RING] VEDA_ALIGNED(VEDA_CACHE_LINE);

    /* Written by members that pass on their turn in an ordered loop: work/ordered.c. One word a ring slot. */
    uint64_t turn[VEDA_WORK_RING] VEDA_ALIGNED(VEDA_CACHE_LINE);
};

struct veda_team {
    /* Written by the primary thread; read by every member when the gate opens. One line on purpose. */
    struct veda_gate go VEDA_ALIGNED(VEDA_CACHE_LINE); /* phase: fork and barrier release */
    int nthreads;
    veda_call call;
    void *fn;
    void *arg;
    int argc;
    uint32_t work_seq;         /* where the members' construct counters start */
    uint32_t single_seq;
    struct veda_fpenv fpenv;
    struct veda_member **member; /* behind the threads', VEDA_AGENTS_MOST places for agents */
    struct veda_member **tree; /* who is below whom at barriers: member itself, or a table of its own */
    const void *site;

    struct veda_wakes wakes;   /* written by the primary when members sleep at the gate */

    /* Written by the primary thread at fork; read now and then. */
    struct veda_icvs icvs VEDA_ALIGNED(VEDA_CACHE_LINE); /* what the implicit tasks start with */
    int level;                 /* omp_get_level(): enclosing parallel regions, this one included */
    int active_level;          /* those of them with more than one thread */
    int capacity;              /* of member[] */
    int team_num, num_teams;   /* in a teams region, else 0 of 1 */
    struct veda_member *primary; /* the member that forked it; NULL: an initial team */
    bool counted;              /* its threads are counted against a thread limit */
    bool placed;               /* its members have places, by: */
    struct veda_team_placement placement;
    uint32_t placements;       /* how often they have changed */
    bool orphan;               /* the others are gone by a fork: pool.c, after_fork_child */

    /* Written by whoever comes first; read by everybody. */
    uint32_t single_taken VEDA_ALIGNED(VEDA_CACHE_LINE); /* singles given away: work/single.c */
    uint32_t cancelled;        /* cancel parallel was met */
    uint32_t group_threads;    /* of an initial team: threads of its contention group, where they are counted */
    void *copyprivate;         /* work/single.c, as the next */
    uint32_t singles_given;    /* under cancellation: number behind the last single that gave data */
    void *reductions;          /* GOMP_parallel_reductions data: work/reduction.c */
    struct veda_team_tasks tasks;

    /* Barriers that can be left half way: sync/barrier.c. Used only when cancel-var is true. */
    struct veda_event cancel_event VEDA_ALIGNED(VEDA_CACHE_LINE);
    struct veda_meeting cancel_barrier;
    struct veda_meeting cancel_reduce; /* of a reduction that waits for its result */

    struct veda_work *ring;    /* VEDA_WORK_RING descriptors */
    struct veda_levels *levels; /* of a num_threads list: what team->icvs.nthreads_levels points to */
};

struct veda_thread {
    int gtid;                  /* dense, small; the same as long as the thread lives */
    int kernel_id;
    uint64_t displayed;        /* what OMP_DISPLAY_AFFINITY printed last: affinity_display.c */
    bool root;                 /* an application thread, not a worker */
    int place;                 /* what its affinity mask is: binding.h */
    struct veda_partition span; /* of a free agent: the places that it may be on */
    struct veda_cpuset *unbound; /* KMP_AFFINITY=reset: its mask before the region; malloc's, or NULL */
    struct veda_member *initial; /* of a root: its member in its initial team */

    /* What an entry point leaves for the next region of this thread (kmpc push_*). */
    int push_num_threads;      /* 0: none */
    bool push_strict;
    int push_severity;         /* enum veda_severity, of push_strict */
    const char *push_message;
    struct veda_levels *push_levels; /* num_threads list, allocated; taken over by the region */
    int push_bind;             /* -1: none */
    int push_num_teams;        /* 0: none */
    int push_thread_limit;     /* 0: none */

    /* abi/kmpc/threadprivate.c */
    void *threadprivate;

    /* task/: memory for tasks, numbers for them, and how deep they may be stacked. */
    struct veda_slab *slab;
    uint64_t next_task_id, end_task_id;
    uintptr_t stack_floor;     /* a task is not included below this address; UINTPTR_MAX: not known yet */

    struct veda_heap *heap;    /* memory.c: small blocks of the program; NULL: it has not asked for any */

    /* A pooled worker waits here; the primary that takes it writes `next`, then opens the gate. */
    struct veda_gate assigned VEDA_ALIGNED(VEDA_CACHE_LINE);
    uint32_t assigned_phase;   /* the phase it waits for next */
    struct veda_member *next;
    uint64_t blocked;          /* signals that it blocks there: as the primary did when it took it */
    struct veda_thread *idle;  /* link in the pool's list of idle workers */

    /* overflow.c, of a worker. */
    size_t stack_bytes;        /* as veda_thread_start was told */
    uintptr_t stack_low;       /* the lowest address of its stack; 0: its overflow is not reported */

    uint32_t *group; /* group_threads of the initial team whose contention group this thread works in */
};

extern __thread struct veda_member *veda_self __attribute__((tls_model("initial-exec")));

VEDA_COLD struct veda_member *veda_self_slow(void);

/* The calling thread's member. A thread that we have not seen becomes a root with an initial team of its
 * own: a few hundred bytes, no pool, no other thread (5.2, initial task). Never NULL. */
VEDA_INLINE struct veda_member *veda_me(void)
{
    struct veda_member *me = veda_self;
    return likely(me != NULL) ? me : veda_self_slow();
}

/* The ICVs of the calling task, to read. */
VEDA_INLINE const struct veda_icvs *veda_icvs(const struct veda_member *me)
{
    return me->task->icvs;
}

/* The ICVs of the calling task, to change: its private copy (5.2, 2.4: a routine changes the ICVs of the
 * encountering task's data environment, nobody else's). */
struct veda_icvs *veda_icvs_own(struct veda_member *me);

/* --- region.c: fork and join ------------------------------------------------------------------- */

/* Runs a region from fork to join: the calling thread is its primary (5.2, 10.1 parallel). */
void veda_region_run(const struct veda_region *r);

/* The two halves, for entry points where compiled code runs the primary's part itself. begin makes the
 * caller member 0 of the new team and starts the others; end joins. They nest. */
struct veda_member *veda_region_begin(const struct veda_region *r);
void veda_region_end(void);

/* A league on the host (5.2, 10.2 teams): fn(data) once a team, one team after another on the calling
 * thread, each with all threads for its parallel regions. num_teams and thread_limit 0: not given. */
void veda_league_run(struct veda_member *me, int num_teams, int thread_limit, void (*fn)(void *),
                     void *data);

/* A target region that runs on the host (5.2, 13.8): fn(data) as the initial task of a contention group of
 * its own on the calling thread, outside of every region, with the initial ICVs. thread_limit 0: not
 * given. Regions that it opens keep their teams for the next time. */
void veda_initial_run(struct veda_member *me, int thread_limit, void (*fn)(void *), void *data);

/* Threads the next region of me would get at most (omp_get_max_threads). */
int veda_region_max_threads(const struct veda_member *me);

/* The member `level` of me's ancestors (0: initial), or NULL if there is none (omp_get_ancestor_*). */
const struct veda_member *veda_member_at_level(const struct veda_member *me, int level);

/* --- pool.c: threads ---------------------------------------------------------------------------- */

/* All threads by gtid: an array that may be replaced by a larger one but is never freed.
 * veda_threads_known() is one more than the largest gtid given out. Any thread may read. */
struct veda_thread *veda_thread_by_gtid(int gtid);
int veda_threads_known(void);

/* Gives back every idle worker and the hot teams of the calling thread (omp_pause_resource). Those threads are gone
 * then, or a second has passed. Gives false inside an active region, having done nothing. */
bool veda_pool_release(bool hard);

#endif
