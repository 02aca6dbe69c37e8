/* The shipping task code, brought into a scenario: a team of members that the scenario's threads play,
 * with what they want from the rest of the library. Blocks come from malloc, one use each, so that
 * touching one too late is found; what thieves may do to blocks that are used again is slab.c's and
 * scope.c's matter. */
#ifndef VEDA_TEST_EXPLORE_TASK_H
#define VEDA_TEST_EXPLORE_TASK_H

#include <stdlib.h>

#define EXPLORE_WITH_TASKS
#include "test/explore/wait.h"

#include "runtime/sync/event.c"
#include "runtime/sync/mutex.c"
#define settle settle_node /* wait.c has one, too */
#include "runtime/task/depend.c"
#undef settle
#include "runtime/task/detach.c"
#include "runtime/task/exclude.c"
#include "runtime/task/find.c"
#include "runtime/task/group.c"
#include "runtime/task/kin.c"
#include "runtime/task/task.c"
#include "runtime/task/wait.c"

__thread struct veda_member *veda_self;

void veda_warn(const char *fmt, ...)
{
    explore_fail("a warning: %s", fmt);
}

uintptr_t veda_thread_stack_middle(void)
{
    return 1;
}

int veda_binding_place(struct veda_member *me)
{
    return me->place;
}

void *veda_pages_new(size_t bytes)
{
    return calloc(1, bytes);
}

void veda_pages_free(void *p, size_t bytes)
{
    (void)bytes;
    free(p);
}

void veda_heap_idle(struct veda_heap *heap)
{
    (void)heap;
}

const int *veda_binding_order(struct veda_member *me) /* its members have no places */
{
    explore_fail("member %d asks who is near", me->tid);
}

#ifndef EXPLORE_WITH_AGENTS
int veda_agents_most(const struct veda_member *me)
{
    (void)me;
    return 0;
}

bool veda_agent_may_include(struct veda_member *me)
{
    (void)me;
    return false;
}

bool veda_agent_keeps_slow(const struct veda_member *me)
{
    (void)me;
    return false;
}

void veda_agents_call(struct veda_member *me)
{
    (void)me;
}

void veda_agents_recall_locked(struct veda_team *its)
{
    (void)its;
}
#endif

#ifndef EXPLORE_WITH_SLAB
/* Nobody has a slab, and no block is at home in none: all goes through here, and the engine sees each block freed. */
void *veda_slab_alloc_slow(struct veda_slab **slab, enum veda_slab_size size)
{
    static const size_t bytes[] = {VEDA_SMALL_BYTES, VEDA_TASK_BYTES, VEDA_LARGE_BYTES};
    (void)slab;
    char *p = aligned_alloc(64, bytes[size]);
    memset(p, 0, bytes[size]);
    ((struct veda_block *)p)->home = (struct veda_slab *)p;
    return p + VEDA_SLAB_HEAD;
}

void veda_slab_free_slow(struct veda_slab **slab, void *block)
{
    (void)slab;
    free((char *)block - VEDA_SLAB_HEAD);
}

void veda_slab_flush(struct veda_slab *slab)
{
    (void)slab;
}
#endif

static struct veda_team *team;
static struct veda_member *members[EXPLORE_THREADS];
static struct veda_thread native[EXPLORE_THREADS];

/* n members, in their implicit tasks. Deques for `slots` tasks each; the team is malloc's. */
static inline void explore_team(int n, int slots)
{
    explore_waits(0);
    veda_config.task_limit = slots;
    team = calloc(1, sizeof *team);
    team->nthreads = n;
    veda_gate_init(&team->go, 1);
    team->member = members;
    memset(native, 0, sizeof native);
    for (int i = 0; i < n; i++) {
        struct veda_member *m = members[i] = aligned_alloc(VEDA_CACHE_LINE, sizeof *m);
        memset(m, 0, sizeof *m);
        m->team = team;
        m->thread = &native[i];
        m->tid = i;
        m->phase = 1;
        m->task = &m->implicit;
        m->implicit.icvs = &team->icvs;
        native[i].next_task_id = 1000 * (uint64_t)i + 1;
        native[i].end_task_id = 1000 * (uint64_t)i + 1000;
        native[i].stack_floor = 1;
        veda_task_member_init(m);
        veda_deque_init(&m->deque, calloc((size_t)slots, sizeof(struct veda_deferred *)), slots,
                        slots);
    }
    veda_self = NULL;
    veda_mutex_self = 0;
    numbers.last = 100;
    explore_local(&veda_self, sizeof veda_self);
    explore_local(&veda_mutex_self, sizeof veda_mutex_self);
}

/* The calling thread plays member i. */
static inline struct veda_member *explore_play(int i)
{
    veda_self = members[i];
    veda_mutex_self = 4 + 2 * (uint32_t)i;
    return members[i];
}

#endif
