/* Tasks: every thread always runs one. An implicit task is part of its member; an explicit one comes from
 * an entry point. A task whose dependences hold runs at once on the thread that meets it; one that must
 * wait for another (an unfulfilled detach event, a dependence on such a task) is queued with the team and
 * run at the team's next task scheduling points. depend.c, group.c and taskloop.c build on this. */
#ifndef VEDA_TASK_TASK_H
#define VEDA_TASK_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/atomics.h"
#include "runtime/icv.h"
#include "runtime/sync/event.h"
#include "runtime/sync/mutex.h"

struct veda_member;
struct veda_team;
struct veda_taskgroup;
struct veda_depends;

struct veda_task {
    const struct veda_icvs *icvs;   /* data environment: shared until the task sets an ICV */
    struct veda_icvs *own;          /* where its private copy goes: the member's, or allocated */
    struct veda_task *parent;       /* generating task; of an implicit task the one that met parallel */
    struct veda_taskgroup *group;   /* innermost taskgroup it belongs to */
    struct veda_depends *depends;   /* dependences among its children: depend.c */
    uint32_t children;              /* its children that are not complete yet (only queued ones count) */
    bool is_explicit;
    bool final;
    bool undeferred;
    const void *site;               /* return address into the program */
};

/* Of one team: tasks that could not run when they were met. */
struct veda_team_tasks {
    uint32_t pending;          /* not complete: queued, running late, or waiting for their event */
    uint32_t nready;           /* in the ready list; a hint outside of the lock */
    struct veda_mutex lock;
    struct veda_event event;   /* notified when a task becomes ready and when one completes */
    void *ready_head, *ready_tail;
};

/* Memory for an explicit task's private ICVs (task.own), freed when the task ends. Never NULL. */
struct veda_icvs *veda_task_icvs_new(void);

VEDA_COLD bool veda_task_run_ready_slow(struct veda_member *me);
VEDA_COLD void veda_task_drain_slow(struct veda_member *me);

/* Runs one ready task of me's team, if there is one. False: there was none. */
bool veda_task_run_ready(struct veda_member *me);

/* Returns when every task of me's team is complete, running what is ready meanwhile. Primary only, after
 * all members have arrived at a barrier. */
void veda_task_drain(struct veda_member *me);

#endif
