/* Fork and join, the hot path: a region whose team stands costs its primary a few stores and the opening
 * of one gate, and each other member the sight of it. Team sizes: 5.2, 10.1.1 "Determining the Number
 * of Threads for a parallel Region". Callers: the parallel shims of both ABIs. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/assert.h"
#include "runtime/binding.h"
#include "runtime/policy.h"
#include "runtime/pool.h"
#include "runtime/share.h"
#include "runtime/sync/barrier.h"
#include "runtime/task/agent.h"
#include "runtime/width.h"
#include "runtime/work/single.h"
#include "runtime/work/work.h"
#include "telemetry/trace.h"

const struct veda_policy *veda_policy;

struct veda_icvs *veda_icvs_own(struct veda_member *me)
{
    struct veda_task *task = me->task;
    if (task->icvs != task->own) {
        if (!task->own)
            task->own = veda_task_icvs_new();
        *task->own = *task->icvs;
        task->icvs = task->own;
    }
    return task->own;
}

const struct veda_member *veda_member_at_level(const struct veda_member *me, int level)
{
    if (level < 0 || level > me->team->level)
        return NULL;
    while (me->team->level > level)
        me = me->team->primary;
    return me;
}

static int wanted_threads(const struct veda_icvs *icvs)
{
    return icvs->nthreads > 0 ? icvs->nthreads : veda_icv_default_nthreads();
}

int veda_region_max_threads(const struct veda_member *me)
{
    const struct veda_icvs *icvs = veda_icvs(me);
    int n = wanted_threads(icvs);
    return n < icvs->thread_limit ? n : icvs->thread_limit;
}

/* Takes n - 1 further threads from the contention group's allowance; gives how many the team may have. */
static int reserve_threads(uint32_t *used, int n, int limit)
{
    uint32_t before = ld_rlx(used); /* the CAS decides */
    for (;;) {
        int free = limit - (int)before;
        int more = n - 1 < free ? n - 1 : free;
        if (more <= 0)
            return 1;
        if (cas_rlx(used, &before, before + (uint32_t)more)) /* counter */
            return more + 1;
    }
}

bool veda_group_enter(uint32_t *group, int limit)
{
    return reserve_threads(group, 2, limit) == 2;
}

void veda_group_leave(uint32_t *group)
{
    sub_rlx(group, 1); /* counter */
}

static void unreserve_threads(struct veda_team *team, int n)
{
    if (n > 0)
        sub_rlx(team->primary->thread->group, (uint32_t)n); /* counter */
}

static VEDA_NOINLINE int dynamic_size(int n)
{
    int most = veda_icv_default_nthreads();
    return veda_width(n < most ? n : most);
}

static int team_size(struct veda_member *me, const struct veda_region *r)
{
    const struct veda_icvs *icvs = veda_icvs(me);
    if (r->serial || me->team->active_level >= icvs->max_active_levels)
        return 1;
    int n = r->want > 0 ? r->want : wanted_threads(icvs);
    if (icvs->dynamic && !r->strict)
        n = dynamic_size(n);
    if (unlikely(veda_policy && veda_policy->team_size && !r->strict))
        n = veda_policy->team_size(me, r, n);
    return n < 1 ? 1 : n;
}

/* A num_threads list: its first number is this region's, the next are nthreads-var of the levels below
 * (6.0, num_threads Clause). The team keeps the list as long as inner regions may look at it. */
static VEDA_COLD void inherit_list(struct veda_team *team, struct veda_member *me,
                                   const struct veda_levels *list)
{
    size_t bytes = sizeof *list + (size_t)list->n * sizeof list->value[0];
    struct veda_levels *levels = malloc(bytes);
    if (!levels)
        veda_fatal("out of memory (a num_threads list)");
    memcpy(levels, list, bytes);
    levels->base = me->team->level;
    struct veda_icvs parent = *veda_icvs(me);
    parent.nthreads_levels = levels;
    veda_icv_inherit(&team->icvs, &parent, team->level);
    free(team->levels);
    team->levels = levels;
}

/* num_threads(strict: n) that cannot be had. */
static VEDA_COLD void strict_failed(const struct veda_region *r, int got)
{
    const char *message = r->message ? r->message : "";
    if (r->severity == VEDA_SEVERITY_FATAL)
        veda_fatal("num_threads(strict: %d): only %d can be had%s%s", r->want, got,
                   *message ? ": " : "", message);
    veda_warn("num_threads(strict: %d): only %d can be had; going on%s%s", r->want, got,
              *message ? ": " : "", message);
}

static void describe(struct veda_team *team, struct veda_member *me, const struct veda_region *r)
{
    if (unlikely(veda_icvs(me)->bind != VEDA_BIND_FALSE || team->placed))
        veda_binding_fork(team, me, r); /* may visit the team */
    team->call = r->call;
    team->fn = r->fn;
    team->arg = r->arg;
    team->argc = r->argc;
    team->site = r->site;
    team->team_num = me->team->team_num;
    team->num_teams = me->team->num_teams;
    if (unlikely(r->levels != NULL))
        inherit_list(team, me, r->levels);
    else
        veda_icv_inherit(&team->icvs, veda_icvs(me), team->level);
    if (r->bind >= 0 && r->bind_below)
        veda_icv_bind_clause(&team->icvs, veda_icvs(me), team->level, r->bind);
    if (unlikely(r->prepare != NULL))
        r->prepare(team);
}

static struct veda_member *enter(struct veda_team *team, struct veda_member *m0)
{
    veda_member_start(m0, team);
    veda_self = m0;
    return m0;
}

static struct veda_member *begin_solo(struct veda_member *me, const struct veda_region *r)
{
    struct veda_team *team = veda_team_solo(me);
    struct veda_member *m0 = team->member[0];
    describe(team, me, r);
    team->work_seq = m0->work_seq;
    st_rlx(&team->cancelled, 0); /* owner */
    return enter(team, m0);
}

/* What a cancelled region left: constructs half way, a barrier half full. Nobody is in the team. */
static VEDA_COLD void forget_cancelled(struct veda_team *team, struct veda_member *m0)
{
    veda_work_ring_reset(team->ring, m0->work_seq);
    team->single_taken = m0->single_seq;
    for (int i = 0; i < team->nthreads; i++) {
        struct veda_member *m = team->member[i];
        for (int k = 0; k < VEDA_WORK_RING; k++)
            st_rlx(&m->range[k], 0); /* published by the fork, as the next */
        st_rlx(&m->singles_done, m0->single_seq);
    }
    st_rlx(&team->singles_given, m0->single_seq);
    st_rlx(&team->cancel_barrier.arrived, 0);
    st_rlx(&team->cancel_reduce.arrived, 0);
    st_rlx(&team->cancelled, 0);
}

struct veda_member *veda_region_begin(const struct veda_region *r)
{
    struct veda_member *me = veda_me();
    int n = team_size(me, r);
    if (unlikely(r->strict && n < r->want && !r->serial))
        strict_failed(r, n);
    if (n == 1)
        return begin_solo(me, r);
    int limit = veda_icvs(me)->thread_limit;
    bool counted = limit != INT_MAX;
    if (unlikely(counted)) {
        n = reserve_threads(me->thread->group, n, limit - veda_global.agent_reserve); /* structured-thread-limit-var */
        if (r->strict && n < r->want)
            strict_failed(r, n);
        if (n == 1)
            return begin_solo(me, r);
    }
    struct veda_team *team = me->hot;
    if (unlikely(!team || team->nthreads != n)) {
        team = veda_team_for(me, n);
        if (counted)
            unreserve_threads(team, n - team->nthreads);
        if (r->strict && team->nthreads < n)
            strict_failed(r, team->nthreads);
        if (team->nthreads == 1)
            return begin_solo(me, r);
    }
    struct veda_member *m0 = team->member[0];
    if (unlikely(team->cancelled))
        forget_cancelled(team, m0);
    describe(team, me, r);
    team->counted = counted;
    team->work_seq = m0->work_seq;
    team->single_seq = team->single_taken;
    m0->single_seq = m0->single_seen = team->single_taken;
    veda_fpenv_get(&team->fpenv);
    veda_trace_region_begin(team->nthreads, team->level, r->site);
    veda_share_step(1);
    veda_team_release(m0);
    return enter(team, m0);
}

void veda_region_end(void)
{
    struct veda_member *m0 = veda_self;
    struct veda_team *team = m0->team;
    VEDA_ASSERT(m0->tid == 0 && team->primary);
    if (unlikely(m0->cursor.work != NULL))
        veda_work_leave(m0);
    if (team->nthreads > 1) {
        if (unlikely(veda_global.cancellation))
            veda_single_gone(m0);
        veda_team_gather(m0);
        veda_share_left();
    }
    veda_task_drain(m0);
    veda_agents_dismiss(m0);
    veda_trace_region_end(team->nthreads, team->level);
    if (unlikely(team->placed))
        veda_binding_left(m0);
    if (unlikely(team->counted)) {
        team->counted = false;
        unreserve_threads(team, team->nthreads - 1);
    }
    veda_self = m0->outer;
}

void veda_region_run(const struct veda_region *r)
{
    struct veda_member *m0 = veda_region_begin(r);
    r->call(m0);
    veda_region_end();
}
