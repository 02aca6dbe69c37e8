/* __kmpc_taskloop (kmp_tasking.cpp is the ABI's source). Compiled code hands over a pattern: a task that is
 * never run, with its privates set and the bounds of the whole loop, both inclusive and 64 bits wide, at lb
 * and ub inside. Each task is a copy of the pattern with bounds of its own; task_dup, if there is one,
 * constructs what bytes can't copy and sets the lastprivate flag. */
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "abi/kmpc/task.h"
#include "runtime/task/group.h"
#include "runtime/task/taskloop.h"

typedef void (*task_dup)(struct kmpc_task *to, struct kmpc_task *from, int32_t last);

enum { SCHED_NONE, SCHED_GRAINSIZE, SCHED_NUM_TASKS };

struct taskloop {
    struct veda_taskloop_run run;
    struct veda_deferred *pattern;
    size_t lower_at, upper_at; /* where in a task its bounds are */
    uint64_t lower;
    int64_t stride;
    int32_t flags;
    task_dup dup;
    char *parts; /* with dup: all tasks' parts, made when the construct is met */
};

static uint64_t trip_count(uint64_t lower, uint64_t upper, int64_t stride)
{
    if (stride > 0)
        return (upper - lower) / (uint64_t)stride + 1;
    return (lower - upper) / (0 - (uint64_t)stride) + 1;
}

/* Makes the compiler's part of task i. */
static void make_part(const struct taskloop *l, struct kmpc_task *task, uint64_t i)
{
    const struct veda_taskloop *loop = &l->run.loop;
    struct kmpc_task *from = l->pattern->payload;
    memcpy(task, from, l->pattern->shim[1]);
    if (task->shareds)
        task->shareds = (char *)task + ((char *)from->shareds - (char *)from);
    uint64_t lower = l->lower + veda_taskloop_first(loop, i) * (uint64_t)l->stride;
    *(uint64_t *)((char *)task + l->lower_at) = lower;
    *(uint64_t *)((char *)task + l->upper_at) =
        lower + (veda_taskloop_size(loop, i) - 1) * (uint64_t)l->stride;
    if (l->dup)
        l->dup(task, from, i == loop->ntasks - 1);
}

/* The word in front of a payload and the payload, aligned. */
static size_t part_stride(const struct taskloop *l)
{
    size_t bytes = l->pattern->shim[1];
    return KMPC_TASK_ALIGNMENT + ((bytes + KMPC_TASK_ALIGNMENT - 1) & ~(size_t)(KMPC_TASK_ALIGNMENT - 1));
}

static struct kmpc_task *part_of(const struct taskloop *l, uint64_t i)
{
    return (struct kmpc_task *)(l->parts + i * part_stride(l) + KMPC_TASK_ALIGNMENT);
}

/* dup reads the program's variables, which the last task may assign (lastprivate) before others have begun. */
static void make_parts(struct taskloop *l)
{
    uint64_t n = l->run.loop.ntasks;
    if (n > SIZE_MAX / 2 / part_stride(l) || !(l->parts = aligned_alloc(KMPC_TASK_ALIGNMENT, n * part_stride(l))))
        veda_fatal("out of memory (%zu bytes for each task of a taskloop)", part_stride(l));
    for (uint64_t i = 0; i < n; i++)
        make_part(l, part_of(l, i), i);
}

static void run_task(struct veda_member *me, struct taskloop *l, uint64_t i)
{
    size_t bytes = l->pattern->shim[1];
    struct veda_deferred *d = kmpc_task_new(me, l->flags, l->parts ? 0 : bytes, l->run.site);
    d->shim[1] = bytes;
    if (l->parts) {
        d->payload = part_of(l, i);
        ((struct veda_deferred **)d->payload)[-1] = d;
    } else {
        make_part(l, d->payload, i);
    }
    veda_task_submit(me, d, NULL, 0);
}

static void run_tasks(struct veda_member *me, struct veda_taskloop_range *r)
{
    for (uint64_t i; veda_taskloop_next(me, r, &i);)
        run_task(me, (struct taskloop *)r->run, i);
}

static void dispose(struct veda_member *me, struct veda_taskloop_run *run)
{
    struct taskloop *l = (struct taskloop *)run;
    kmpc_task_drop(me, l->pattern);
    free(l->parts);
    free(l);
}

/* What the entry points were given. */
struct taskloop_args {
    struct kmpc_task *pattern;
    uint64_t *lower, *upper;
    int64_t stride;
    task_dup dup;
    const void *site;
};

/* clause: grainsize or num_tasks, as sched says. strict: its modifier. Its tasks are included in the ranges that
 * taskloop.h speaks of, hence undeferred in our eyes. */
static void taskloop(const struct taskloop_args *a, bool deferred, bool group, int32_t sched,
                     uint64_t clause, bool strict)
{
    struct veda_member *me = veda_me();
    struct veda_deferred *pattern = veda_deferred_of_payload(a->pattern);
    int32_t flags = kmpc_task_notes(pattern)->flags;
    struct taskloop *l = malloc(sizeof *l);
    if (!l)
        veda_fatal("out of memory (%zu bytes for a taskloop)", sizeof *l);
    *l = (struct taskloop){
        .run = {.tasks = run_tasks, .dispose = dispose, .site = a->site, .pooled = flags & KMPC_TASK_POOL,
                .priority = flags & KMPC_TASK_PRIORITY ? veda_task_priority(a->pattern->data2.priority) : 0},
        .pattern = pattern, .lower_at = (size_t)((char *)a->lower - (char *)a->pattern),
        .upper_at = (size_t)((char *)a->upper - (char *)a->pattern), .lower = *a->lower, .stride = a->stride,
        .flags = (flags & ~(KMPC_TASK_PRIORITY | KMPC_TASK_POOL)) | KMPC_TASK_MERGED_IF0, .dup = a->dup};
    l->run.loop = veda_taskloop_split(
        trip_count(*a->lower, *a->upper, a->stride), sched == SCHED_GRAINSIZE ? clause : 0,
        sched == SCHED_NUM_TASKS ? clause : 0, strict, flags & KMPC_TASK_POOL ? veda_agents_among(me) : me->team->nthreads);
    if (l->dup && l->run.loop.ntasks)
        make_parts(l);
    if (group)
        veda_taskgroup_start(me);
    veda_taskloop_start(me, &l->run, !deferred);
    if (group)
        veda_taskgroup_end(me);
}

VEDA_EXPORT(__kmpc_taskloop)
void __kmpc_taskloop(struct ident *loc, int32_t gtid, struct kmpc_task *task, int32_t if_clause,
                     uint64_t *lower, uint64_t *upper, int64_t stride, int32_t nogroup, int32_t sched,
                     uint64_t clause, void *dup)
{
    (void)loc;
    (void)gtid;
    taskloop(&(struct taskloop_args){task, lower, upper, stride, (task_dup)dup, VEDA_CALL_SITE()},
             if_clause, !nogroup, sched, clause, false);
}

VEDA_EXPORT(__kmpc_taskloop_5)
void __kmpc_taskloop_5(struct ident *loc, int32_t gtid, struct kmpc_task *task, int32_t if_clause,
                       uint64_t *lower, uint64_t *upper, int64_t stride, int32_t nogroup, int32_t sched,
                       uint64_t clause, int32_t strict, void *dup)
{
    (void)loc;
    (void)gtid;
    taskloop(&(struct taskloop_args){task, lower, upper, stride, (task_dup)dup, VEDA_CALL_SITE()},
             if_clause, !nogroup, sched, clause, strict);
}
