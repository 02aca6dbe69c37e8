/* Task reductions of gcc's ABI: layout and rules in task_reduction.h.
 *
 * Invariant: the innermost taskgroup's `reductions` is the innermost description, and from it a walk along
 * [4] meets every block that is in scope, inner ones first. Blocks are few: the walk is the lookup. */
#include "abi/gomp/task_reduction.h"

#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "runtime/task/group.h"
#include "runtime/veda.h"

enum { ENTRIES, BYTES, COPIES, ALLOCATOR, NEXT, FIRST, END, HEAD };
enum { ADDRESS, OFFSET, ENTRY = 3 };

static uintptr_t *entry(uintptr_t *block, size_t i)
{
    return block + HEAD + i * ENTRY;
}

static void make_copies(uintptr_t *block, unsigned nthreads)
{
    size_t bytes = block[BYTES] * nthreads;
    size_t alignment = block[COPIES] < sizeof(void *) ? sizeof(void *) : block[COPIES];
    void *copies = NULL;
    if (posix_memalign(&copies, alignment, bytes ? bytes : 1))
        veda_fatal("out of memory (%zu bytes for task reductions)", bytes);
    memset(copies, 0, bytes);
    block[COPIES] = (uintptr_t)copies;
    block[END] = block[COPIES] + bytes;
}

/* Puts data in front of the descriptions in group. */
static void add(struct veda_taskgroup *group, uintptr_t *data, uintptr_t *shared, unsigned nthreads)
{
    for (uintptr_t *block = data;; block = (uintptr_t *)block[NEXT]) {
        if (shared) {
            block[COPIES] = shared[COPIES];
            block[END] = shared[END];
            shared = (uintptr_t *)shared[NEXT];
        } else {
            make_copies(block, nthreads);
        }
        block[FIRST] = block == data;
        if (!block[NEXT]) {
            block[NEXT] = (uintptr_t)group->reductions;
            break;
        }
    }
    group->reductions = data;
    group->team_only = true;
}

void gomp_reductions_register(struct veda_member *me, uintptr_t *data, uintptr_t *shared)
{
    add(me->task->group, data, shared, (unsigned)me->team->nthreads);
    veda_agent_renumber(me);
}

void gomp_work_reductions(struct veda_member *me, bool first, uintptr_t *data, void *shared)
{
    veda_taskgroup_start(me)->workshare = true;
    gomp_reductions_register(me, data, first ? NULL : shared);
}

void gomp_parallel_reductions_prepare(struct veda_team *team)
{
    struct veda_taskgroup *group = veda_taskgroup_new(team->nthreads);
    add(group, *(uintptr_t **)team->arg, NULL, (unsigned)team->nthreads);
    team->reductions = group;
}

/* All members share the group: nobody ends it, the region does. */
void gomp_parallel_reductions_call(struct veda_member *me)
{
    struct veda_team *team = me->team;
    me->task->group = team->reductions;
    ((void (*)(void *))team->fn)(team->arg);
}

void gomp_parallel_reductions_done(void *block)
{
    free(block);
}

VEDA_EXPORT(GOMP_taskgroup_reduction_register)
void GOMP_taskgroup_reduction_register(uintptr_t *data)
{
    struct veda_member *me = veda_me();
    gomp_reductions_register(me, data, NULL);
}

VEDA_EXPORT(GOMP_taskgroup_reduction_unregister)
void GOMP_taskgroup_reduction_unregister(uintptr_t *data)
{
    uintptr_t *block = data;
    do {
        free((void *)block[COPIES]);
        block = (uintptr_t *)block[NEXT];
    } while (block && !block[FIRST]);
}

/* The end of a construct with reduction(task, ...): waits for the tasks of the caller's group, and for the
 * team unless the construct was cancelled. Thread 0 has combined the copies by then. */
VEDA_EXPORT(GOMP_workshare_task_reduction_unregister)
void GOMP_workshare_task_reduction_unregister(bool cancelled)
{
    struct veda_member *me = veda_me();
    uintptr_t *data = me->task->group->reductions;
    veda_taskgroup_end(me);
    if (me->tid == 0)
        GOMP_taskgroup_reduction_unregister(data);
    if (!cancelled)
        veda_barrier(me);
}

/* --- what a task asks ---------------------------------------------------------------------------------- */

/* Where the original at `address`, or a copy of it there, is found. */
struct place {
    uintptr_t *block;
    uintptr_t *entry;
    uintptr_t offset;
};

static uintptr_t *entry_at_offset(uintptr_t *block, uintptr_t offset)
{
    size_t low = 0, high = block[ENTRIES];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entry(block, middle)[OFFSET] < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < block[ENTRIES] && entry(block, low)[OFFSET] == offset ? entry(block, low) : NULL;
}

static struct place find(uintptr_t *innermost, uintptr_t address)
{
    for (uintptr_t *b = innermost; b; b = (uintptr_t *)b[NEXT])
        for (size_t i = 0; i < b[ENTRIES]; i++)
            if (entry(b, i)[ADDRESS] == address)
                return (struct place){b, entry(b, i), entry(b, i)[OFFSET]};
    for (uintptr_t *b = innermost; b; b = (uintptr_t *)b[NEXT])
        if (address >= b[COPIES] && address < b[END]) {
            uintptr_t offset = (address - b[COPIES]) % b[BYTES];
            return (struct place){b, entry_at_offset(b, offset), offset};
        }
    return (struct place){0};
}

/* ptrs[i], an original or a copy, becomes the calling thread's copy; for i < cntorig, ptrs[cnt + i] becomes
 * the original. */
VEDA_EXPORT(GOMP_task_reduction_remap)
void GOMP_task_reduction_remap(size_t cnt, size_t cntorig, void **ptrs)
{
    struct veda_member *me = veda_me();
    const struct veda_taskgroup *group = me->task->group;
    for (size_t i = 0; i < cnt; i++) {
        struct place p = find(group ? group->reductions : NULL, (uintptr_t)ptrs[i]);
        if (!p.block || (i < cntorig && !p.entry))
            veda_fatal("in_reduction: no task_reduction or reduction(task) around it names %p", ptrs[i]);
        ptrs[i] = (void *)(p.block[COPIES] + (uintptr_t)veda_reduction_place(me) * p.block[BYTES] + p.offset);
        if (i < cntorig)
            ptrs[cnt + i] = (void *)p.entry[ADDRESS];
    }
}
