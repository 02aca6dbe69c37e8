/* GOMP_task and what waits for tasks, as gcc lowers them (libgomp's task.c is the ABI's source).
 *
 * Invariant: an included task runs in here, on the data in the caller's frame; a deferred one gets a copy. Older
 * gcc passed fewer arguments to GOMP_task: depend, priority and detach are looked at only where their flag is
 * set. Left out: taskloop (taskloop.c), task reductions (task_reduction.c). */
#include <alloca.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "abi/gomp/depend.h"
#include "abi/gomp/task.h"
#include "runtime/task/group.h"

/* More dependences than this are translated on the heap. */
enum { DEPEND_ON_STACK = 64 };

static void *aligned(void *p, size_t alignment)
{
    return (void *)(((uintptr_t)p + alignment - 1) & ~(uintptr_t)(alignment - 1));
}

/* shim[0]: where in the payload the data is. shim[1]: cpyfn has made the copy, so the body must run, since it
 * destroys it. */
static void call(struct veda_member *me, struct veda_deferred *d)
{
    if (unlikely(veda_global.cancellation) && !d->shim[1] && veda_taskgroup_cancelled(me))
        d->discarded = true;
    else
        ((void (*)(void *))d->task.kind)((char *)d->payload + d->shim[0]);
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
    int priority;
    void **detach;      /* where the event goes; NULL: not detachable */
    const void *site;
};

static VEDA_COLD void run_on_copy(const struct task_args *a)
{
    void *copy = aligned(alloca(a->size + a->alignment), a->alignment);
    a->cpyfn(copy, a->data);
    a->fn(copy);
}

/* demanded: by a clause, or by what the task is in. */
static void include(struct veda_member *me, const struct task_args *a, bool demanded)
{
    struct veda_task t;
    veda_task_init(&t, me->task, a->final, a->site, (const void *)a->fn);
    if (!demanded)
        veda_task_time_begin(me);
    veda_task_enter(me, &t);
    if (unlikely(a->cpyfn != NULL))
        run_on_copy(a);
    else
        a->fn(a->data);
    if (demanded)
        veda_task_count(me, t.kind, 1);
    else
        veda_task_time_end(me, &t);
    veda_task_leave(me, &t);
}

/* A task with a copy of the data that can stay after the call. */
static struct veda_deferred *new_task(struct veda_member *me, const struct task_args *a)
{
    size_t slack = a->alignment > VEDA_PAYLOAD_ALIGNMENT ? a->alignment : 0;
    struct veda_deferred *d = veda_task_new(me, a->size + slack, a->final, a->site);
    char *data = slack ? aligned(d->payload, a->alignment) : d->payload;
    d->undeferred |= a->undeferred;
    d->call = call;
    d->task.kind = (const void *)a->fn;
    d->shim[0] = (uint64_t)(data - (char *)d->payload);
    d->shim[1] = a->cpyfn != NULL;
    d->priority = a->priority;
    if (unlikely(a->detach != NULL)) {
        veda_task_detach(me, d);
        *a->detach = (void *)veda_task_event(d);
        if (a->data)
            *(void **)a->data = *a->detach; /* the task's own copy of the event comes first */
    }
    if (unlikely(a->cpyfn != NULL))
        a->cpyfn(data, a->data);
    else if (a->size)
        memcpy(data, a->data, a->size);
    return d;
}

static VEDA_COLD void task_with_depend(struct veda_member *me, const struct task_args *a, void **depend)
{
    size_t n = gomp_depend_count(depend);
    struct veda_depend few[DEPEND_ON_STACK], *list = few;
    if (n > DEPEND_ON_STACK && !(list = malloc(n * sizeof *list)))
        veda_fatal("out of memory (%zu dependences)", n);
    if (n)
        gomp_depend_read(depend, list);
    bool undeferred = a->undeferred || me->task->final || veda_agent_keeps(me);
    bool whole = a->detach || (undeferred && veda_depend_excludes(me, list, n)); /* a block of its own at any rate */
    if (undeferred && !whole)
        veda_depend_wait(me, list, n);
    if (!whole && undeferred)
        include(me, a, true);
    else if (!whole && veda_task_may_include(me, (const void *)a->fn) && !veda_depend_blocks(me, list, n))
        include(me, a, false);
    else
        veda_task_submit(me, new_task(me, a), list, n);
    if (list != few)
        free(list);
}

/* All that GOMP_task can be asked for. */
static VEDA_NOINLINE void task(const struct task_args *a, unsigned flags, void **depend)
{
    struct veda_member *me = veda_me();
    veda_task_first(me);
    if (veda_global.cancellation && veda_taskgroup_cancelled(me))
        return;
    if (flags & (GOMP_TASK_DEPEND | GOMP_TASK_DETACH))
        task_with_depend(me, a, flags & GOMP_TASK_DEPEND ? depend : NULL);
    else if (a->undeferred || me->task->final)
        include(me, a, true);
    else if (veda_task_may_include(me, (const void *)a->fn))
        include(me, a, false);
    else
        veda_task_submit(me, new_task(me, a), NULL, 0);
}

/* A plain task. */
VEDA_INLINE void include_plain(struct veda_member *me, void (*fn)(void *), void *data, bool final, bool demanded,
                               const void *site)
{
    struct veda_task t;
    veda_task_init(&t, me->task, final, site, (const void *)fn);
    if (!demanded)
        veda_task_time_begin(me);
    veda_task_enter(me, &t);
    fn(data);
    if (demanded)
        veda_task_count(me, t.kind, 1);
    else
        veda_task_time_end(me, &t);
    veda_task_leave(me, &t);
}

/* The plain task that runs on the spot is done with here, without a step that it does not need; nothing is called
 * before its body, so that the arguments may stay where they are.
 *
 * Behind flags come depend, priority and detach, as far as the caller's gcc knew them and flags say that they mean
 * something. Were they parameters, their places on the stack would be ours to write, and belong to an old caller's
 * frame. */
VEDA_EXPORT(GOMP_task)
void GOMP_task(void (*fn)(void *), void *data, void (*cpyfn)(void *, void *), long arg_size,
               long arg_align, bool if_clause, unsigned flags, ...)
{
    struct veda_member *me = veda_self;
    if (likely(me && !cpyfn && !(flags & (GOMP_TASK_DEPEND | GOMP_TASK_DETACH)) && !veda_global.cancellation)) {
        if (!if_clause || me->task->final) {
            veda_task_first(me);
            include_plain(me, fn, data, flags & GOMP_TASK_FINAL, true, VEDA_CALL_SITE());
            return;
        }
        if (veda_task_may_include(me, (const void *)fn)) {
            include_plain(me, fn, data, flags & GOMP_TASK_FINAL, false, VEDA_CALL_SITE());
            return;
        }
    }
    struct task_args a = {.fn = fn, .data = data, .cpyfn = cpyfn, .size = (size_t)arg_size,
                          .alignment = arg_align > 0 ? (size_t)arg_align : 1, .undeferred = !if_clause,
                          .final = flags & GOMP_TASK_FINAL, .site = VEDA_CALL_SITE()};
    void **depend = NULL;
    if (unlikely(flags & (GOMP_TASK_DEPEND | GOMP_TASK_PRIORITY | GOMP_TASK_DETACH))) {
        va_list more;
        va_start(more, flags);
        depend = va_arg(more, void **);
        if (flags & (GOMP_TASK_PRIORITY | GOMP_TASK_DETACH)) {
            int priority = va_arg(more, int);
            if (flags & GOMP_TASK_PRIORITY)
                a.priority = veda_task_priority(priority);
        }
        if (flags & GOMP_TASK_DETACH)
            a.detach = va_arg(more, void **);
        va_end(more);
    }
    task(&a, flags, depend);
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
        task_with_depend(me, &(struct task_args){.fn = empty, .alignment = 1, .site = VEDA_CALL_SITE()}, depend);
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
