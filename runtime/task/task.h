/* Tasks: every thread always runs one. An implicit task is part of its member; an explicit one comes from
 * an entry point. A task that may run at once does so on the thread that meets it, at the price of a call,
 * and lives on that thread's stack. A task that can't (a dependence is unmet) or that can't be complete when
 * its body ends (an event is to be fulfilled) is enlisted with the team: it has memory of its own, and
 * whoever waits in the team runs it when it is ready.
 *
 * Invariant: a task that is complete is in no list, no table and no count. Rules and orderings are in
 * README.md; kin.h, depend.c, group.c, taskloop.c and detach.c build on this. */
#ifndef VEDA_TASK_TASK_H
#define VEDA_TASK_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/icv.h"
#include "runtime/sync/event.h"
#include "runtime/sync/mutex.h"

struct veda_deferred;
struct veda_kin;
struct veda_member;
struct veda_taskgroup;
struct veda_team;

/* What every task has, implicit ones too. Written by the thread that runs it. */
struct veda_task {
    const struct veda_icvs *icvs;   /* data environment: shared until the task sets an ICV */
    struct veda_icvs *own;          /* where its private copy goes: the member's, or allocated */
    struct veda_task *parent;       /* generating task; of an implicit task the one that met parallel;
                                       NULL where the task ran late and the parent may be gone */
    struct veda_taskgroup *group;   /* innermost taskgroup it belongs to */
    struct veda_kin *kin;           /* what its enlisted children share; NULL: it has had none */
    struct veda_kin *above;         /* the kin it belongs to, a reference; NULL: it is not enlisted */
    const void *site;               /* return address into the program */
    uint64_t id;                    /* 0: nobody has asked for it */
    uint64_t parent_id;             /* where parent is NULL */
    bool is_explicit;
    bool final;
    bool undeferred;
};

/* An edge of the dependence graph. A tool of the kmpc ABI reads exactly this much of it. */
struct veda_edge {
    struct veda_dependent *to;
    struct veda_edge *next;
};

struct veda_dependent {
    struct veda_edge *successors;   /* newest first */
};

/* What a task has besides that may be enlisted. */
struct veda_deferred {
    struct veda_task task;

    /* Set by the entry point. call runs the body, or sets discarded and leaves it when the region or the
     * taskgroup is cancelled; dispose frees the memory, on any thread. */
    void (*call)(struct veda_member *me, struct veda_deferred *d);
    void (*dispose)(struct veda_deferred *d);
    bool detachable;                /* complete only when its event is fulfilled, too */
    bool discarded;

    /* Under the lock of the team's tasks. */
    bool waiter;                    /* not a task: somebody waits for dependences */
    bool ended;                     /* the body has run */
    bool fulfilled;                 /* the event */
    uint32_t unmet;                 /* predecessors that are not complete */
    uint32_t nnodes;
    struct veda_team *team;
    struct veda_taskgroup *group;   /* that it counts in; the body may open others */
    struct veda_deferred *next;     /* in the ready list */
    struct veda_dependent dependent;
    struct veda_depend_node *nodes; /* its places in the table of siblings: depend.c */
};

/* Of one team: its enlisted tasks. */
struct veda_team_tasks {
    uint32_t pending;          /* not complete. [TASK-DONE] */
    uint32_t nready;           /* in the ready list; a hint outside of the lock */
    struct veda_mutex lock;
    struct veda_event event;   /* notified when a task becomes ready and when one completes */
    struct veda_deferred *ready_head, *ready_tail;
    void *reductions[2];       /* of the parallel and of the worksharing construct: abi/kmpc */
    uint32_t reductions_left[2]; /* members that are through with them */
};

/* A new explicit task's part that all have. Costs a few stores; undone by veda_task_leave(). */
VEDA_INLINE void veda_task_init(struct veda_task *t, struct veda_task *parent, bool final,
                                const void *site)
{
    t->icvs = parent->icvs;
    t->own = NULL;
    t->parent = parent;
    t->group = parent->group;
    t->kin = NULL;
    t->above = NULL;
    t->site = site;
    t->id = 0;
    t->is_explicit = true;
    t->final = final || parent->final;
    t->undeferred = parent->final; /* included (5.2, 12.3 final clause) */
}

/* The body of t runs on me between these two, directly in the entry point. For tasks that are not
 * enlisted. */
void veda_task_enter(struct veda_member *me, struct veda_task *t);
void veda_task_leave(struct veda_member *me, struct veda_task *t);

/* The dependences of a task (5.2, 15.9.5). mutexinoutset is OUT: an order is one way to exclude. */
enum veda_depend_kind {
    VEDA_DEPEND_IN,
    VEDA_DEPEND_SET, /* inoutset */
    VEDA_DEPEND_OUT, /* out, inout, mutexinoutset */
    VEDA_DEPEND_ALL, /* omp_all_memory; the address is ignored */
};

struct veda_depend {
    uintptr_t address;
    enum veda_depend_kind kind;
};

/* Whether dependences of t's next child can matter at all: some child with dependences is not complete.
 * Called by t's thread; entry points ask before they translate what the compiler passed. */
bool veda_depend_matters(const struct veda_task *t);

/* Whether a child of me's task with these dependences would have to wait now. */
bool veda_depend_blocks(struct veda_member *me, const struct veda_depend *depend, size_t n);

/* Returns when it would not. Runs me's task's descendants meanwhile (taskwait depend; undeferred tasks). */
void veda_depend_wait(struct veda_member *me, const struct veda_depend *depend, size_t n);

/* Memory for a task that may be enlisted is the caller's: zero the struct, veda_task_init() its task, set
 * call and dispose, then hand it over for good. Runs it at once where it may; else, or where it is
 * detachable, enlists it. An undeferred task has run when this returns. */
void veda_task_submit(struct veda_member *me, struct veda_deferred *d,
                      const struct veda_depend *depend, size_t n);

/* The same for a task whose body the entry point's caller runs itself, between begin and end. Its
 * dependences hold. */
void veda_task_begin(struct veda_member *me, struct veda_deferred *d);
void veda_task_end(struct veda_member *me, struct veda_deferred *d);

/* Makes d a task that is not complete before veda_task_fulfill(). Before it is submitted or begun. */
void veda_task_detach(struct veda_member *me, struct veda_deferred *d);

/* omp_fulfill_event (5.2, 18.11.1), on any thread. Once; d may be gone afterwards. */
void veda_task_fulfill(struct veda_deferred *d);

/* taskwait: returns when all children of me's task are complete. */
void veda_task_wait(struct veda_member *me);

/* taskyield: runs one ready descendant of me's task, if there is one. A task from elsewhere is never
 * stacked on top of one that may hold a lock. */
void veda_task_yield(struct veda_member *me);

/* Runs one ready task of me's team, if there is one. False: there was none. For waits where any task of
 * the team may run (barriers): me's task is implicit. */
bool veda_task_run_ready(struct veda_member *me);

/* Returns when every task of me's team is complete, running what is ready meanwhile. For one member, after
 * all have arrived at a barrier. Nobody touches the team's tasks after it, foreign threads included. */
void veda_task_drain(struct veda_member *me);

/* A number that no other task of the process has, never 0. By t's thread. */
uint64_t veda_task_id(struct veda_task *t);

/* Memory for a task's private copy of the ICVs. Never NULL. */
struct veda_icvs *veda_task_icvs_new(void);

/* What an implicit task keeps from one region to the next, when its member is freed. */
void veda_task_implicit_free(struct veda_task *implicit);

#endif
