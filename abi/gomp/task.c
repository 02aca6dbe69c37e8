/* GOMP_task and what waits for tasks, as gcc lowers them (libgomp's task.c is the ABI's source).
 *
 * Invariant: a task without detach whose dependences hold runs in here, on the data in the caller's frame;
 * only one that has to wait gets a copy. Older gcc passed fewer arguments to GOMP_task: depend, priority and
 * detach are looked at only where their flag is set. Priorities are accepted and mean nothing so far.
 * Left out: taskloop (taskloop.c), task reductions (task_reduction.c). */
#include <alloca.h>
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "abi/gomp/depend.h"
#include "abi/gomp/task.h"
#include "runtime/task/group.h"

/* More dependences than this are translated on the heap. */
enum { DEPEND_ON_STACK = 64 };

struct gomp_deferred {
    struct veda_deferred d;
    void (*fn)(void *);
    void *data;
    bool constructed; /* cpyfn has made the copy: the body must run, since it destroys it */
};

static void *aligned(void *p, size_t alignment)
{
    return (void *)(((uintptr_t)p + alignment - 1) & ~(uintptr_t)(alignment - 1));
}

static void call(struct veda_member *me, struct veda_deferred *d)
{
    struct gomp_deferred *g = (struct gomp_deferred *)d;
    if (unlikely(veda_global.cancellation) && !g->constructed && veda_taskgroup_cancelled(me))
        d->discarded = true;
    else
        g->fn(g->data);
}

static void dispose(struct veda_deferred *d)
{
    free(d);
}

static void empty(void *data)
{
    (void)data;
}

/* What the entry point was given. */
struct task_args {
    void (*fn)(void *);
    void *data;
    void (*cpyfn)(void *, void *);
    size_t size, alignment;
    bool undeferred;
    bool final;
    void **detach;      /* where the event goes; NULL: not detachable */
    const void *site;
};

static void run_now(struct veda_member *me, const struct task_args *a)
{
    struct veda_task t;
    veda_task_init(&t, me->task, a->final, a->site);
    t.undeferred |= a->undeferred;
    veda_task_enter(me, &t);
    if (unlikely(a->cpyfn != NULL)) {
        void *copy = aligned(alloca(a->size + a->alignment), a->alignment);
        a->cpyfn(copy, a->data);
        a->fn(copy);
    } else {
        a->fn(a->data);
    }
    veda_task_leave(me, &t);
}

/* A copy of the task that can stay after the call. */
static VEDA_COLD void submit(struct veda_member *me, const struct task_args *a,
                             const struct veda_depend *depend, size_t n)
{
    struct gomp_deferred *g = malloc(sizeof *g + a->size + a->alignment);
    if (!g)
        veda_fatal("out of memory (%zu bytes for a task)", sizeof *g + a->size + a->alignment);
    memset(g, 0, sizeof *g);
    veda_task_init(&g->d.task, me->task, a->final, a->site);
    g->d.task.undeferred |= a->undeferred;
    g->d.call = call;
    g->d.dispose = dispose;
    g->fn = a->fn;
    g->data = aligned(g + 1, a->alignment);
    if (a->detach) {
        veda_task_detach(me, &g->d);
        *a->detach = g;
        if (a->data)
            *(void **)a->data = g; /* the task's own copy of the event comes first */
    }
    if (a->cpyfn) {
        a->cpyfn(g->data, a->data);
        g->constructed = true;
    } else if (a->size) {
        memcpy(g->data, a->data, a->size);
    }
    veda_task_submit(me, &g->d, depend, n);
}

static VEDA_COLD void task_slow(struct veda_member *me, const struct task_args *a, void **depend)
{
    size_t n = veda_depend_matters(me->task) || a->detach ? gomp_depend_count(depend) : 0;
    struct veda_depend few[DEPEND_ON_STACK], *list = few;
    if (n > DEPEND_ON_STACK && !(list = malloc(n * sizeof *list)))
        veda_fatal("out of memory (%zu dependences)", n);
    if (n)
        gomp_depend_read(depend, list);
    if (a->undeferred || me->task->final)
        veda_depend_wait(me, list, n);
    if (!a->detach && !veda_depend_blocks(me, list, n))
        run_now(me, a);
    else
        submit(me, a, list, n);
    if (list != few)
        free(list);
}

VEDA_EXPORT(GOMP_task)
void GOMP_task(void (*fn)(void *), void *data, void (*cpyfn)(void *, void *), long arg_size,
               long arg_align, bool if_clause, unsigned flags, void **depend, int priority,
               void *detach)
{
    (void)priority;
    struct veda_member *me = veda_me();
    if (unlikely(veda_global.cancellation) && veda_taskgroup_cancelled(me))
        return;
    struct task_args a = {.fn = fn, .data = data, .cpyfn = cpyfn, .size = (size_t)arg_size,
                          .alignment = arg_align > 0 ? (size_t)arg_align : 1,
                          .undeferred = !if_clause, .final = flags & GOMP_TASK_FINAL,
                          .detach = flags & GOMP_TASK_DETACH ? detach : NULL,
                          .site = VEDA_CALL_SITE()};
    if (unlikely(a.detach || (flags & GOMP_TASK_DEPEND && veda_depend_matters(me->task))))
        task_slow(me, &a, flags & GOMP_TASK_DEPEND ? depend : NULL);
    else
        run_now(me, &a);
}

/* --- waiting ------------------------------------------------------------------------------------------- */

VEDA_EXPORT(GOMP_taskwait)
void GOMP_taskwait(void)
{
    veda_task_wait(veda_me());
}

void gomp_depend_wait(struct veda_member *me, void *const *depend)
{
    size_t n = gomp_depend_count(depend);
    if (likely(n == 0 || !veda_depend_matters(me->task)))
        return;
    struct veda_depend few[DEPEND_ON_STACK], *list = few;
    if (n > DEPEND_ON_STACK && !(list = malloc(n * sizeof *list)))
        veda_fatal("out of memory (%zu dependences)", n);
    gomp_depend_read(depend, list);
    veda_depend_wait(me, list, n);
    if (list != few)
        free(list);
}

VEDA_EXPORT(GOMP_taskwait_depend)
void GOMP_taskwait_depend(void **depend)
{
    struct veda_member *me = veda_me();
    if (unlikely(veda_global.cancellation) && veda_taskgroup_cancelled(me))
        return;
    gomp_depend_wait(me, depend);
}

/* An empty task for later ones to depend on (5.2, 15.5 taskwait with nowait). */
VEDA_EXPORT(GOMP_taskwait_depend_nowait)
void GOMP_taskwait_depend_nowait(void **depend)
{
    struct veda_member *me = veda_me();
    if (veda_depend_matters(me->task))
        task_slow(me, &(struct task_args){.fn = empty, .alignment = 1, .site = VEDA_CALL_SITE()}, depend);
}

VEDA_EXPORT(GOMP_taskyield)
void GOMP_taskyield(void)
{
    veda_task_yield(veda_me());
}

VEDA_EXPORT(GOMP_taskgroup_start)
void GOMP_taskgroup_start(void)
{
    veda_taskgroup_start(veda_me());
}

VEDA_EXPORT(GOMP_taskgroup_end)
void GOMP_taskgroup_end(void)
{
    veda_taskgroup_end(veda_me());
}
