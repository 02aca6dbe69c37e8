/* __kmpc_taskloop (kmp_tasking.cpp is the ABI's source). Compiled code hands over a pattern: a task that is
 * never run, with its privates set and the bounds of the whole loop, both inclusive and 64 bits wide, at lb
 * and ub inside. Each task is a copy of the pattern with bounds of its own; task_dup, if there is one,
 * constructs what bytes can't copy and sets the lastprivate flag. */
#include <string.h>

#include "abi/export.h"
#include "abi/kmpc/task.h"
#include "runtime/task/group.h"
#include "runtime/task/taskloop.h"

typedef void (*task_dup)(struct kmpc_task *to, struct kmpc_task *from, int32_t last);

enum { SCHED_NONE, SCHED_GRAINSIZE, SCHED_NUM_TASKS };

struct taskloop_args {
    struct kmpc_task *pattern;
    uint64_t *lower, *upper;
    int64_t stride;
    task_dup dup;
    const void *site;
};

static uint64_t trip_count(uint64_t lower, uint64_t upper, int64_t stride)
{
    if (stride > 0)
        return (upper - lower) / (uint64_t)stride + 1;
    return (lower - upper) / (0 - (uint64_t)stride) + 1;
}

static struct kmpc_task_header *copy(struct veda_member *me, const struct taskloop_args *a,
                                     int32_t flags)
{
    struct kmpc_task_header *from = kmpc_task_header(a->pattern);
    struct kmpc_task_header *h = kmpc_task_new(me, flags, from->bytes, a->site);
    struct kmpc_task *task = kmpc_task_of(h);
    memcpy(task, a->pattern, from->bytes);
    if (task->shareds)
        task->shareds = (char *)task + ((char *)a->pattern->shareds - (char *)a->pattern);
    return h;
}

static void run_tasks(struct veda_member *me, const struct taskloop_args *a,
                      const struct veda_taskloop *loop, int32_t flags)
{
    size_t lower_at = (size_t)((char *)a->lower - (char *)a->pattern);
    size_t upper_at = (size_t)((char *)a->upper - (char *)a->pattern);
    uint64_t lower = *a->lower;
    for (uint64_t i = 0; i < loop->ntasks; i++) {
        uint64_t next = lower + veda_taskloop_size(loop, i) * (uint64_t)a->stride;
        struct kmpc_task_header *h = copy(me, a, flags);
        struct kmpc_task *task = kmpc_task_of(h);
        *(uint64_t *)((char *)task + lower_at) = lower;
        *(uint64_t *)((char *)task + upper_at) = next - (uint64_t)a->stride;
        if (a->dup)
            a->dup(task, a->pattern, i == loop->ntasks - 1);
        veda_task_submit(me, &h->d, NULL, 0);
        lower = next;
    }
}

/* clause: grainsize or num_tasks, as sched says. strict: its modifier. */
static void taskloop(const struct taskloop_args *a, bool deferred, bool group, int32_t sched,
                     uint64_t clause, bool strict)
{
    struct veda_member *me = veda_me();
    struct kmpc_task_header *pattern = kmpc_task_header(a->pattern);
    int32_t flags = pattern->flags | (deferred ? 0 : KMPC_TASK_MERGED_IF0);
    struct veda_taskloop loop = veda_taskloop_split(
        trip_count(*a->lower, *a->upper, a->stride), sched == SCHED_GRAINSIZE ? clause : 0,
        sched == SCHED_NUM_TASKS ? clause : 0, strict, me->team->nthreads);
    if (group)
        veda_taskgroup_start(me);
    run_tasks(me, a, &loop, flags);
    kmpc_task_drop(me, pattern);
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
