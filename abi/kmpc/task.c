/* Explicit tasks of LLVM's ABI (kmp_tasking.cpp, kmp_taskdeps.cpp are its source). Compiled code allocates
 * a task here, fills in its privates, and hands it back; it frees nothing.
 *
 * Invariant: a task handed back is freed exactly once, at the end of its body or, with an event, at its
 * completion; its destructors have run on the thread that ran the body.
 * An untied task's routine is a state machine: at a task scheduling point it passes itself to
 * __kmpc_omp_task again and returns, and goes on at part_id when called next. run_parts() is the loop.
 * Left out: taskloop (taskloop.c), task reductions (task_reduction.c). */
#include "abi/kmpc/task.h"

#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "runtime/task/depend.h"
#include "runtime/task/group.h"

#define UNUSED_ID ((void)loc, (void)gtid)

/* More dependences than this are translated on the heap. */
enum { DEPEND_ON_STACK = 64 };

/* ABI: one item of a depend clause. */
struct depend_info {
    uintptr_t address;
    size_t length;
    uint8_t flags; /* 1 in, 2 out, 4 mutexinoutset, 8 inoutset, 0x80 omp_all_memory */
};

/* ABI: one item of an affinity clause. */
struct affinity_info {
    uintptr_t address;
    size_t length;
    uint32_t flags;
};

enum { IN = 1, MUTEX = 4, SET = 8, ALL = 0x80 };

/* --- a task's life ------------------------------------------------------------------------------------- */

/* At a taskyield other tasks come first, if there are any: the rest is run by a later call. */
static void run_parts(struct veda_member *me, struct veda_deferred *d)
{
    struct kmpc_task *task = d->payload;
    struct kmpc_task_notes *notes = kmpc_task_notes(d);
    if (!task->routine)
        return;
    notes->in_routine = true;
    do {
        notes->again = notes->yielded = false;
        task->routine(me->thread->gtid, task);
    } while (unlikely(notes->again) && !(notes->yielded && veda_task_park_try(me, d)));
    notes->in_routine = false;
}

static void destroy_privates(struct veda_member *me, struct veda_deferred *d)
{
    struct kmpc_task *task = d->payload;
    if (unlikely(kmpc_task_notes(d)->flags & KMPC_TASK_DESTRUCTORS))
        task->data1.destructors(me->thread->gtid, task);
}

static void call(struct veda_member *me, struct veda_deferred *d)
{
    if (unlikely(d->parked))
        veda_task_unpark(me, d);
    else if (unlikely(veda_global.cancellation) && veda_taskgroup_cancelled(me))
        d->discarded = true;
    if (unlikely(kmpc_task_notes(d)->place != 0))
        veda_task_runs_near(me, kmpc_task_notes(d)->place);
    if (likely(!d->discarded))
        run_parts(me, d);
    if (likely(!d->parked))
        destroy_privates(me, d);
}

struct veda_deferred *kmpc_task_new(struct veda_member *me, int32_t flags, size_t bytes, const void *site)
{
    struct veda_deferred *d = veda_task_new(me, bytes, flags & KMPC_TASK_FINAL, site);
    d->undeferred |= (flags & KMPC_TASK_MERGED_IF0) != 0;
    d->call = call;
    d->untied = !(flags & KMPC_TASK_TIED);
    *kmpc_task_notes(d) = (struct kmpc_task_notes){.flags = (int16_t)flags};
    d->shim[1] = bytes;
    if (unlikely(flags & KMPC_TASK_PROXY))
        veda_task_detach(me, d);
    if (unlikely(flags & KMPC_TASK_POOL))
        veda_task_pool(me, d);
    return d;
}

void kmpc_task_drop(struct veda_member *me, struct veda_deferred *d)
{
    destroy_privates(me, d);
    veda_task_drop(me, d);
}

/* The compiler's part of d, from the start of struct kmpc_task to the pointers at `offset`. */
VEDA_INLINE struct kmpc_task *prepare(struct veda_deferred *d, size_t offset, size_t shared_bytes,
                                      kmpc_routine routine)
{
    struct kmpc_task *task = d->payload;
    task->shareds = shared_bytes ? (char *)task + offset : NULL;
    task->routine = routine;
    task->part_id = 0;
    return task;
}

static size_t shareds_offset(size_t task_bytes)
{
    return (task_bytes + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
}

static VEDA_NOINLINE struct kmpc_task *allocate(int32_t flags, size_t task_bytes, size_t shared_bytes,
                                                kmpc_routine routine, const void *site)
{
    size_t offset = shareds_offset(task_bytes);
    struct veda_deferred *d = kmpc_task_new(veda_me(), flags, offset + shared_bytes, site);
    d->task.kind = (const void *)routine;
    return prepare(d, offset, shared_bytes, routine);
}

/* task_bytes: struct kmpc_task with the privates; shared_bytes: the block of pointers behind. What compilers make of
 * most tasks is done with here. */
VEDA_EXPORT(__kmpc_omp_task_alloc)
struct kmpc_task *__kmpc_omp_task_alloc(struct ident *loc, int32_t gtid, int32_t flags,
                                        size_t task_bytes, size_t shared_bytes, kmpc_routine routine)
{
    UNUSED_ID;
    struct veda_member *me = veda_self;
    size_t offset = shareds_offset(task_bytes), bytes = offset + shared_bytes;
    struct veda_deferred *d = likely(me && flags == KMPC_TASK_TIED)
                                  ? veda_task_new_try(me, bytes, VEDA_CALL_SITE(), (const void *)routine)
                                  : NULL;
    if (unlikely(!d))
        return allocate(flags, task_bytes, shared_bytes, routine, VEDA_CALL_SITE());
    d->call = call;
    *kmpc_task_notes(d) = (struct kmpc_task_notes){.flags = KMPC_TASK_TIED, .plain = true};
    d->shim[1] = bytes;
    return prepare(d, offset, shared_bytes, routine);
}

/* The host side of target nowait: a task like any other. In flags of before OpenMP 6.0 POOL meant a helper thread of the
 * library's own. */
VEDA_EXPORT(__kmpc_omp_target_task_alloc)
struct kmpc_task *__kmpc_omp_target_task_alloc(struct ident *loc, int32_t gtid, int32_t flags,
                                               size_t task_bytes, size_t shared_bytes,
                                               kmpc_routine routine, int64_t device)
{
    UNUSED_ID;
    (void)device;
    return allocate(flags & ~KMPC_TASK_POOL, task_bytes, shared_bytes, routine, VEDA_CALL_SITE());
}

/* --- handing it back ----------------------------------------------------------------------------------- */

/* All entry points that may switch tasks answer 0: the current one has not been queued. */
static int32_t submit(struct veda_member *me, struct veda_deferred *d, const struct veda_depend *depend, size_t n)
{
    struct kmpc_task_notes *notes = kmpc_task_notes(d);
    if (unlikely(me->task == &d->task)) { /* an untied task at a scheduling point of its own */
        if (notes->in_routine)
            notes->again = true;
        else
            run_parts(me, d); /* its first part was called by compiled code: if(0) */
        return 0;
    }
    if (unlikely(notes->flags & KMPC_TASK_PRIORITY))
        d->priority = veda_task_priority(((struct kmpc_task *)d->payload)->data2.priority);
    if (unlikely(notes->place != 0))
        veda_task_submit_near(me, d, depend, n, notes->place);
    else
        veda_task_submit(me, d, depend, n);
    return 0;
}

/* A plain task, on the spot. demanded: by what it is in. */
VEDA_INLINE void include_plain(struct veda_member *me, struct veda_deferred *d, struct kmpc_task *task, bool demanded)
{
    if (!demanded)
        veda_task_time_begin(me);
    veda_task_enter(me, &d->task);
    task->routine(me->thread->gtid, task);
    if (demanded)
        veda_task_count(me, d->task.kind, 1);
    else
        veda_task_time_end(me, &d->task);
    veda_task_leave_block(me, d);
}

VEDA_EXPORT(__kmpc_omp_task)
int32_t __kmpc_omp_task(struct ident *loc, int32_t gtid, struct kmpc_task *task)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    struct veda_deferred *d = veda_deferred_of_payload(task);
    if (likely(kmpc_task_notes(d)->plain && !veda_global.cancellation)) {
        if (d->undeferred) {
            include_plain(me, d, task, true);
            return 0;
        }
        if (veda_task_may_include(me, d->task.kind)) {
            include_plain(me, d, task, false);
            return 0;
        }
    }
    return submit(me, d, NULL, 0);
}

/* As __kmpc_omp_task; compilers that split tasks into parts may call either. */
VEDA_EXPORT(__kmpc_omp_task_parts)
int32_t __kmpc_omp_task_parts(struct ident *loc, int32_t gtid, struct kmpc_task *task)
{
    UNUSED_ID;
    return submit(veda_me(), veda_deferred_of_payload(task), NULL, 0);
}

/* An undeferred task whose body the caller runs itself between begin and complete. */
VEDA_EXPORT(__kmpc_omp_task_begin_if0)
void __kmpc_omp_task_begin_if0(struct ident *loc, int32_t gtid, struct kmpc_task *task)
{
    UNUSED_ID;
    veda_task_begin(veda_me(), veda_deferred_of_payload(task));
}

VEDA_EXPORT(__kmpc_omp_task_complete_if0)
void __kmpc_omp_task_complete_if0(struct ident *loc, int32_t gtid, struct kmpc_task *task)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    struct veda_deferred *d = veda_deferred_of_payload(task);
    destroy_privates(me, d);
    veda_task_end(me, d);
}

/* The affinity clause, before the task is handed back. Its first item counts. */
VEDA_EXPORT(__kmpc_omp_reg_task_with_affinity)
int32_t __kmpc_omp_reg_task_with_affinity(struct ident *loc, int32_t gtid, struct kmpc_task *task,
                                          int32_t n, struct affinity_info *list)
{
    UNUSED_ID;
    struct kmpc_task_notes *notes = kmpc_task_notes(veda_deferred_of_payload(task));
    if (n > 0 && list[0].address) {
        notes->place = veda_task_place_of(list[0].address);
        notes->plain = false;
    }
    return 0;
}

/* --- dependences --------------------------------------------------------------------------------------- */

/* The two lists of one call; addresses in the first may repeat. */
struct depend_lists {
    int32_t n, nnoalias;
    const struct depend_info *list, *noalias;
};

static struct veda_depend translate(const struct depend_info *info)
{
    enum veda_depend_kind kind = info->flags == ALL || info->address == UINTPTR_MAX ? VEDA_DEPEND_ALL
                                 : info->flags == IN                                ? VEDA_DEPEND_IN
                                 : info->flags == SET                               ? VEDA_DEPEND_SET
                                 : info->flags == MUTEX                             ? VEDA_DEPEND_MUTEX
                                                                                    : VEDA_DEPEND_OUT;
    return (struct veda_depend){.address = info->address, .kind = kind};
}

/* Gives few, filled, or an array from malloc; NULL in the address is no dependence. *n: how many. */
static struct veda_depend *read_depend(const struct depend_lists *lists, struct veda_depend *few,
                                       size_t *n)
{
    size_t most = (size_t)lists->n + (size_t)lists->nnoalias;
    struct veda_depend *out = few;
    if (most > DEPEND_ON_STACK && !(out = malloc(most * sizeof *out)))
        veda_fatal("out of memory (%zu dependences)", most);
    *n = 0;
    for (int32_t i = 0; i < lists->n; i++)
        if (lists->list[i].address || lists->list[i].flags == ALL)
            out[(*n)++] = translate(&lists->list[i]);
    for (int32_t i = 0; i < lists->nnoalias; i++)
        if (lists->noalias[i].address || lists->noalias[i].flags == ALL)
            out[(*n)++] = translate(&lists->noalias[i]);
    return out;
}

static VEDA_COLD int32_t submit_with_depend(struct veda_member *me, struct veda_deferred *d,
                                            const struct depend_lists *lists)
{
    struct veda_depend few[DEPEND_ON_STACK];
    size_t n;
    struct veda_depend *depend = read_depend(lists, few, &n);
    submit(me, d, depend, n);
    if (depend != few)
        free(depend);
    return 0;
}

VEDA_EXPORT(__kmpc_omp_task_with_deps)
int32_t __kmpc_omp_task_with_deps(struct ident *loc, int32_t gtid, struct kmpc_task *task, int32_t n,
                                  struct depend_info *list, int32_t nnoalias,
                                  struct depend_info *noalias)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    return submit_with_depend(me, veda_deferred_of_payload(task),
                              &(struct depend_lists){n, nnoalias, list, noalias});
}

static VEDA_COLD void wait_depend(struct veda_member *me, const struct depend_lists *lists)
{
    struct veda_depend few[DEPEND_ON_STACK];
    size_t n;
    struct veda_depend *depend = read_depend(lists, few, &n);
    veda_depend_wait_to_begin(me, depend, n);
    if (depend != few)
        free(depend);
}

/* In front of an if(0) task, and taskwait depend. That may not say mutexinoutset (5.2, 15.5): where it does so by a
 * dependence object it is taken for the other and does not wait for whom such a task excludes; an undeferred task may
 * then do so for it, if none with dependences comes before. Of older compilers. */
VEDA_EXPORT(__kmpc_omp_wait_deps)
void __kmpc_omp_wait_deps(struct ident *loc, int32_t gtid, int32_t n, struct depend_info *list,
                          int32_t nnoalias, struct depend_info *noalias)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    if (veda_depend_matters(me->task))
        wait_depend(me, &(struct depend_lists){n, nnoalias, list, noalias});
}

/* The same of newer ones. nowait: an empty task for later ones to depend on. */
VEDA_EXPORT(__kmpc_omp_taskwait_deps_51)
void __kmpc_omp_taskwait_deps_51(struct ident *loc, int32_t gtid, int32_t n, struct depend_info *list,
                                 int32_t nnoalias, struct depend_info *noalias, int32_t nowait)
{
    UNUSED_ID;
    struct veda_member *me = veda_me();
    if (!veda_depend_matters(me->task))
        return;
    struct depend_lists lists = {n, nnoalias, list, noalias};
    if (nowait) {
        struct kmpc_task *task = allocate(KMPC_TASK_TIED, sizeof *task, 0, NULL, VEDA_CALL_SITE());
        submit_with_depend(me, veda_deferred_of_payload(task), &lists);
    } else {
        wait_depend(me, &lists);
    }
}

/* For tools: the node of a deferred task with dependences, and the tasks that wait for it. */
VEDA_EXPORT(__kmpc_task_get_depnode)
struct veda_depend_node *__kmpc_task_get_depnode(struct kmpc_task *task)
{
    struct veda_deferred *d = veda_deferred_of_payload(task);
    return d->task.above ? d->node : NULL;
}

VEDA_EXPORT(__kmpc_task_get_successors)
struct veda_edge *__kmpc_task_get_successors(struct kmpc_task *task)
{
    return veda_depend_successors(__kmpc_task_get_depnode(task));
}

/* --- waiting ------------------------------------------------------------------------------------------- */

VEDA_EXPORT(__kmpc_omp_taskwait)
int32_t __kmpc_omp_taskwait(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    veda_task_wait(veda_me());
    return 0;
}

VEDA_EXPORT(__kmpc_omp_taskyield)
int32_t __kmpc_omp_taskyield(struct ident *loc, int32_t gtid, int32_t end_part)
{
    UNUSED_ID;
    (void)end_part;
    struct veda_member *me = veda_me();
    veda_task_yield(me);
    if (me->task->in_block) {
        struct veda_deferred *d = veda_container_of(me->task, struct veda_deferred, task);
        if (d->untied)
            kmpc_task_notes(d)->yielded = true;
    }
    return 0;
}

VEDA_EXPORT(__kmpc_taskgroup)
void __kmpc_taskgroup(struct ident *loc, int32_t gtid)
{
    UNUSED_ID;
    veda_taskgroup_start(veda_me());
}

/* __kmpc_end_taskgroup is in task_reduction.c: it combines. */

/* --- events -------------------------------------------------------------------------------------------- */

/* The handle for omp_fulfill_event; the same however often it is asked for. */
VEDA_EXPORT(__kmpc_task_allow_completion_event)
uintptr_t __kmpc_task_allow_completion_event(struct ident *loc, int32_t gtid, struct kmpc_task *task)
{
    UNUSED_ID;
    struct veda_deferred *d = veda_deferred_of_payload(task);
    kmpc_task_notes(d)->plain = false;
    veda_task_detach(veda_me(), d);
    return veda_task_event(d);
}

/* A proxy task is done: said by a thread of the team, or by any other. */
VEDA_EXPORT(__kmpc_proxy_task_completed)
void __kmpc_proxy_task_completed(int32_t gtid, struct kmpc_task *task)
{
    (void)gtid;
    veda_task_fulfill(veda_task_event(veda_deferred_of_payload(task)));
}

VEDA_EXPORT(__kmpc_proxy_task_completed_ooo)
void __kmpc_proxy_task_completed_ooo(struct kmpc_task *task)
{
    veda_task_fulfill(veda_task_event(veda_deferred_of_payload(task)));
}

/* --- queries ------------------------------------------------------------------------------------------- */

/* 0 from a thread that has met no OpenMP construct yet. */
VEDA_EXPORT(__kmpc_get_taskid)
uint64_t __kmpc_get_taskid(void)
{
    struct veda_member *me = veda_self;
    return me ? veda_task_id(me, me->task) : 0;
}

VEDA_EXPORT(__kmpc_get_parent_taskid)
uint64_t __kmpc_get_parent_taskid(void)
{
    struct veda_member *me = veda_self;
    if (!me)
        return 0;
    struct veda_task *t = me->task;
    return t->above ? t->parent_id : t->below ? veda_task_id(me, t->below) : 0;
}

/* Whether a device's library may leave an operation running behind a task of this thread, and come back for
 * it by the handle. Not here: target nowait waits inside its task. */
VEDA_EXPORT(__kmpc_omp_has_task_team)
bool __kmpc_omp_has_task_team(int32_t gtid)
{
    (void)gtid;
    return false;
}

VEDA_EXPORT(__kmpc_omp_get_target_async_handle_ptr)
void **__kmpc_omp_get_target_async_handle_ptr(int32_t gtid)
{
    (void)gtid;
    return NULL;
}

/* Runs the caller's implicit task of the current region. */
VEDA_EXPORT(__kmpc_invoke_task_func)
int32_t __kmpc_invoke_task_func(int32_t gtid)
{
    (void)gtid;
    struct veda_member *me = veda_me();
    if (me->team->call)
        me->team->call(me);
    return 1;
}
