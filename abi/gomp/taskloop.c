/* GOMP_taskloop, long and unsigned long long (libgomp's taskloop.c is the ABI's source). The outlined
 * function takes its bounds from the first two words of its data; lastprivate is the compiler's: the task
 * that ends at the loop's end writes it.
 *
 * The tasks have no dependences and no event, so each runs at once, in order, on the data in the caller's
 * frame or on a copy that cpyfn makes. libgomp constructs all copies before the first body runs, so that no
 * body changes what a later copy is made from; so do we. */
#include <stdlib.h>

#include "abi/export.h"
#include "abi/gomp/task.h"
#include "abi/gomp/task_reduction.h"
#include "abi/gomp/worksharing.h"
#include "runtime/task/group.h"
#include "runtime/task/taskloop.h"

struct taskloop_args {
    void (*fn)(void *);
    void *data;
    void (*cpyfn)(void *, void *);
    size_t size, alignment;
    unsigned flags;
    uint64_t clause;    /* grainsize or num_tasks */
    uint64_t trip, start, step;
    const void *site;
};

/* Two bounds, then where a taskloop with reductions keeps their description. */
struct data_head {
    uint64_t start, end;
    uintptr_t *reductions;
};

static void init(struct veda_member *me, const struct taskloop_args *a, struct veda_task *t)
{
    veda_task_init(t, me->task, a->flags & GOMP_TASK_FINAL, a->site);
    t->undeferred |= !(a->flags & GOMP_TASK_IF);
}

static void run_tasks(struct veda_member *me, const struct taskloop_args *a,
                      const struct veda_taskloop *loop)
{
    size_t stride = (a->size + a->alignment - 1) & ~(a->alignment - 1);
    char *copies = NULL, *data = a->data;
    if (a->cpyfn) {
        if (loop->ntasks > SIZE_MAX / 2 / stride ||
            !(copies = malloc(loop->ntasks * stride + a->alignment)))
            veda_fatal("out of memory (%zu bytes for each task of a taskloop)", stride);
        data = (char *)(((uintptr_t)copies + a->alignment - 1) & ~(uintptr_t)(a->alignment - 1));
        for (uint64_t i = 0; i < loop->ntasks; i++)
            a->cpyfn(data + i * stride, a->data);
    }
    uint64_t start = a->start;
    for (uint64_t i = 0; i < loop->ntasks; i++) {
        struct data_head *head = (struct data_head *)data;
        head->start = start;
        start += veda_taskloop_size(loop, i) * a->step;
        head->end = start;
        struct veda_task t;
        init(me, a, &t);
        veda_task_enter(me, &t);
        if (a->cpyfn || likely(!veda_global.cancellation) || !veda_taskgroup_cancelled(me))
            a->fn(data);
        veda_task_leave(me, &t);
        if (copies)
            data += stride;
    }
    free(copies);
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
    run_tasks(me, a, &loop);
    if (group)
        veda_taskgroup_end(me);
}

VEDA_EXPORT(GOMP_taskloop)
void GOMP_taskloop(void (*fn)(void *), void *data, void (*cpyfn)(void *, void *), long arg_size,
                   long arg_align, unsigned flags, unsigned long num_tasks, int priority, long start,
                   long end, long step)
{
    (void)priority;
    taskloop(veda_me(), &(struct taskloop_args){
        .fn = fn, .data = data, .cpyfn = cpyfn, .size = (size_t)arg_size,
        .alignment = arg_align > 0 ? (size_t)arg_align : 1, .flags = flags, .clause = num_tasks,
        .trip = gomp_trip(start, end, step), .start = (uint64_t)start, .step = (uint64_t)step,
        .site = VEDA_CALL_SITE()});
}

VEDA_EXPORT(GOMP_taskloop_ull)
void GOMP_taskloop_ull(void (*fn)(void *), void *data, void (*cpyfn)(void *, void *), long arg_size,
                       long arg_align, unsigned flags, unsigned long num_tasks, int priority,
                       unsigned long long start, unsigned long long end, unsigned long long step)
{
    (void)priority;
    taskloop(veda_me(), &(struct taskloop_args){
        .fn = fn, .data = data, .cpyfn = cpyfn, .size = (size_t)arg_size,
        .alignment = arg_align > 0 ? (size_t)arg_align : 1, .flags = flags, .clause = num_tasks,
        .trip = gomp_trip_ull(flags & GOMP_TASK_UP, start, end, step), .start = start, .step = step,
        .site = VEDA_CALL_SITE()});
}
