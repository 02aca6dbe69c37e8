/* GOMP_taskloop, long and unsigned long long (libgomp's taskloop.c is the ABI's source). The outlined
 * function takes its bounds from the first two words of its data; lastprivate is the compiler's: the task
 * that ends at the loop's end writes it.
 *
 * A task runs on a copy of the caller's data. Where there is a cpyfn it makes them from the caller's frame, all of them
 * before the first body runs and may change what the next is made from. Else nothing but the bounds differs and bodies
 * only read (libgomp runs them one after another on the caller's data): a thread that runs a range of tasks takes one
 * copy for all of them. */
#include <alloca.h>
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "abi/gomp/task.h"
#include "abi/gomp/task_reduction.h"
#include "abi/gomp/worksharing.h"
#include "runtime/task/group.h"
#include "runtime/task/taskloop.h"

/* What the entry point was given, and what its tasks are made from. */
struct taskloop {
    struct veda_taskloop_run run;
    void (*fn)(void *);
    size_t size, alignment, stride;
    bool final, constructed; /* there is a copy a task, made by cpyfn */
    uint64_t start, step;
    char *data;              /* the copies, or the one pattern */
};

struct taskloop_args {
    void (*fn)(void *);
    void *data;
    void (*cpyfn)(void *, void *);
    size_t size, alignment;
    unsigned flags;
    int priority;
    uint64_t clause;    /* grainsize or num_tasks */
    uint64_t trip, start, step;
    const void *site;
};

/* Two bounds, then where a taskloop with reductions keeps their description. */
struct data_head {
    uint64_t start, end;
    uintptr_t *reductions;
};

static void *aligned(void *p, size_t alignment)
{
    return (void *)(((uintptr_t)p + alignment - 1) & ~(uintptr_t)(alignment - 1));
}

/* Task i, on data that are its own or those of the task before it. */
VEDA_INLINE void run_task(struct veda_member *me, struct taskloop *l, char *data, uint64_t i, bool alone)
{
    struct data_head *head = (struct data_head *)data;
    head->start = l->start + veda_taskloop_first(&l->run.loop, i) * l->step;
    head->end = head->start + veda_taskloop_size(&l->run.loop, i) * l->step;
    struct veda_task t;
    veda_task_init(&t, me->task, l->final, l->run.site, (const void *)l->fn);
    veda_task_enter(me, &t);
    if (likely(!veda_global.cancellation) || l->constructed || !veda_taskgroup_cancelled(me))
        l->fn(data);
    if (!alone)
        veda_task_count(me, t.kind, 1);
    veda_task_leave(me, &t);
}

static void run_tasks(struct veda_member *me, struct veda_taskloop_range *r)
{
    struct taskloop *l = (struct taskloop *)r->run;
    char *data = NULL;
    if (!l->constructed) {
        data = aligned(alloca(l->size + l->alignment), l->alignment);
        memcpy(data, l->data, l->size);
    }
    for (uint64_t i; veda_taskloop_next(me, r, &i);)
        run_task(me, l, l->constructed ? l->data + i * l->stride : data, i, r->alone);
}

static void dispose(struct veda_member *me, struct veda_taskloop_run *run)
{
    (void)me;
    free(run);
}

static struct taskloop *new_taskloop(const struct taskloop_args *a, struct veda_taskloop loop)
{
    size_t stride = (a->size + a->alignment - 1) & ~(a->alignment - 1);
    uint64_t n = a->cpyfn ? loop.ntasks : 1;
    struct taskloop *l = NULL;
    if (n > SIZE_MAX / 2 / (stride ? stride : 1) || !(l = malloc(sizeof *l + n * stride + a->alignment)))
        veda_fatal("out of memory (%zu bytes for each task of a taskloop)", stride);
    *l = (struct taskloop){
        .run = {.loop = loop, .tasks = run_tasks, .dispose = dispose, .site = a->site, .priority = a->priority},
        .fn = a->fn, .size = a->size, .alignment = a->alignment, .stride = stride,
        .final = a->flags & GOMP_TASK_FINAL, .constructed = a->cpyfn != NULL,
        .start = a->start, .step = a->step, .data = aligned(l + 1, a->alignment)};
    if (a->cpyfn)
        for (uint64_t i = 0; i < n; i++)
            a->cpyfn(l->data + i * stride, a->data);
    else
        memcpy(l->data, a->data, a->size);
    return l;
}

static void taskloop(struct veda_member *me, struct taskloop_args *a)
{
    bool group = !(a->flags & GOMP_TASK_NOGROUP);
    bool reductions = group && a->flags & GOMP_TASK_REDUCTION;
    uintptr_t *described = reductions ? ((struct data_head *)a->data)->reductions : NULL;
    bool cancelled = veda_global.cancellation && veda_taskgroup_cancelled(me);
    if (a->trip == 0 || cancelled) {
        if (reductions)
            described[2] = 0; /* tells the caller that nothing has been registered */
        return;
    }
    bool grain = a->flags & GOMP_TASK_GRAINSIZE;
    struct veda_taskloop loop =
        veda_taskloop_split(a->trip, grain ? a->clause : 0, grain ? 0 : a->clause,
                            a->flags & GOMP_TASK_STRICT, me->team->nthreads);
    if (group)
        veda_taskgroup_start(me);
    if (reductions)
        gomp_reductions_register(me, described, NULL);
    veda_taskloop_start(me, &new_taskloop(a, loop)->run, !(a->flags & GOMP_TASK_IF));
    if (group)
        veda_taskgroup_end(me);
}

VEDA_EXPORT(GOMP_taskloop)
void GOMP_taskloop(void (*fn)(void *), void *data, void (*cpyfn)(void *, void *), long arg_size,
                   long arg_align, unsigned flags, unsigned long num_tasks, int priority, long start,
                   long end, long step)
{
    taskloop(veda_me(), &(struct taskloop_args){
        .fn = fn, .data = data, .cpyfn = cpyfn, .size = (size_t)arg_size,
        .alignment = arg_align > 0 ? (size_t)arg_align : 1, .flags = flags, .clause = num_tasks,
        .priority = flags & GOMP_TASK_PRIORITY ? veda_task_priority(priority) : 0,
        .trip = gomp_trip(start, end, step), .start = (uint64_t)start, .step = (uint64_t)step,
        .site = VEDA_CALL_SITE()});
}

VEDA_EXPORT(GOMP_taskloop_ull)
void GOMP_taskloop_ull(void (*fn)(void *), void *data, void (*cpyfn)(void *, void *), long arg_size,
                       long arg_align, unsigned flags, unsigned long num_tasks, int priority,
                       unsigned long long start, unsigned long long end, unsigned long long step)
{
    taskloop(veda_me(), &(struct taskloop_args){
        .fn = fn, .data = data, .cpyfn = cpyfn, .size = (size_t)arg_size,
        .alignment = arg_align > 0 ? (size_t)arg_align : 1, .flags = flags, .clause = num_tasks,
        .priority = flags & GOMP_TASK_PRIORITY ? veda_task_priority(priority) : 0,
        .trip = gomp_trip_ull(flags & GOMP_TASK_UP, start, end, step), .start = start, .step = step,
        .site = VEDA_CALL_SITE()});
}
