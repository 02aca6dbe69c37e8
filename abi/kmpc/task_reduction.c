/* Task reductions of LLVM's ABI (kmp_tasking.cpp is its source): task_reduction on a taskgroup, and the
 * task modifier of reduction on parallel and worksharing constructs.
 *
 * A taskgroup's items are in group->items; a task asks with the address of an item, or of any thread's copy
 * of it, for its own thread's copy, and the search goes outward over the groups. The end of the group
 * combines the copies into the item in thread order. In a team of one thread there are no copies: the item
 * itself serves.
 *
 * With the modifier every member has a group and items of its own, whose copies are one set: the first to
 * come makes them and leaves them with the team, the last to go combines them into its own item, and the
 * construct's ordinary reduction does the rest. Such a construct ends with a barrier, so there is one of
 * each kind at a time. [REDUCTION-SHARE] publishes the first one's items; [REDUCTION-DONE] that everybody is
 * through with the copies. */
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "abi/kmpc/task.h"
#include "runtime/sched/wait.h"
#include "runtime/task/group.h"

/* ABI: what the compiler passes for an item. The older form lacks the original, and its initialiser takes
 * one argument. */
struct input_1 {
    void *shared;
    size_t bytes;
    void *init, *fini, *combine;
    uint32_t flags;
};

struct input_2 {
    void *shared, *original;
    size_t bytes;
    void *init, *fini, *combine;
    uint32_t flags;
};

enum { LAZY = 1 }; /* copies are made when first asked for */

struct item {
    char *shared;
    void *original;     /* NULL: the older form */
    size_t bytes;       /* from one thread's copy to the next */
    bool lazy;
    char *copies;       /* of all threads; not lazy */
    void **copy;        /* one a thread, or NULL; lazy */
    void *init;
    void (*fini)(void *);
    void (*combine)(void *into, void *from);
};

struct items {
    int n;
    int construct;      /* index into the team's reductions; negative: the group's own */
    struct item item[];
};

static void *allocate(size_t bytes)
{
    void *p = NULL;
    if (posix_memalign(&p, KMPC_TASK_ALIGNMENT, bytes ? bytes : 1))
        veda_fatal("out of memory (%zu bytes for task reductions)", bytes);
    memset(p, 0, bytes);
    return p;
}

static void init_copy(const struct item *it, void *copy)
{
    if (!it->init)
        return;
    if (it->original)
        ((void (*)(void *, void *))it->init)(copy, it->original);
    else
        ((void (*)(void *))it->init)(copy);
}

/* Item i of the compiler's array. */
static struct item read_item(const void *data, int i, bool old_form)
{
    if (old_form) {
        const struct input_1 *in = (const struct input_1 *)data + i;
        return (struct item){.shared = in->shared, .bytes = in->bytes, .lazy = in->flags & LAZY,
                             .init = in->init, .fini = (void (*)(void *))in->fini,
                             .combine = (void (*)(void *, void *))in->combine};
    }
    const struct input_2 *in = (const struct input_2 *)data + i;
    return (struct item){.shared = in->shared, .original = in->original ? in->original : in->shared,
                         .bytes = in->bytes, .lazy = in->flags & LAZY, .init = in->init,
                         .fini = (void (*)(void *))in->fini,
                         .combine = (void (*)(void *, void *))in->combine};
}

static void make_copies(struct item *it, int nthreads)
{
    if (it->lazy) {
        it->copy = allocate((size_t)nthreads * sizeof *it->copy);
        return;
    }
    it->bytes = (it->bytes + VEDA_CACHE_LINE - 1) & ~(size_t)(VEDA_CACHE_LINE - 1); /* a line a thread */
    it->copies = allocate((size_t)nthreads * it->bytes);
    for (int i = 0; i < nthreads; i++)
        init_copy(it, it->copies + (size_t)i * it->bytes);
}

/* share: items whose copies are used; NULL: new ones. */
static struct items *register_items(struct veda_member *me, const void *data, int n, bool old_form,
                                    int construct, const struct items *share)
{
    struct items *items = allocate(sizeof *items + (size_t)n * sizeof items->item[0]);
    items->n = n;
    items->construct = construct;
    for (int i = 0; i < n; i++) {
        struct item it = read_item(data, i, old_form);
        if (share) {
            char *shared = it.shared;
            it = share->item[i];
            it.shared = shared;
        } else {
            make_copies(&it, me->team->nthreads);
        }
        items->item[i] = it;
    }
    me->task->group->items = items;
    return items;
}

static void combine(const struct items *items, int nthreads)
{
    for (int i = 0; i < items->n; i++) {
        const struct item *it = &items->item[i];
        for (int t = 0; t < nthreads; t++) {
            void *copy = it->lazy ? it->copy[t] : it->copies + (size_t)t * it->bytes;
            if (!copy)
                continue;
            it->combine(it->shared, copy);
            if (it->fini)
                it->fini(copy);
            if (it->lazy)
                free(copy);
        }
        free(it->lazy ? (void *)it->copy : (void *)it->copies);
    }
}

static void *group_init(int n, void *data, bool old_form)
{
    struct veda_member *me = veda_me();
    struct veda_taskgroup *group = me->task->group;
    if (!group)
        veda_fatal("task_reduction outside of any taskgroup");
    group->team_only |= n > 0;
    veda_agent_renumber(me);
    if (me->team->nthreads > 1 && n > 0)
        register_items(me, data, n, old_form, -1, NULL);
    return group;
}

VEDA_EXPORT(__kmpc_task_reduction_init)
void *__kmpc_task_reduction_init(int32_t gtid, int32_t n, void *data)
{
    (void)gtid;
    return group_init(n, data, true);
}

VEDA_EXPORT(__kmpc_taskred_init)
void *__kmpc_taskred_init(int32_t gtid, int32_t n, void *data)
{
    (void)gtid;
    return group_init(n, data, false);
}

/* --- the task modifier --------------------------------------------------------------------------------- */

/* Stands in the team while the first member makes the copies. */
static struct items being_made;

static void *modifier_init(int construct, int n, void *data, bool old_form)
{
    struct veda_member *me = veda_me();
    struct veda_team_tasks *tasks = &me->team->tasks;
    struct veda_taskgroup *group = veda_taskgroup_start(me);
    group->workshare = group->team_only = true;
    if (me->team->nthreads == 1 || n <= 0)
        return group;
    void **place = &tasks->reductions[construct], *found = NULL;
    if (cas_acq(place, &found, &being_made)) { /* [REDUCTION-DONE] of the construct before */
        struct items *items = register_items(me, data, n, old_form, construct, NULL);
        size_t bytes = sizeof *items + (size_t)n * sizeof items->item[0];
        st_rel(place, memcpy(allocate(bytes), items, bytes)); /* [REDUCTION-SHARE] */
        return group;
    }
    for (struct veda_wait w = veda_wait_begin(NULL); found == &being_made; veda_wait_step(&w))
        found = ld_acq(place); /* [REDUCTION-SHARE] */
    register_items(me, data, n, old_form, construct, found);
    return group;
}

VEDA_EXPORT(__kmpc_task_reduction_modifier_init)
void *__kmpc_task_reduction_modifier_init(struct ident *loc, int32_t gtid, int32_t is_workshare,
                                          int32_t n, void *data)
{
    (void)loc;
    (void)gtid;
    return modifier_init(is_workshare != 0, n, data, true);
}

VEDA_EXPORT(__kmpc_taskred_modifier_init)
void *__kmpc_taskred_modifier_init(struct ident *loc, int32_t gtid, int32_t is_workshare, int32_t n,
                                   void *data)
{
    (void)loc;
    (void)gtid;
    return modifier_init(is_workshare != 0, n, data, false);
}

static void end_items(struct veda_member *me, struct items *items)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    int nthreads = me->team->nthreads, c = items->construct;
    if (c < 0) {
        combine(items, nthreads);
    } else if (add_acq_rel(&tasks->reductions_left[c], 1) == (uint32_t)nthreads - 1) { /* [REDUCTION-DONE] */
        combine(items, nthreads);
        free(tasks->reductions[c]);
        st_rlx(&tasks->reductions_left[c], 0);        /* published by: */
        st_rel(&tasks->reductions[c], (void *)NULL);  /* [REDUCTION-DONE] */
    }
    free(items);
}

static void end_group(struct veda_member *me)
{
    struct veda_taskgroup *group = me->task->group;
    if (unlikely(!group))
        return;
    veda_taskgroup_wait(me);
    if (unlikely(group->items != NULL))
        end_items(me, group->items);
    veda_taskgroup_close(me);
}

VEDA_EXPORT(__kmpc_end_taskgroup)
void __kmpc_end_taskgroup(struct ident *loc, int32_t gtid)
{
    (void)loc;
    (void)gtid;
    end_group(veda_me());
}

VEDA_EXPORT(__kmpc_task_reduction_modifier_fini)
void __kmpc_task_reduction_modifier_fini(struct ident *loc, int32_t gtid, int32_t is_workshare)
{
    (void)loc;
    (void)gtid;
    (void)is_workshare;
    end_group(veda_me());
}

/* --- what a task asks ---------------------------------------------------------------------------------- */

static bool names(const struct item *it, const char *data, int nthreads)
{
    if (data == it->shared)
        return true;
    if (!it->lazy)
        return data >= it->copies && data < it->copies + (size_t)nthreads * it->bytes;
    for (int t = 0; t < nthreads; t++)
        if (ld_rlx(&it->copy[t]) == data) /* hint: who asks with a copy has had it from its thread */
            return true;
    return false;
}

static void *own_copy(const struct item *it, int tid)
{
    if (!it->lazy)
        return it->copies + (size_t)tid * it->bytes;
    void *copy = ld_rlx(&it->copy[tid]); /* owner */
    if (!copy) {
        copy = allocate(it->bytes);
        init_copy(it, copy);
        st_rlx(&it->copy[tid], copy); /* owner */
    }
    return copy;
}

/* group: where to begin, or NULL for the current task's. */
VEDA_EXPORT(__kmpc_task_reduction_get_th_data)
void *__kmpc_task_reduction_get_th_data(int32_t gtid, void *group, void *data)
{
    (void)gtid;
    struct veda_member *me = veda_me();
    int nthreads = me->team->nthreads;
    if (nthreads == 1)
        return data;
    for (const struct veda_taskgroup *g = group ? group : me->task->group; g; g = g->outer) {
        const struct items *items = g->items;
        for (int i = 0; items && i < items->n; i++)
            if (names(&items->item[i], data, nthreads))
                return own_copy(&items->item[i], veda_reduction_place(me));
    }
    veda_fatal("in_reduction: no task_reduction or reduction(task) around it names %p", data);
}
