/* Explicit tasks: running them at once, enlisting those that can't be done with at once, and the waits that
 * run what has become ready. Protocol and orderings: README.md.
 *
 * Invariant: pending = enlisted tasks that are not complete; a team's lock, list and event are touched by
 * nobody once veda_task_drain() has returned. Callers: the task entry points, and every wait of a team. Left
 * out: task deques and stealing; one list a team is enough for tasks that are rare. */
#include "runtime/task/task.h"

#include <stdlib.h>

#include "runtime/base/assert.h"
#include "runtime/sched/wait.h"
#include "runtime/task/group.h"
#include "runtime/task/kin.h"
#include "telemetry/trace.h"

void *veda_task_allocate(size_t bytes)
{
    void *p = malloc(bytes);
    if (unlikely(!p))
        veda_fatal("out of memory (%zu bytes for a task)", bytes);
    return p;
}

struct veda_icvs *veda_task_icvs_new(void)
{
    return veda_task_allocate(sizeof(struct veda_icvs));
}

uint64_t veda_task_id(struct veda_task *t)
{
    static uint64_t last;
    if (!t->id)
        t->id = add_rlx(&last, 1) + 1; /* counter */
    return t->id;
}

/* --- kin ------------------------------------------------------------------------------------------- */

/* Of t's children. t runs on the calling thread, or is suspended below one that does: then the parent of a
 * task that is not enlisted is, too. Locked. */
static struct veda_kin *kin_of_locked(struct veda_task *t)
{
    if (!t->kin) {
        struct veda_kin *above = t->above;
        if (!above && t->is_explicit)
            above = kin_of_locked(t->parent);
        struct veda_kin *kin = veda_task_allocate(sizeof *kin);
        *kin = (struct veda_kin){.up = above, .refs = 1};
        if (above)
            above->refs++;
        t->kin = kin;
    }
    return t->kin;
}

static void kin_release_locked(struct veda_kin *kin)
{
    while (kin && --kin->refs == 0) {
        struct veda_kin *up = kin->up;
        VEDA_ASSERT(kin->incomplete == 0 && kin->tracked == 0);
        free(kin->bucket);
        free(kin);
        kin = up;
    }
}

static bool descends(const struct veda_deferred *d, const struct veda_kin *from)
{
    for (const struct veda_kin *kin = d->task.above; kin; kin = kin->up)
        if (kin == from)
            return true;
    return false;
}

void veda_task_implicit_free(struct veda_task *implicit)
{
    kin_release_locked(implicit->kin); /* no task is left: nobody else knows it */
    implicit->kin = NULL;
}

/* --- the body's two ends --------------------------------------------------------------------------- */

/* What t, whose body has ended, needed for running. */
static void forget_environment(struct veda_member *me, struct veda_task *t)
{
    if (unlikely(t->own != NULL)) {
        free(t->own);
        t->own = NULL;
    }
    if (unlikely(t->kin != NULL)) {
        struct veda_mutex *lock = &me->team->tasks.lock;
        veda_mutex_lock(lock);
        kin_release_locked(t->kin);
        veda_mutex_unlock(lock);
        t->kin = NULL;
    }
}

void veda_task_enter(struct veda_member *me, struct veda_task *t)
{
    veda_trace_task_create(t, t->site);
    me->task = t;
}

void veda_task_leave(struct veda_member *me, struct veda_task *t)
{
    me->task = t->parent;
    forget_environment(me, t);
    veda_trace_task_end(t);
}

/* --- enlisted tasks -------------------------------------------------------------------------------- */

void veda_task_ready_locked(struct veda_deferred *d)
{
    struct veda_team_tasks *tasks = &d->team->tasks;
    d->next = NULL;
    if (tasks->ready_tail)
        tasks->ready_tail->next = d;
    else
        tasks->ready_head = d;
    tasks->ready_tail = d;
    st_rlx(&tasks->nready, tasks->nready + 1); /* locked */
}

/* The first ready task below kin, or of the whole team for NULL. */
static struct veda_deferred *take_ready_locked(struct veda_team_tasks *tasks,
                                               const struct veda_kin *kin)
{
    struct veda_deferred *before = NULL;
    for (struct veda_deferred *d = tasks->ready_head; d; before = d, d = d->next) {
        if (kin && !descends(d, kin))
            continue;
        *(before ? &before->next : &tasks->ready_head) = d->next;
        if (tasks->ready_tail == d)
            tasks->ready_tail = before;
        st_rlx(&tasks->nready, tasks->nready - 1); /* locked */
        return d;
    }
    return NULL;
}

/* d, met by me's task, becomes one of the team's tasks. True: it may run. */
static bool enlist(struct veda_member *me, struct veda_deferred *d, const struct veda_depend *depend,
                   size_t n)
{
    struct veda_task *t = &d->task;
    struct veda_team_tasks *tasks = &me->team->tasks;
    t->own = veda_task_icvs_new(); /* its parent may change or leave its own meanwhile */
    *t->own = *t->icvs;
    t->icvs = t->own;
    uint64_t parent_id = veda_task_id(t->parent);
    d->team = me->team;
    veda_trace_task_create(t, t->site);
    veda_mutex_lock(&tasks->lock);
    struct veda_kin *kin = kin_of_locked(me->task);
    kin->refs++;
    t->above = kin;
    d->group = t->group;
    st_rlx(&kin->incomplete, kin->incomplete + 1); /* locked */
    st_rlx(&tasks->pending, tasks->pending + 1);   /* locked */
    if (d->group)
        st_rlx(&d->group->incomplete, d->group->incomplete + 1); /* locked */
    if (n)
        veda_depend_enter_locked(kin, d, depend, n);
    bool ready = d->unmet == 0;
    if (!ready) {
        t->parent = NULL;
        t->parent_id = parent_id;
    }
    veda_mutex_unlock(&tasks->lock);
    return ready;
}

/* Whoever sees a count at zero may be gone with it at once, unless he takes the lock first. */
static void count_down_locked(uint32_t *count)
{
    st_rel(count, *count - 1); /* [TASK-DONE] */
}

void veda_task_complete_locked(struct veda_deferred *d)
{
    struct veda_team_tasks *tasks = &d->team->tasks;
    veda_trace_task_end(&d->task);
    if (d->nnodes)
        veda_depend_complete_locked(d);
    veda_chaos(task_complete);
    if (d->group)
        count_down_locked(&d->group->incomplete);
    count_down_locked(&d->task.above->incomplete);
    kin_release_locked(d->task.above);
    count_down_locked(&tasks->pending);
    veda_event_notify(&tasks->event);
}

/* The body of d has run on me. */
static void end_enlisted(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_mutex *lock = &me->team->tasks.lock;
    forget_environment(me, &d->task);
    veda_mutex_lock(lock);
    d->ended = true;
    bool complete = !d->detachable || d->fulfilled || d->discarded;
    if (complete)
        veda_task_complete_locked(d);
    veda_mutex_unlock(lock);
    if (complete)
        d->dispose(d);
}

static void run_enlisted(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_task *resume = me->task;
    me->task = &d->task;
    d->call(me, d);
    me->task = resume;
    end_enlisted(me, d);
}

void veda_task_submit(struct veda_member *me, struct veda_deferred *d,
                      const struct veda_depend *depend, size_t n)
{
    if (d->task.undeferred && n)
        veda_depend_wait(me, depend, n);
    if (!d->detachable && !veda_depend_blocks(me, depend, n)) {
        veda_task_enter(me, &d->task);
        d->call(me, d);
        veda_task_leave(me, &d->task);
        d->dispose(d);
    } else if (enlist(me, d, depend, n)) {
        run_enlisted(me, d);
    }
}

void veda_task_begin(struct veda_member *me, struct veda_deferred *d)
{
    if (d->detachable) {
        enlist(me, d, NULL, 0);
        me->task = &d->task;
    } else {
        veda_task_enter(me, &d->task);
    }
}

void veda_task_end(struct veda_member *me, struct veda_deferred *d)
{
    if (d->task.above) {
        me->task = d->task.parent;
        end_enlisted(me, d);
    } else {
        veda_task_leave(me, &d->task);
        d->dispose(d);
    }
}

/* --- waiting --------------------------------------------------------------------------------------- */

static bool run_one(struct veda_member *me, const struct veda_kin *kin)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    if (likely(!ld_rlx(&tasks->nready))) /* hint: who makes one ready notifies */
        return false;
    veda_mutex_lock(&tasks->lock);
    struct veda_deferred *d = take_ready_locked(tasks, kin);
    veda_mutex_unlock(&tasks->lock);
    if (!d)
        return false;
    run_enlisted(me, d);
    return true;
}

bool veda_task_run_ready(struct veda_member *me)
{
    return run_one(me, NULL);
}

/* Any other task may want a lock that this one holds, and would never get it (5.2, 12.9). */
static bool run_descendant(struct veda_member *me)
{
    return me->task->kin && run_one(me, me->task->kin);
}

void veda_task_yield(struct veda_member *me)
{
    run_descendant(me);
}

void veda_task_wait_zero(struct veda_member *me, const uint32_t *count)
{
    struct veda_event *event = &me->team->tasks.event;
    struct veda_wait w = veda_wait_begin(event);
    while (ld_acq(count)) /* [TASK-DONE] */
        if (run_descendant(me))
            w = veda_wait_begin(event);
        else
            veda_wait_step(&w);
}

void veda_task_wait(struct veda_member *me)
{
    struct veda_kin *kin = me->task->kin;
    if (unlikely(kin && ld_acq(&kin->incomplete))) /* [TASK-DONE] */
        veda_task_wait_zero(me, &kin->incomplete);
}

/* Whoever counts pending down holds the lock until it has notified: passing through the lock is what makes
 * the team ours. Both words are on one line. */
void veda_task_drain(struct veda_member *me)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    if (likely(!ld_acq(&tasks->pending) && !ld_acq(&tasks->lock.word))) /* [TASK-DONE] [MUTEX-HOLD] */
        return;
    struct veda_wait w = veda_wait_begin(&tasks->event);
    while (ld_acq(&tasks->pending)) /* [TASK-DONE] */
        if (run_one(me, NULL))
            w = veda_wait_begin(&tasks->event);
        else
            veda_wait_step(&w);
    veda_mutex_lock(&tasks->lock);
    veda_mutex_unlock(&tasks->lock);
}
