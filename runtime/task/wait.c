/* Waits that run tasks: taskwait, taskyield, barriers. */
#include "runtime/base/assert.h"
#include "runtime/sched/wait.h"
#include "runtime/task/kin.h"

/* How long a wait inside a task sleeps at most: descendants of the task that turn up elsewhere don't wake it. */
enum { NAP_NS = 1000000 };

static const struct veda_scope *scope_of(struct veda_member *me, const struct veda_taskgroup *group,
                                         struct veda_scope *scope)
{
    *scope = (struct veda_scope){.pooled = veda_is_agent(me), .kin = me->task->kin, .group = group};
    return scope;
}

void veda_task_wait_until(struct veda_member *me, bool (*done)(struct veda_member *, void *), void *what,
                          const struct veda_taskgroup *group, uint64_t *asleep)
{
    struct veda_scope scope;
    struct veda_event *event = &me->team->tasks.event;
    struct veda_wait w = veda_wait_begin(event);
    struct veda_deferred *hand = NULL;
    w.timeout_ns = NAP_NS;
    while (!done(me, what)) {
        struct veda_deferred *d =
            hand || !me->task->kin ? hand : veda_task_find(me, scope_of(me, group, &scope));
        if (d) {
            hand = veda_task_run(me, d);
            w.look = (struct veda_look){0};
            w.prepared = false;
            continue;
        }
        veda_wait_step(&w);
        if (w.prepared)
            me->fruitless = VEDA_FRUITLESS; /* before I sleep: looks are rare from here on */
        if (w.prepared && asleep)
            or_sc(asleep, VEDA_KIN_ASLEEP); /* [TASK-DONE] a completion from here on notifies */
    }
    if (unlikely(hand != NULL))
        veda_task_publish(me, hand);
}

static bool is_quiet(struct veda_member *me, void *kin)
{
    (void)me;
    return veda_kin_is_quiet(kin);
}

/* While the deque has a child left, nobody need be waited for. */
void veda_task_wait(struct veda_member *me)
{
    struct veda_kin *kin = me->task->kin;
    if (!kin)
        return;
    struct veda_deferred *d = NULL;
    while (!veda_kin_is_quiet(kin)) {
        if (likely(!d && !ld_rlx(&me->team->tasks.nurgent))) /* hint */
            d = veda_deque_pop(&me->deque, me->floor);
        if (unlikely(!d)) {
            veda_task_wait_until(me, is_quiet, kin, NULL, &kin->remote);
            break;
        }
        d = veda_task_run(me, d);
    }
    if (unlikely(d != NULL))
        veda_task_publish(me, d);
    kin->children = 0;
    st_rlx(&kin->kind, NULL); /* owner: what comes next may be of another sort */
    st_rlx(&kin->remote, 0); /* owner: there are no children */
}

void veda_task_yield(struct veda_member *me)
{
    struct veda_scope scope;
    if (!me->task->kin || veda_kin_is_quiet(me->task->kin) || !veda_task_may_stack(me))
        return;
    struct veda_deferred *d = veda_task_find(me, scope_of(me, NULL, &scope));
    if (d && (d = veda_task_run(me, d)))
        veda_task_publish(me, d);
}

bool veda_task_run_ready(struct veda_member *me)
{
    if (likely(!ld_acq(&me->team->tasks.any))) /* [TASK-ANY] who sets it announces */
        return false;
    struct veda_deferred *d = veda_task_find(me, NULL);
    if (!d)
        return false;
    do
        d = veda_task_run(me, d);
    while (d);
    return true;
}

bool veda_task_all_over(const struct veda_team *team)
{
    uint64_t over = ld_acq(&team->tasks.over_elsewhere); /* [TASK-DONE] */
    for (int i = 0; i < veda_team_seats(team); i++)
        over += ld_acq(&team->member[i]->tally.over); /* [TASK-DONE] */
    uint64_t begun = 0;
    for (int i = 0; i < veda_team_seats(team); i++) /* those whose doings have been seen above are among them */
        begun += ld_rlx(&team->member[i]->tally.begun); /* ordered by the acquires: see tally.h */
    return begun == over;
}

/* A foreign thread that counts over_elsewhere up holds the lock until it is through with the team: passing
 * through the lock is what makes the team ours. */
static VEDA_COLD void drain(struct veda_member *me)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    struct veda_wait w = veda_wait_begin(&tasks->event);
    w.me = me;
    while (!veda_task_all_over(me->team))
        if (veda_task_run_ready(me)) {
            w.look = (struct veda_look){0};
            w.prepared = false;
        } else {
            veda_wait_step(&w);
        }
    veda_mutex_lock(&tasks->lock);
    veda_mutex_unlock(&tasks->lock);
    tasks->lookers = true;
    st_rlx(&tasks->any, 0); /* published by the release of the barrier */
}

void veda_task_drain(struct veda_member *me)
{
    if (unlikely(ld_rlx(&me->team->tasks.any))) /* set before any member arrived */
        drain(me);
}
