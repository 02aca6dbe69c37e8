/* Explicit tasks: included ones on the spot, deferred ones from their making to their completion. Protocol and
 * orderings: README.md.
 *
 * Invariant: a deferred task is counted in its kin, its taskgroup and its team's tallies from veda_task_submit()
 * to veda_task_complete(), whose last access to the team is the tally. Callers: the task entry points, and
 * every wait of a team. Left out: where tasks wait (sched/deque.h) and who gets them (find.c). */
#include "runtime/task/task.h"

#include <stdlib.h>

#include "runtime/base/assert.h"
#include "runtime/base/config.h"
#include "runtime/binding.h"
#include "runtime/sys/pages.h"
#include "runtime/sys/thread.h"
#include "runtime/task/kin.h"
#include "telemetry/trace.h"

enum {
    IDS = 4096,           /* task numbers that a thread takes at a time */
    BACKLOG = 16,         /* times the limit: children that may wait for dependences */
};

void *veda_task_allocate(size_t bytes)
{
    void *p = malloc(bytes);
    if (unlikely(!p))
        veda_fatal("out of memory (%zu bytes for a task)", bytes);
    return p;
}

struct veda_icvs *veda_task_icvs_new(void)
{
    return veda_task_allocate(sizeof(struct veda_icvs));
}

static VEDA_COLD void take_ids(struct veda_thread *thread)
{
    static uint64_t next = 1;
    thread->next_task_id = add_rlx(&next, IDS); /* counter */
    thread->end_task_id = thread->next_task_id + IDS;
}

uint64_t veda_task_id(struct veda_member *me, struct veda_task *t)
{
    if (!t->id) {
        if (unlikely(me->thread->next_task_id == me->thread->end_task_id))
            take_ids(me->thread);
        t->id = me->thread->next_task_id++;
    }
    return t->id;
}

/* --- included tasks ------------------------------------------------------------------------------------------ */

/* What t, whose body has ended, needed for running, but for its kin. */
static void forget_environment(struct veda_task *t)
{
    if (unlikely(t->own != NULL)) {
        free(t->own);
        t->own = NULL;
    }
}

void veda_task_leave_slow(struct veda_member *me, struct veda_task *t)
{
    forget_environment(t);
    struct veda_deferred *block = t->in_block ? veda_container_of(t, struct veda_deferred, task)
                                  : t->kin    ? veda_container_of(t->kin, struct veda_deferred, kin)
                                              : NULL;
    if (block && (!t->kin || veda_kin_close(t->kin, 0)))
        veda_slab_free(&me->thread->slab, block);
}

void veda_task_first_slow(struct veda_member *me)
{
    me->thread->stack_floor = veda_thread_stack_middle();
    if (veda_icvs(me)->bind != VEDA_BIND_FALSE)
        veda_binding_place(me);
}

/* What the user wants; 0: nothing. */
static int64_t fixed_cutoff(void)
{
    return unlikely(!veda_global.task_throttling) ? INT64_MAX : veda_config.task_cutoff;
}

/* No more than some ten milliseconds at a time: between two tasks of a block the parent may have done anything. */
void veda_task_account(struct veda_member *me, struct veda_kin *kin, const void *kind, uint64_t cycles, int n)
{
    const uint64_t most = 1 << 25;
    if (!kin || ld_rlx(&kin->kind) != kind || fixed_cutoff()) /* hint */
        return;
    int64_t was = ld_rlx(&kin->debt); /* hint */
    int64_t now = was + (int64_t)(cycles < most ? cycles : most) - n * veda_steal_cycles(me->team->nthreads);
    now = now < 0 ? 0 : now < (int64_t)most << 8 ? now : (int64_t)most << 8;
    if (now != was)
        st_rlx(&kin->debt, now); /* hint */
}

static void block_step(struct veda_member *me)
{
    me->block = me->block_rest < VEDA_TASK_STEP ? me->block_rest : VEDA_TASK_STEP;
    me->block_rest -= me->block;
}

/* In a team of one, without agents, nobody waits for what an included task holds up. */
void veda_task_block_begin(struct veda_member *me)
{
    me->block_since = veda_cycles();
    me->block = unlikely(veda_team_seats(me->team) == 1) ? INT32_MAX : 0;
    me->block_rest = me->block_size;
    if (likely(!me->block))
        block_step(me);
}

static VEDA_COLD void block_over(struct veda_member *me, const struct veda_task *t)
{
    int n = me->block_size - me->block_rest;
    uint64_t cycles = veda_cycles() - me->block_since;
    bool ended_inside = me->block < 0;
    me->block = 0;
    if (ended_inside || unlikely(veda_team_seats(me->team) == 1))
        return;
    veda_task_count(me, t->kind, n);
    bool tiny = n == me->block_size && cycles < (uint64_t)(n * veda_steal_cycles(2) / 8);
    me->block_size = !tiny ? VEDA_TASK_BLOCK : n < VEDA_TASK_BLOCK_MOST ? 2 * n : n;
    veda_task_account(me, t->below->kin, t->kind, cycles, n);
}

/* A look at the clock costs as much as a tiny task, so between steps it is left out where nobody sleeps who could run
 * the rest. */
void veda_task_block_end(struct veda_member *me, const struct veda_task *t)
{
    if (me->block_rest > 0 && me->block == 0 &&
        (!ld_rlx(&me->team->tasks.sleepers) || /* hint */
         veda_cycles() - me->block_since < (uint64_t)veda_steal_cycles(2)))
        block_step(me);
    else
        block_over(me, t);
}

void veda_task_measure(struct veda_member *me)
{
    uint64_t now = veda_cycles();
    int64_t each = (int64_t)((now - me->window_since) / (uint64_t)(VEDA_TASK_WINDOW - me->window));
    int64_t few = 3, some = 2 * (int64_t)me->team->nthreads, most = veda_config.task_limit;
    int64_t steal = veda_steal_cycles(2), cutoff = fixed_cutoff();
    me->window = VEDA_TASK_WINDOW;
    me->window_since = now;
    me->window_kinds = me->window_kinds_next;
    me->window_kinds_next = 0;
    if (!cutoff) {
        cutoff = each < steal / 2 ? few : each < steal * 4 && some > few ? some : most;
        cutoff = cutoff < most ? cutoff : most;
    }
    me->cutoff = cutoff;
}

/* --- deferred tasks: making ---------------------------------------------------------------------------------- */

static VEDA_COLD void *payload_outside(size_t bytes)
{
    void *p = NULL;
    if (bytes > SIZE_MAX / 2 || posix_memalign(&p, VEDA_PAYLOAD_ALIGNMENT, bytes + VEDA_PAYLOAD_ALIGNMENT))
        veda_fatal("out of memory (%zu bytes for a task)", bytes);
    return (char *)p + VEDA_PAYLOAD_ALIGNMENT;
}

struct veda_deferred *veda_task_new(struct veda_member *me, size_t payload_bytes, bool final, const void *site)
{
    bool inside = payload_bytes <= VEDA_LARGE_BYTES - VEDA_SLAB_HEAD - VEDA_PAYLOAD_OFFSET;
    bool large = inside && payload_bytes > VEDA_TASK_BYTES - VEDA_SLAB_HEAD - VEDA_PAYLOAD_OFFSET;
    struct veda_deferred *d =
        veda_slab_alloc(&me->thread->slab, large ? VEDA_SLAB_LARGE : VEDA_SLAB_TASK);
    void *payload = likely(inside) ? (char *)d + VEDA_PAYLOAD_OFFSET : payload_outside(payload_bytes);
    veda_deferred_init(me, d, payload, final, site, NULL);
    d->external = !inside;
    return d;
}

static void payload_free(struct veda_deferred *d)
{
    if (unlikely(d->external))
        free((char *)d->payload - VEDA_PAYLOAD_ALIGNMENT);
}

void veda_task_block_free(struct veda_deferred *d)
{
    veda_slab_free(veda_self ? &veda_self->thread->slab : NULL, d);
}

void veda_task_drop(struct veda_member *me, struct veda_deferred *d)
{
    payload_free(d);
    veda_slab_free(&me->thread->slab, d);
}

/* --- deferred tasks: running --------------------------------------------------------------------------------- */

/* The body on the spot, for a task that nothing counts. */
static void include_begin(struct veda_member *me, struct veda_deferred *d)
{
    veda_task_enter(me, &d->task);
}

static void include_end(struct veda_member *me, struct veda_deferred *d)
{
    payload_free(d);
    veda_task_leave_block(me, d);
}

/* d counts from now on, as a child in kin. */
static void enlist_in(struct veda_member *me, struct veda_deferred *d, struct veda_kin *kin)
{
    struct veda_task *t = &d->task;
    struct veda_team *team = me->team;
    if (unlikely(t->icvs != &team->icvs && !t->own)) { /* the parent may change or leave its own meanwhile */
        t->own = veda_task_icvs_new();
        *t->own = *t->icvs;
        t->icvs = t->own;
    }
    d->team = team;
    d->node = NULL;
    st_rlx(&t->above, kin);        /* a thief's CAS tells whether he saw this */
    st_rlx(&d->group, t->group);   /* the same */
    if (unlikely(t->group != NULL)) {
        if (!ld_rlx(&t->group->used))    /* hint */
            st_rlx(&t->group->used, 1u); /* published with the task */
        veda_taskgroup_count(t->group, me);
    }
    veda_tally_begin(&me->tally);
    if (unlikely(!ld_rlx(&team->tasks.any))) /* hint */
        st_rel(&team->tasks.any, 1);         /* [TASK-ANY] */
    veda_trace_task_create(t, t->site);
}

/* d is a new child of me's task. */
static void enlist(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_kin *kin = veda_kin_of(me, me->task);
    d->task.parent_id = veda_task_id(me, d->task.below);
    if (unlikely(kin->kind != d->task.kind)) {
        st_rlx(&kin->kind, d->task.kind); /* hint */
        st_rlx(&kin->debt, VEDA_TASK_DEBT * veda_steal_cycles(me->team->nthreads)); /* hint */
    }
    kin->children++;
    if (unlikely(d->detachable)) {
        kin->detaching--;
        kin->detachable = true;
    }
    enlist_in(me, d, kin);
}

/* d, included, has parked: from now on it is as if it had been deferred. */
static VEDA_COLD void include_rest_later(struct veda_member *me, struct veda_deferred *d)
{
    me->task = d->task.below;
    enlist(me, d);
    veda_task_list_parked(me, d);
}

static void include(struct veda_member *me, struct veda_deferred *d, bool demanded)
{
    if (!demanded)
        veda_task_time_begin(me);
    include_begin(me, d);
    d->call(me, d);
    if (demanded)
        veda_task_count(me, d->task.kind, 1);
    else
        veda_task_time_end(me, &d->task);
    if (unlikely(d->parked))
        include_rest_later(me, d);
    else
        include_end(me, d);
}

void veda_task_submit_sibling(struct veda_member *me, struct veda_deferred *d, const struct veda_deferred *sibling)
{
    struct veda_kin *kin = sibling->task.above;
    d->task.parent_id = sibling->task.parent_id;
    sub_rlx(&kin->remote, 2); /* counter: one more is incomplete, while the sibling is */
    enlist_in(me, d, kin);
    veda_task_publish(me, d);
}

struct veda_deferred *veda_task_complete(struct veda_member *me, struct veda_deferred *d, bool here)
{
    struct veda_team *team = d->team;
    struct veda_taskgroup *group = d->group;
    struct veda_kin *above = d->task.above;
    struct veda_deferred *hand = NULL;
    veda_trace_task_end(&d->task);
    veda_chaos(task_complete);
    if (unlikely(d->node != NULL))
        hand = veda_depend_release(me, d, here);
    payload_free(d);
    if (here ? !d->task.kin || veda_kin_close(d->task.kin, 0)
             : !d->task.kin || add_acq_rel(&d->task.kin->remote, 2) + 2 == VEDA_KIN_CLOSED) /* [TASK-DONE] */
        veda_task_block_free(d);
    veda_kin_child_done(above, me, team);
    if (unlikely(group != NULL))
        veda_taskgroup_count_over(group, me);
    if (me) {
        veda_tally_end(&me->tally);
        me->busy = true;
    }
    return hand;
}

/* The body of d, which counts, has ended on me. */
static struct veda_deferred *end_body(struct veda_member *me, struct veda_deferred *d)
{
    forget_environment(&d->task);
    if (likely(!d->detachable))
        return veda_task_complete(me, d, true);
    if (d->discarded || veda_task_event_body_ended(d))
        return veda_task_complete(me, d, true);
    return NULL;
}

struct veda_deferred *veda_task_run(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_task *resume = me->task;
    me->task = &d->task;
    d->task.below = resume;
    uint64_t since = unlikely(me->window % VEDA_TASK_SAMPLE == 0) ? veda_cycles() : 0;
    d->call(me, d);
    me->task = resume;
    if (unlikely(since != 0))
        veda_task_account(me, d->task.above, d->task.kind, VEDA_TASK_SAMPLE * (veda_cycles() - since),
                          VEDA_TASK_SAMPLE);
    veda_task_count(me, d->task.kind, 1);
    if (unlikely(d->parked)) {
        veda_task_list_parked(me, d);
        return NULL;
    }
    return end_body(me, d);
}

/* A task with incomplete children stays: they may lie in this thread's deque, below the floor that it would have
 * next time. So does one in a taskgroup of its own, and one whose program may hold the address of this thread's
 * copy of a reduction item. If it is included, there is always its producer to go on. */
bool veda_task_park_try(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_kin *kin = d->task.kin;
    struct veda_task *t = &d->task;
    bool included = !t->above;
    if (!d->untied || t->group != (included ? t->below->group : d->group) || (kin && !veda_kin_is_quiet(kin)) ||
        !(included || veda_task_in_sight(me->team)))
        return false;
    for (struct veda_taskgroup *g = t->group; g; g = g->outer)
        if (g->items)
            return false;
    if (kin) {
        kin->children = 0;
        st_rlx(&kin->remote, 0);    /* owner: there are no children */
        veda_kin_unseat(kin);
    }
    d->parked = true;
    return true;
}

void veda_task_unpark(struct veda_member *me, struct veda_deferred *d)
{
    d->parked = false;
    if (d->task.kin)
        veda_kin_seat(d->task.kin, me);
}

/* Past this many children that wait for dependences, the next one is waited for. Not where one that is
 * incomplete may be waiting for what its parent does next. */
static bool backlogged(struct veda_member *me)
{
    struct veda_kin *kin = me->task->kin;
    uint64_t most = BACKLOG * (uint64_t)veda_config.task_limit;
    if (likely(!kin || kin->children < most || kin->detachable) || !veda_global.task_throttling)
        return false;
    uint64_t incomplete = (2 * kin->children - ld_rlx(&kin->remote)) / 2; /* counter */
    return incomplete >= most && veda_task_may_stack(me);
}

bool veda_task_may_pool(const struct veda_member *me)
{
    const struct veda_taskgroup *group = me->task->group;
    return !(group && group->team_only) && veda_agents_most(me) > 0;
}

void veda_task_pool(struct veda_member *me, struct veda_deferred *d)
{
    if (veda_task_may_pool(me))
        st_rlx(&d->pooled, 1); /* the task is not published yet */
}

/* Whether d, deferrable, may run on the spot. One with a priority does not go to the deque: its limit is the list's. */
static bool may_include(struct veda_member *me, const struct veda_deferred *d)
{
    if (unlikely(d->priority > 0) && ld_rlx(&me->team->tasks.nlisted) >= (uint32_t)veda_config.task_limit && /* hint */
        veda_global.task_throttling)
        return veda_task_may_stack(me);
    return unlikely(d->pooled) ? veda_task_may_include_among(me, d->task.kind, veda_agents_among(me))
                               : veda_task_may_include(me, d->task.kind);
}

VEDA_INLINE void submit(struct veda_member *me, struct veda_deferred *d, const struct veda_depend *depend, size_t n,
                        uint16_t place)
{
    bool undeferred = d->undeferred || veda_agent_keeps(me), excludes = false;
    veda_task_first(me);
    if (n && (undeferred || (unlikely(backlogged(me)) && !d->detachable))) {
        excludes = veda_depend_excludes(me, depend, n);
        if (!excludes)
            veda_depend_wait(me, depend, n);
        undeferred = true;
    }
    if (!d->detachable && !excludes) {
        if (undeferred) {
            d->untied = false;
            include(me, d, true);
            return;
        }
        if (may_include(me, d) && !veda_depend_blocks(me, depend, n)) {
            d->untied &= !n; /* successors would miss one that is not over on return */
            include(me, d, false);
            return;
        }
    }
    if (d->detachable || excludes)
        d->untied = false;
    enlist(me, d);
    if (excludes)
        veda_depend_enter_and_wait(me, d->task.above, d, depend, n);
    else if (n && !veda_depend_enter(me, d->task.above, d, depend, n))
        return;
    if (!undeferred && !may_include(me, d)) {
        if (place)
            veda_task_publish_near(me, d, place);
        else
            veda_task_publish(me, d);
        return;
    }
    do
        d = veda_task_run(me, d);
    while (d);
}

void veda_task_submit(struct veda_member *me, struct veda_deferred *d, const struct veda_depend *depend, size_t n)
{
    submit(me, d, depend, n, 0);
}

void veda_task_submit_near(struct veda_member *me, struct veda_deferred *d, const struct veda_depend *depend, size_t n,
                           uint16_t place)
{
    submit(me, d, depend, n, place);
}

void veda_task_begin(struct veda_member *me, struct veda_deferred *d)
{
    bool pending = veda_depend_is_pending(me->task);
    veda_task_first(me);
    d->untied = false;
    if (d->detachable || pending)
        enlist(me, d);
    if (pending)
        veda_depend_begin(me, d->task.above, d);
    include_begin(me, d);
}

void veda_task_end(struct veda_member *me, struct veda_deferred *d)
{
    if (!d->task.above) {
        include_end(me, d);
        return;
    }
    me->task = d->task.below;
    d = end_body(me, d);
    while (d)
        d = veda_task_run(me, d);
}

/* --- members ------------------------------------------------------------------------------------------------- */

void veda_task_member_init(struct veda_member *m)
{
    m->kin.serial = 1;
    m->kin.runner = m;
    m->implicit.kin = &m->kin;
    m->window = VEDA_TASK_WINDOW;
    m->block_size = VEDA_TASK_BLOCK;
    m->cutoff = m->most = fixed_cutoff() ? fixed_cutoff() : veda_config.task_limit;
}

void veda_task_member_free(struct veda_member *m)
{
    if (m->deque.slot)
        veda_pages_free(m->deque.slot, (size_t)(m->deque.mask + 1) * sizeof(struct veda_deferred *));
    if (m->kin.table)
        veda_depend_table_free(m->kin.table);
    veda_taskgroup_free(m->spare_group);
}

void veda_task_forget_tallies(struct veda_team *team)
{
    for (int i = 0; i < veda_team_seats(team); i++) {
        st_rlx(&team->member[i]->tally.begun, 0); /* nobody runs: the next fork publishes it */
        st_rlx(&team->member[i]->tally.over, 0);  /* the same */
    }
    st_rlx(&team->tasks.over_elsewhere, 0); /* the same */
}

static void forget_children(struct veda_kin *kin)
{
    if (!kin)
        return;
    kin->children = 0;
    kin->resume_floor = 0;
    kin->table = NULL;
    st_rlx(&kin->remote, 0); /* owner: there is no other thread */
}

static void forget_queue(struct veda_member *m)
{
    m->deque.bottom = m->deque.top = m->deque.top_seen = 0;
    m->floor = 0;
    m->tally = (struct veda_tally){0};
    m->asleep_at = NULL;
    m->mail = (struct veda_mailbox){0};
}

void veda_task_count_after_fork(struct veda_member *m, struct veda_deferred *d)
{
    d->node = NULL; /* its siblings are the parent process's */
    if (ld_rlx(&d->task.above->runner) == m) /* owner */
        d->task.above->children++;
    if (d->group)
        veda_taskgroup_count(d->group, m);
    veda_tally_begin(&m->tally);
}

/* First everything is forgotten, in the seats of free agents as well, which other threads may come to; then the tasks
 * that are on the stack are counted again, since they will end. */
void veda_task_after_fork(struct veda_member *m)
{
    struct veda_team *team = m->team;
    struct veda_team_tasks *tasks = &team->tasks;
    *tasks = (struct veda_team_tasks){.any = tasks->any};
    forget_queue(m);
    for (int i = team->nthreads; i < team->nthreads + VEDA_AGENTS_MOST; i++)
        if (team->member[i]) {
            forget_queue(team->member[i]);
            forget_children(team->member[i]->implicit.kin);
        }
    for (struct veda_task *t = m->task;; t = t->below) {
        forget_children(t->kin);
        for (struct veda_taskgroup *g = t->group; g; g = g->outer)
            veda_taskgroup_after_fork(g);
        if (!t->is_explicit)
            break;
    }
    for (struct veda_task *t = m->task; t->is_explicit; t = t->below)
        if (t->above)
            veda_task_count_after_fork(m, veda_container_of(t, struct veda_deferred, task));
}
