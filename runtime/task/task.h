/* Tasks: every thread always runs one. An implicit task is part of its member; an explicit one comes from an
 * entry point and takes one of two ways:
 *
 *   included   runs at once on the thread that meets it, on that thread's stack, at the price of a call:
 *              undeferred and final tasks, tasks of a team of one, tasks past the cut-off (included.h)
 *   deferred   has a block of its own, waits in a deque until somebody runs it
 *
 * Invariant: a task that is complete is in no queue and no count. How tasks move is in README.md; sched/deque.h
 * is where they wait, find.c who may take which, depend.c, group.c, taskloop.c and detach.c build on this. */
#ifndef VEDA_TASK_TASK_H
#define VEDA_TASK_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/icv.h"
#include "runtime/sync/event.h"
#include "runtime/sync/mutex.h"
#include "runtime/task/slab.h"

struct veda_claim;
struct veda_deferred;
struct veda_depend_node;
struct veda_depend_table;
struct veda_kin;
struct veda_member;
struct veda_taskgroup;
struct veda_team;

/* What every task has, implicit ones too. Written by the thread that runs it. */
struct veda_task {
    const struct veda_icvs *icvs;   /* data environment: shared until the task sets an ICV */
    struct veda_icvs *own;          /* where its private copy goes: the member's, or allocated */
    struct veda_task *below;        /* the task that it is stacked on: of an included task its parent; of an
                                       implicit one the task that met parallel */
    struct veda_taskgroup *group;   /* innermost taskgroup it belongs to */
    struct veda_kin *kin;           /* what its deferred children share; NULL: it has had none */
    struct veda_kin *above;         /* the kin that it is counted in; NULL: it is not deferred */
    const void *site;               /* return address into the program */
    const void *kind;               /* explicit: the program's function, one for each construct; NULL: no telling */
    uint64_t id;                    /* 0: nobody has asked for it */
    uint64_t parent_id;             /* of a deferred task: its parent may be gone */
    bool is_explicit;
    bool in_block;                  /* part of a struct veda_deferred */
    bool final;
};

/* The deferred children of one task: how many are incomplete, and the order that their dependences demand.
 * Lives as long as the task or a child that is not complete. A child that completes on `runner` while the
 * task runs there is counted in a plain word, any other in an atomic one:
 *
 *   2 * incomplete children = 2 * children - remote, but for ASLEEP (modulo 2^64)
 *
 * At the task's end what is left of `children` moves over to `remote`, as a debt, and CLOSED with it: whoever
 * brings the debt to zero frees the memory. */
struct veda_kin {
    struct veda_kin *up;             /* the kin that the task itself is in; holds only while the task runs */
    struct veda_member *runner;      /* who runs the task */
    struct veda_depend_table *table; /* depend.c; NULL: no child has had dependences */
    uint32_t serial;                 /* odd: the task has not ended. Grows by one at either end */
    uint32_t depth;                  /* kin above it */
    uint64_t children;               /* runner's */
    int64_t resume_floor;            /* runner's: its floor before the task had a child */
    uint64_t remote;                 /* 2 * completions elsewhere, + ASLEEP. [TASK-DONE] */
    uint32_t thief;                  /* hint: the member that stole a child last */
    const void *kind;                /* body of the child made last, runner's; for children of that kind: */
    int64_t debt;                    /* hint: cycles that deferring them must cost yet. included.h */
    bool detachable;                 /* a child was: it may wait for what the task does next */
    uint32_t detaching;              /* runner's: detachable children that are made, and not handed over yet */
};

#define VEDA_KIN_ASLEEP 1u
#define VEDA_KIN_CLOSED ((uint64_t)1 << 63)

/* A task that has a block. What is behind the struct in the block is the payload's. */
struct veda_deferred {
    struct veda_task task;

    /* Set by the entry point. call runs the body, and whatever destroys the payload; or it sets discarded
     * and leaves the body when the region or the taskgroup is cancelled. */
    void (*call)(struct veda_member *me, struct veda_deferred *d);
    void *payload;                   /* aligned to VEDA_PAYLOAD_ALIGNMENT */
    uint64_t shim[2];                /* call's */
    int priority;
    bool detachable;                 /* complete only when its event is fulfilled, too */
    bool discarded;
    bool parked;                     /* between two parts, in the team's list */
    bool external;                   /* the payload is malloc's */
    uint8_t pooled;                  /* free agents may run it: set by the entry point, read by thieves */
    uint8_t call_by;                 /* whom it goes to when it is ready: depend.c; only where there is a node */
    bool undeferred;                 /* has run when it is handed over */
    bool untied;                     /* runs in parts, and need not be complete when it is handed over */

    uint64_t ends;                   /* event fulfilled, body ended: detach.c. [TASK-EVENT] */
    struct veda_team *team;
    struct veda_taskgroup *group;    /* that it counts in; the body may open others */
    struct veda_depend_node *node;   /* NULL: no dependences */
    struct veda_claim *claims;       /* exclude.c; only where node says that the task excludes others */
    struct veda_deferred *next;      /* in the team's lists, or among those that wait for their turn: exclude.c */
    struct veda_kin kin;             /* task.kin points here once there are children */
};

/* The payload is at this offset of the block, or malloc's; the word in front of it points to the struct. */
enum { VEDA_PAYLOAD_OFFSET = 320 - VEDA_SLAB_HEAD, VEDA_PAYLOAD_ALIGNMENT = 64 };

_Static_assert(sizeof(struct veda_deferred) + sizeof(void *) <= VEDA_PAYLOAD_OFFSET,
               "struct veda_deferred and a pointer in front of the payload");

VEDA_INLINE struct veda_deferred *veda_deferred_of_payload(void *payload)
{
    return ((struct veda_deferred **)payload)[-1];
}

/* Tasks that are for one member before they are for others (README.md, Hints). */
struct veda_mailbox {
    struct veda_mutex lock;
    uint32_t n;                       /* a hint outside of the lock */
    struct veda_deferred *first, *last; /* oldest first */
};

/* Places that data may be at, by address. */
enum { VEDA_NEAR = 256 };

/* Of one team. The deques and tallies are the members'. */
struct veda_team_tasks {
    /* Written rarely, read by everybody who looks for work. */
    uint32_t any VEDA_ALIGNED(VEDA_CACHE_LINE); /* a task has been deferred since the last drain */
    uint32_t nlisted;          /* in the three lists; a hint outside of the lock */
    uint32_t nurgent;          /* of these, with a priority */
    uint32_t nparked;          /* of these, untied ones that have yielded */
    uint32_t sleepers;         /* members that a new task may wake. [TASK-SLEEP] */
    uint32_t waking;           /* one of them is being woken. [TASK-WAKE] */
    struct veda_event event;   /* waits inside tasks, and the drain: notified when something may be over */
    uint32_t agents;           /* seats for free agents that have been used: agent.h. [AGENT-SEAT] */
    uint32_t hungry;           /* agents that look for work. [AGENT-HUNGRY] */
    uint32_t dismissed;        /* agents are to leave. Locked; hint outside */
    uint32_t agents_most;      /* what the last caller might have; 0: nobody has called since the last dismissal. Hint */
    uint32_t mailed;           /* there has been a task in a mailbox */

    struct veda_mutex lock VEDA_ALIGNED(VEDA_CACHE_LINE);
    struct veda_deferred *urgent, *urgent_last; /* with a priority, the highest first, then the oldest */
    struct veda_deferred *listed, *listed_last; /* oldest first */
    struct veda_deferred *parked, *parked_last; /* the same */
    uint64_t over_elsewhere;   /* completed by threads outside of the team. Locked. [TASK-DONE] */
    uint64_t seated;           /* bit k: an agent sits in the seat, or is on its way. Locked */
    void *reductions[2];       /* of the parallel and of the worksharing construct: abi/kmpc */
    uint32_t reductions_left[2]; /* members that are through with them */
    bool lookers;              /* there were tasks since the team's last visit: a member that waits for the next
                                  region may still be looking for some. Who drains writes, the primary reads */

    struct veda_mutex exclusion VEDA_ALIGNED(VEDA_CACHE_LINE); /* of tasks that exclude each other: exclude.c */
    uint16_t ran_near[VEDA_NEAR]; /* the thread, and 1, that has run the last task near each place. Hints */
};

/* --- deferred tasks -------------------------------------------------------------------------------- */

/* A child of me's task with room for payload_bytes, which are not set. Never NULL. The caller sets call and
 * task.kind, and what it needs of payload, shim, priority, then hands it over for good to submit, begin or drop. */
struct veda_deferred *veda_task_new(struct veda_member *me, size_t payload_bytes, bool final,
                                    const void *site);

/* A task that is not to run: frees it. The payload is the caller's to destroy. */
void veda_task_drop(struct veda_member *me, struct veda_deferred *d);

/* The dependences of a task (5.2, 15.9.5). depend.c goes by their order. */
enum veda_depend_kind {
    VEDA_DEPEND_IN,
    VEDA_DEPEND_SET,   /* inoutset */
    VEDA_DEPEND_OUT,   /* out, inout */
    VEDA_DEPEND_MUTEX, /* mutexinoutset */
    VEDA_DEPEND_ALL,   /* omp_all_memory; the address is ignored */
};

struct veda_depend {
    uintptr_t address;
    enum veda_depend_kind kind;
};

/* Whether dependences of t's next child can matter at all, if that child is not deferred. Called by t's thread;
 * entry points ask before they translate what the compiler passed. */
bool veda_depend_matters(const struct veda_task *t);

/* Whether a child of me's task with these dependences would have to wait now. */
bool veda_depend_blocks(struct veda_member *me, const struct veda_depend *depend, size_t n);

/* Whether it would, and excludes others: then it has to be a task of its own, however soon it runs. */
bool veda_depend_excludes(struct veda_member *me, const struct veda_depend *depend, size_t n);

/* Returns when it would not. Runs me's task's descendants meanwhile (taskwait depend; undeferred tasks). */
void veda_depend_wait(struct veda_member *me, const struct veda_depend *depend, size_t n);

/* The same, perhaps in front of veda_task_begin(): does not wait for those that the task excludes, it will; if the task
 * is detachable it will hold up its successors. */
void veda_depend_wait_to_begin(struct veda_member *me, const struct veda_depend *depend, size_t n);

/* Whether free agents may run tasks of me's task (6.0, 14.8 threadset Clause): where there can be any, and not in a
 * taskgroup whose reductions have a copy for each thread of the team. */
bool veda_task_may_pool(const struct veda_member *me);

/* They may run d, a child of me's task, if they may. Before it is submitted. */
void veda_task_pool(struct veda_member *me, struct veda_deferred *d);

/* Hands d over. It has run when this returns if it is undeferred; else it may have. */
void veda_task_submit(struct veda_member *me, struct veda_deferred *d,
                      const struct veda_depend *depend, size_t n);

/* Where data is, for the two below: never 0. */
VEDA_INLINE uint16_t veda_task_place_of(uintptr_t address)
{
    return (uint16_t)(((address >> 6) * 0x9e3779b97f4a7c15u >> 56) + 1);
}

/* The same for a task that is to run close to data (5.2, 12.5 affinity clause), and the news that one runs on me. */
void veda_task_submit_near(struct veda_member *me, struct veda_deferred *d,
                           const struct veda_depend *depend, size_t n, uint16_t place);
void veda_task_runs_near(struct veda_member *me, uint16_t place);

/* The same for a deferred task that is a child of the same task as `sibling`, which me runs. */
void veda_task_submit_sibling(struct veda_member *me, struct veda_deferred *d, const struct veda_deferred *sibling);

/* The same for a task whose body the entry point's caller runs itself, between begin and end. Its
 * dependences hold. */
void veda_task_begin(struct veda_member *me, struct veda_deferred *d);
void veda_task_end(struct veda_member *me, struct veda_deferred *d);

/* The priority clause's value as it counts (5.2, 12.4): at most max-task-priority-var, which is 0 by default. */
VEDA_INLINE int veda_task_priority(int asked)
{
    int most = veda_global.max_task_priority;
    return asked < most ? asked < 0 ? 0 : asked : most;
}

/* Makes d a task that is not complete before veda_task_fulfill(). Before it is submitted or begun. */
void veda_task_detach(struct veda_member *me, struct veda_deferred *d);

/* The event of d, which is detachable and not complete. Never 0. */
uintptr_t veda_task_event(const struct veda_deferred *d);

/* omp_fulfill_event (5.2, 18.11.1), on any thread. Once; its task may be gone afterwards. Nothing happens where that
 * was discarded, however long ago. */
void veda_task_fulfill(uintptr_t event);

/* Between two parts of d, an untied task that me runs: where other work is in sight, sets d->parked, and the
 * caller ends d's call without another part. Once it is off the stack d waits behind all other tasks, and call
 * is called again, by any thread. False: d goes on at once. */
bool veda_task_park_try(struct veda_member *me, struct veda_deferred *d);

/* d, which had been parked, goes on: by call, before anything else. */
void veda_task_unpark(struct veda_member *me, struct veda_deferred *d);

/* --- waiting --------------------------------------------------------------------------------------- */

/* taskwait: returns when all children of me's task are complete. */
void veda_task_wait(struct veda_member *me);

/* taskyield: runs one waiting descendant of me's task, if there is one. A task from elsewhere is never
 * stacked on top of one that may hold a lock. */
void veda_task_yield(struct veda_member *me);

/* Runs one waiting task of me's team, if there is one. False: there was none. For waits where any task of
 * the team may run (barriers): me's task is implicit. */
bool veda_task_run_ready(struct veda_member *me);

/* Returns when every task of me's team is complete, running what is there meanwhile. For one member, after
 * all have arrived at a barrier. Nobody touches the team's tasks after it, foreign threads included. */
void veda_task_drain(struct veda_member *me);

/* For a member that is going to sleep on `word`, a gate's or an event's that it has prepared: new tasks nudge
 * it from now on. False: there is work, don't sleep (and it counts as undone). */
bool veda_task_doze(struct veda_member *me, uint32_t *word);
void veda_task_undoze(struct veda_member *me);

/* --- the rest -------------------------------------------------------------------------------------- */

/* A number that no other task of the process has, never 0. By t's thread, which me's is. */
uint64_t veda_task_id(struct veda_member *me, struct veda_task *t);

/* Memory for a task's private copy of the ICVs. Never NULL. */
struct veda_icvs *veda_task_icvs_new(void);

/* What a member keeps from one region to the next, when it is made and freed. */
void veda_task_member_init(struct veda_member *m);
void veda_task_member_free(struct veda_member *m);

/* Before members leave a team that has no task: what they counted would be missing in the sums. */
void veda_task_forget_tallies(struct veda_team *team);

/* In the child of a fork, for each member that the calling thread is, inner ones first: tasks that have not
 * begun stay the parent process's. */
void veda_task_after_fork(struct veda_member *m);

/* The same, once: detached tasks whose body has ended stay the parent process's, whoever fulfils their event. */
void veda_task_events_after_fork(void);

#endif
