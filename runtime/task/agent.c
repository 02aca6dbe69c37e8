/* Free agents: see agent.h. Callers: pool.c, whose worker serves; find.c, which calls for agents; region.c and the
 * ends of other teams, which dismiss them.
 *
 * Invariant: a seat's bit in `seated` is set from before its worker is lent until the worker is through with the
 * team, but for what it still does under the lock of the team's lists; until then the team is neither resized nor
 * freed. */
#include "runtime/task/agent.h"

#include <stdlib.h>

#include "runtime/base/config.h"
#include "runtime/pool.h"
#include "runtime/sched/wait.h"
#include "runtime/task/kin.h"
#include "telemetry/trace.h"

int veda_agents_most(const struct veda_member *me)
{
    int busy = 1, limit = veda_icvs(me)->thread_limit - veda_global.structured_reserve;
    for (const struct veda_team *team = me->team; team; team = team->primary ? team->primary->team : NULL)
        busy += team->nthreads - 1;
    int spare = veda_region_max_threads(me) - busy;
    int most = spare > veda_global.agent_reserve ? spare : veda_global.agent_reserve;
    most = most < limit ? most : limit;
    return most < 0 ? 0 : most < VEDA_AGENTS_MOST ? most : VEDA_AGENTS_MOST;
}

bool veda_agent_keeps_slow(const struct veda_member *me)
{
    return me->task->group && me->task->group->team_only;
}

/* Too many generations down, whoever waits for an ancestor would not find the task in the list. */
bool veda_agent_may_include(struct veda_member *me)
{
    const struct veda_kin *above = me->task->above;
    bool deep = above && ld_rlx(&above->depth) > VEDA_LIST_WALK / 2; /* owner */
    bool many = ld_rlx(&me->team->tasks.nlisted) >= (uint32_t)veda_config.task_limit; /* hint */
    return (deep || many || veda_agent_keeps_slow(me)) && veda_task_may_stack(me);
}

/* Pooled tasks of an initial task may be incomplete when the program ends, which its implicit parallel region does
 * not (6.0, 1.2): they are waited for where exit() is called by the initial task itself. */
static void drain_at_exit(void)
{
    struct veda_member *me = veda_self;
    if (me && me->team->level == 0 && !me->task->is_explicit && !veda_is_agent(me))
        veda_task_drain(me);
}

static void drain_at_exit_once(void)
{
    static uint32_t done;
    if (!ld_rlx(&done) && !xchg_rlx(&done, 1)) /* counter */
        atexit(drain_at_exit);
}

static bool is_full(const struct veda_team_tasks *tasks, int most)
{
    return __builtin_popcountll(ld_rlx(&tasks->seated)) >= most; /* hint outside of the lock */
}

/* Takes a seat for an agent to come, which counts as hungry until it has looked. -1: none may come. */
static int take_seat_locked(struct veda_team_tasks *tasks, int most)
{
    uint64_t seated = ld_rlx(&tasks->seated); /* locked */
    if (tasks->dismissed || is_full(tasks, most))
        return -1;
    int seat = __builtin_ctzll(~seated);
    st_rlx(&tasks->seated, seated | (uint64_t)1 << seat); /* locked */
    add_rlx(&tasks->hungry, 1);                           /* hint until it comes */
    return seat;
}

static int take_seat(struct veda_team_tasks *tasks, int most)
{
    veda_mutex_lock(&tasks->lock);
    int seat = take_seat_locked(tasks, most);
    veda_mutex_unlock(&tasks->lock);
    return seat;
}

static void give_seats_back(struct veda_team *team, uint64_t seats)
{
    struct veda_team_tasks *tasks = &team->tasks;
    veda_mutex_lock(&tasks->lock);
    uint64_t seated = ld_rlx(&tasks->seated); /* locked */
    st_rlx(&tasks->seated, seated & ~seats);  /* locked */
    veda_event_notify(&tasks->event);
    veda_mutex_unlock(&tasks->lock);
}

void veda_agents_call(struct veda_member *me)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    if (likely(ld_rlx(&tasks->hungry))) /* [AGENT-HUNGRY] ordered by announce's fence */
        return;
    int most = veda_agents_most(me);
    if (is_full(tasks, most))
        return;
    st_rlx(&tasks->agents_most, (uint32_t)most); /* hint; who dismisses sees it by way of the task */
    int seat = take_seat(tasks, most);
    if (seat < 0)
        return;
    if (me->team->level == 0)
        drain_at_exit_once();
    me->block = 0; /* included tasks are timed from now on: somebody waits for them */
    if (!veda_pool_lend_agent(me, seat)) {
        sub_rlx(&tasks->hungry, 1); /* it does not come */
        give_seats_back(me->team, (uint64_t)1 << seat);
    }
}

void veda_agents_recall_locked(struct veda_team *team)
{
    struct veda_team_tasks *tasks = &team->tasks;
    if (ld_rlx(&tasks->hungry)) /* [AGENT-HUNGRY] ordered by announce's fence */
        return;
    int seat = take_seat_locked(tasks, (int)ld_rlx(&tasks->agents_most)); /* hint */
    if (seat < 0 || veda_pool_lend_agent_again(team, seat))
        return;
    sub_rlx(&tasks->hungry, 1); /* it does not come */
    st_rlx(&tasks->seated, ld_rlx(&tasks->seated) & ~((uint64_t)1 << seat)); /* locked */
}

static void run(struct veda_member *me, struct veda_deferred *d)
{
    while (d)
        d = veda_task_run(me, d);
}

/* me, hungry until now, is so no more: it has found d, or looks for the last time. Whoever pushes a task sees that, or
 * me sees the task, which is me's to run or to call the next agent for. */
static struct veda_deferred *stop_looking(struct veda_member *me, const struct veda_scope *scope, struct veda_deferred *d)
{
    sub_rlx(&me->team->tasks.hungry, 1); /* published by: */
    fence_sc();                          /* [AGENT-HUNGRY] vs announce */
    veda_chaos(agent_stop);
    if (!d) {
        me->skip = 0;
        d = veda_task_find(me, scope);
    }
    if (d && veda_task_in_sight(me->team))
        veda_agents_call(me);
    return d;
}

/* Whether a pooled task can be seen from outside of the deques. The lists' lock is held. */
static bool pooled_in_sight_locked(const struct veda_team *team)
{
    const struct veda_team_tasks *tasks = &team->tasks;
    const struct veda_deferred *lists[] = {tasks->urgent, tasks->listed, tasks->parked};
    for (int k = 0; k < 3; k++)
        for (const struct veda_deferred *d = lists[k]; d; d = d->next)
            if (ld_rlx(&d->pooled)) /* locked */
                return true;
    for (int i = 0; i < veda_team_seats(team); i++) {
        const struct veda_deque *deque = &team->member[i]->deque;
        int64_t top = ld_rlx(&deque->top); /* hint */
        if (ld_acq(&deque->bottom) <= top) /* [DEQUE-PUSH] */
            continue;
        const struct veda_deferred *d = ld_rlx(&deque->slot[top & deque->mask]); /* hint */
        if (ld_rlx(&d->pooled)) /* hint: the block stays a task's */
            return true;
    }
    return false;
}

/* The seat is given back, and then a look decides: whoever pushes a task when all seats are taken has called nobody,
 * but his push is seen. True: nothing of the team may be touched any more; who dismisses passes through the lock. */
static bool leave_try(struct veda_member *me)
{
    struct veda_team *team = me->team;
    struct veda_team_tasks *tasks = &team->tasks;
    uint64_t seat = (uint64_t)1 << (me->tid - team->nthreads);
    veda_pool_agent_drops(me);
    veda_mutex_lock(&tasks->lock);
    st_rlx(&tasks->seated, ld_rlx(&tasks->seated) & ~seat); /* locked */
    fence_sc();                                             /* [AGENT-HUNGRY] vs announce */
    veda_chaos(agent_leave);
    bool stays = !tasks->dismissed && pooled_in_sight_locked(team);
    if (stays)
        st_rlx(&tasks->seated, ld_rlx(&tasks->seated) | seat); /* locked */
    else
        veda_pool_agent_leaves(me);
    veda_event_notify(&tasks->event);
    veda_mutex_unlock(&tasks->lock);
    return !stays;
}

void veda_agent_serve(struct veda_member *me)
{
    struct veda_team *team = me->team;
    struct veda_team_tasks *tasks = &team->tasks;
    const struct veda_scope scope = {.pooled = true};
    int seat = me->tid - team->nthreads, level = team->level;
    struct veda_look look = {0};
    bool hungry = true;
    veda_trace_agent_begin(seat, level);
    for (;;) {
        struct veda_deferred *d = veda_task_find(me, &scope);
        if (!d && !hungry) {
            add_rlx(&tasks->hungry, 1); /* hint: others need not call */
            hungry = true;
        }
        if (!d && !ld_rlx(&tasks->dismissed) && veda_wait_look(&look)) /* hint: who dismisses waits */
            continue;
        if (hungry)
            d = stop_looking(me, &scope, d);
        hungry = false;
        look = (struct veda_look){0};
        if (!d && leave_try(me))
            break;
        run(me, d);
        if (unlikely(team->orphan))
            veda_pool_end_orphan(me);
    }
    veda_trace_agent_end(seat, level);
}

void veda_agents_dismiss_slow(struct veda_member *me)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    veda_mutex_lock(&tasks->lock);
    st_rlx(&tasks->dismissed, 1u); /* locked */
    veda_mutex_unlock(&tasks->lock);
    give_seats_back(me->team, veda_pool_agents_uncalled(me->team));
    for (struct veda_wait w = veda_wait_begin(&tasks->event); ld_rlx(&tasks->seated);) /* hint: the lock decides */
        veda_wait_step(&w);
    veda_mutex_lock(&tasks->lock); /* the last to leave has unlocked it */
    veda_task_forget_tallies(me->team);
    st_rlx(&tasks->agents, 0u);    /* nobody runs, as the next */
    st_rlx(&tasks->hungry, 0u);
    st_rlx(&tasks->agents_most, 0u);
    st_rlx(&tasks->dismissed, 0u);
    veda_mutex_unlock(&tasks->lock);
}
