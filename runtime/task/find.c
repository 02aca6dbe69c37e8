/* Where the next task comes from, and how one that sleeps learns of new ones. A thread looks at
 *
 *   1. the team's urgent tasks (priority clause)
 *   2. its own mailbox: tasks that are to run close to data, where it has run the last one
 *   3. its own deque, newest first
 *   4. the team's list: tasks that had no deque to go to
 *   5. the deques of others, oldest first: the one that it robbed last, then the next: those of members that sit
 *      nearest, where the team has places, else by number
 *   6. the mailboxes of others, when it has looked in vain for a while
 *   7. the team's parked tasks: untied ones that have yielded, and are behind all others
 *
 * Inside a task it may run descendants of that task alone (5.2, 12.9 Task Scheduling): any other could want a
 * lock that the waiting one holds, and would never get it. On its own deque these are the items from `floor`
 * on: everything pushed since the task began was pushed by it or by descendants of it that ran on top. On
 * another deque the item's kin is followed upward; a kin is trusted only if its serial shows that its task
 * had not ended when `up` was read. README.md has the argument why this ends. */
#include "runtime/base/assert.h"
#include "runtime/base/config.h"
#include "runtime/binding.h"
#include "runtime/heap.h"
#include "runtime/sys/pages.h"
#include "runtime/task/kin.h"
#include "telemetry/trace.h"

enum {
    WALK = 24,        /* generations that are followed upward at most: whoever can't take a task has it taken by others */
    MAIL_MOST = 64,   /* tasks in a mailbox */
    PAUSE_MOST = 7,   /* looks between two rounds over the others' deques; fewer where fewer look */
};

/* Whether kin is scope's or below it, no more than `left` generations. A kin is trusted if its serial is the same when
 * all above it has been looked at. */
static bool descends(const struct veda_kin *kin, const struct veda_kin *from, uint32_t top, int left)
{
    if (kin == from)
        return true;
    if (left == 0 || !kin || ld_rlx(&kin->depth) <= top) /* hint */
        return false;
    uint32_t serial = ld_acq(&kin->serial); /* [KIN-SERIAL] */
    if (!(serial & 1))
        return false;
    const struct veda_kin *up = ld_acq(&kin->up); /* [KIN-SERIAL] */
    return descends(up, from, top, left - 1) && ld_rlx(&kin->serial) == serial; /* ordered by the acquires above */
}

static bool is_in(struct veda_deferred *d, const struct veda_scope *scope, int generations)
{
    if (unlikely(scope->pooled) && !ld_rlx(&d->pooled)) /* the caller's CAS decides, as on what follows */
        return false;
    if (!scope->kin)
        return true;
    if (scope->group && ld_rlx(&d->group) == scope->group) /* the same */
        return true;
    uint32_t top = ld_rlx(&scope->kin->depth); /* owner */
    return descends(ld_rlx(&d->task.above), scope->kin, top, generations); /* the same */
}

/* Whether d, on somebody's deque, is in scope. What d says holds if it is still there afterwards. */
static bool in_scope(struct veda_deferred *d, const void *scope)
{
    return is_in(d, scope, WALK);
}

/* --- the team's lists -------------------------------------------------------------------------------------- */

enum which { URGENT, LISTED, PARKED };

/* A few tasks, or none: those with a priority, those whose dependences a foreign thread has resolved, those past
 * the limit where no stack was left; those that are parked. */
static struct veda_deferred *take_listed(struct veda_member *me, const struct veda_scope *scope, enum which which)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    veda_mutex_lock(&tasks->lock);
    struct veda_deferred **link = which == URGENT   ? &tasks->urgent
                                  : which == PARKED ? &tasks->parked
                                                    : &tasks->listed;
    struct veda_deferred **last = which == URGENT   ? &tasks->urgent_last
                                  : which == PARKED ? &tasks->parked_last
                                                    : &tasks->listed_last;
    struct veda_deferred *before = NULL;
    while (*link && scope && !is_in(*link, scope, VEDA_LIST_WALK)) {
        before = *link;
        link = &before->next;
    }
    struct veda_deferred *d = *link;
    if (d) {
        *link = d->next;
        if (*last == d)
            *last = before;
        st_rlx(&tasks->nlisted, tasks->nlisted - 1); /* locked */
        if (which == URGENT)
            st_rlx(&tasks->nurgent, tasks->nurgent - 1); /* locked */
        if (which == PARKED)
            st_rlx(&tasks->nparked, tasks->nparked - 1); /* locked */
    }
    veda_mutex_unlock(&tasks->lock);
    return d;
}

static void append_locked(struct veda_deferred **first, struct veda_deferred **last, struct veda_deferred *d)
{
    d->next = NULL;
    if (*first)
        (*last)->next = d;
    else
        *first = d;
    *last = d;
}

static void insert_urgent_locked(struct veda_team_tasks *tasks, struct veda_deferred *d)
{
    struct veda_deferred **link = &tasks->urgent;
    st_rlx(&tasks->nurgent, tasks->nurgent + 1); /* locked */
    if (!*link || tasks->urgent_last->priority >= d->priority) {
        append_locked(&tasks->urgent, &tasks->urgent_last, d);
        return;
    }
    while ((*link)->priority >= d->priority)
        link = &(*link)->next;
    d->next = *link;
    *link = d;
}

/* --- sleepers ---------------------------------------------------------------------------------------------- */

/* Brings one sleeper back, unless one is on his way: when he finds work he calls here for the next. */
static VEDA_COLD void wake_one(struct veda_team *team, int from)
{
    struct veda_team_tasks *tasks = &team->tasks;
    if (!ld_acq(&tasks->sleepers) || xchg_acq_rel(&tasks->waking, 1)) /* [TASK-SLEEP] [TASK-WAKE] */
        return;
    for (int i = 1; i <= team->nthreads; i++) {
        uint32_t *word = ld_rlx(&team->member[(from + i) % team->nthreads]->asleep_at); /* hint */
        if (word && veda_nudge(word))
            return;
    }
    xchg_acq_rel(&tasks->waking, 0); /* [TASK-WAKE] nobody was asleep: nobody is on his way */
}

/* After every push. One who is about to sleep sees the task, or is seen here. */
static void announce(struct veda_team *team, int from)
{
    fence_sc();                                     /* [TASK-SLEEP] vs doze */
    if (unlikely(ld_rlx(&team->tasks.sleepers))) /* ordered by the fence */
        wake_one(team, from);
}

bool veda_task_in_sight(const struct veda_team *team)
{
    if (!ld_acq(&team->tasks.any)) /* [TASK-ANY]; ordered by doze's fence */
        return false;
    if (ld_rlx(&team->tasks.nlisted)) /* the same */
        return true;
    for (int i = 0; i < veda_team_seats(team); i++)
        if (veda_deque_size(&team->member[i]->deque) > 0 || ld_rlx(&team->member[i]->mail.n)) /* the same */
            return true;
    return false;
}

bool veda_task_doze(struct veda_member *me, uint32_t *word)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    st_rlx(&me->asleep_at, word);   /* published by: */
    add_sc(&tasks->sleepers, 1);    /* [TASK-SLEEP] */
    fence_sc();                     /* [TASK-SLEEP] vs announce */
    veda_chaos(task_doze);
    if (likely(!veda_task_in_sight(me->team)))
        return true;
    veda_task_undoze(me);
    return false;
}

void veda_task_undoze(struct veda_member *me)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    st_rlx(&me->asleep_at, NULL); /* hint: a late nudge is harmless */
    sub_rlx(&tasks->sleepers, 1); /* counter */
    xchg_acq_rel(&tasks->waking, 0); /* [TASK-WAKE] before I look */
    me->woken = true;
}

/* --- giving ------------------------------------------------------------------------------------------------ */

static VEDA_COLD void deque_open(struct veda_deque *deque)
{
    int64_t limit = veda_config.task_limit, nslots = 16;
    while (nslots < limit)
        nslots *= 2;
    void *slots = veda_pages_new((size_t)nslots * sizeof(struct veda_deferred *));
    if (!slots)
        veda_fatal("out of memory (a queue for %lld tasks)", (long long)nslots);
    veda_deque_init(deque, slots, nslots, limit);
}

void veda_task_list_locked(struct veda_team *team, struct veda_deferred *d, int from)
{
    if (d->priority > 0)
        insert_urgent_locked(&team->tasks, d);
    else
        append_locked(&team->tasks.listed, &team->tasks.listed_last, d);
    st_rlx(&team->tasks.nlisted, team->tasks.nlisted + 1); /* locked */
    announce(team, from);
}

void veda_task_list_parked(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    veda_mutex_lock(&tasks->lock);
    append_locked(&tasks->parked, &tasks->parked_last, d);
    st_rlx(&tasks->nparked, tasks->nparked + 1); /* locked */
    st_rlx(&tasks->nlisted, tasks->nlisted + 1); /* locked */
    announce(me->team, me->tid);
    veda_mutex_unlock(&tasks->lock);
}

void veda_task_publish(struct veda_member *me, struct veda_deferred *d)
{
    struct veda_deque *deque = &me->deque;
    bool pooled = ld_rlx(&d->pooled); /* owner; d is anybody's once it is pushed */
    if (unlikely(!deque->slot))
        deque_open(deque);
    if (likely(d->priority <= 0 && veda_deque_has_room(deque)) && (pooled || likely(!veda_is_agent(me)))) {
        veda_deque_push(deque, d);
        announce(me->team, me->tid);
    } else {
        veda_mutex_lock(&me->team->tasks.lock);
        veda_task_list_locked(me->team, d, me->tid);
        veda_mutex_unlock(&me->team->tasks.lock);
    }
    if (unlikely(pooled))
        veda_agents_call(me);
}

/* To whom has run the last task near the place, so that the data is in his caches. Tasks with a priority are the
 * list's, pooled ones agents'. */
void veda_task_publish_near(struct veda_member *me, struct veda_deferred *d, uint16_t place)
{
    struct veda_team *team = me->team;
    int whose = ld_rlx(&team->tasks.ran_near[place - 1]) - 1; /* hint */
    struct veda_mailbox *mail = whose >= 0 && whose < team->nthreads ? &team->member[whose]->mail : NULL;
    if (!mail || d->priority > 0 || ld_rlx(&d->pooled) || ld_rlx(&mail->n) >= MAIL_MOST) { /* owner; hint */
        veda_task_publish(me, d);
        return;
    }
    if (!ld_rlx(&team->tasks.mailed))    /* hint */
        st_rlx(&team->tasks.mailed, 1u); /* ordered by announce's fence */
    veda_mutex_lock(&mail->lock);
    append_locked(&mail->first, &mail->last, d);
    st_rlx(&mail->n, mail->n + 1); /* locked */
    veda_mutex_unlock(&mail->lock);
    announce(team, whose + team->nthreads - 1);
}

void veda_task_runs_near(struct veda_member *me, uint16_t place)
{
    uint16_t *ran = &me->team->tasks.ran_near[place - 1];
    if (ld_rlx(ran) != me->tid + 1)          /* hint */
        st_rlx(ran, (uint16_t)(me->tid + 1)); /* hint */
}

/* --- taking ------------------------------------------------------------------------------------------------ */

/* Whom me looks at as number i of a round over n seats that begins with `first`. Agents sit nowhere. */
static int victim_at(const struct veda_member *me, const int *near, int n, int first, int i)
{
    if (i && unlikely(near != NULL))
        return i < me->nears ? near[i] : i;
    return first + i < n ? first + i : first + i - n;
}

/* The oldest in scope of somebody's mail, or NULL. */
static struct veda_deferred *take_mail(struct veda_mailbox *mail, const struct veda_scope *scope)
{
    struct veda_deferred *before = NULL, *d;
    veda_mutex_lock(&mail->lock);
    for (d = mail->first; d && scope && !is_in(d, scope, VEDA_LIST_WALK); d = d->next)
        before = d;
    if (d) {
        *(before ? &before->next : &mail->first) = d->next;
        if (mail->last == d)
            mail->last = before;
        st_rlx(&mail->n, mail->n - 1); /* locked */
    }
    veda_mutex_unlock(&mail->lock);
    return d;
}

/* Others get to theirs in a moment; who has looked for one in vain doesn't wait for them for ever. */
static struct veda_deferred *take_others_mail(struct veda_member *me, const struct veda_scope *scope)
{
    struct veda_team *team = me->team;
    if (me->fruitless < VEDA_FRUITLESS) {
        me->fruitless++;
        return NULL;
    }
    me->fruitless = 0;
    for (int i = 1, v = me->tid; i < team->nthreads; i++) {
        v = v + 1 >= team->nthreads ? 0 : v + 1;
        struct veda_mailbox *mail = &team->member[v]->mail;
        struct veda_deferred *d = ld_rlx(&mail->n) ? take_mail(mail, scope) : NULL; /* hint: who makes it so announces */
        if (d)
            return d;
    }
    return NULL;
}

/* One round over the others. After a round without success some looks are left out: to look costs the owner
 * of the deque a cache miss. */
static struct veda_deferred *steal(struct veda_member *me, const struct veda_scope *scope)
{
    if (me->skip) {
        me->skip--;
        return NULL;
    }
    struct veda_team *team = me->team;
    int n = veda_team_seats(team);
    const int *near = veda_binding_near(me);
    int first = (int)(scope && scope->kin ? ld_rlx(&scope->kin->thief) : me->victim) % n; /* hint */
    for (int i = 0; i < n; i++) {
        int v = victim_at(me, near, n, first, i);
        struct veda_deque *deque = &team->member[v]->deque;
        if (v == me->tid || veda_deque_size(deque) <= 0)
            continue;
        struct veda_deferred *d = veda_deque_steal(deque, scope ? in_scope : NULL, scope);
        if (!d)
            continue;
        me->victim = (uint32_t)v;
        me->pause = 0;
        if (ld_rlx(&d->task.above->thief) != (uint32_t)me->tid) /* hint: the line is its parent's to write */
            st_rlx(&d->task.above->thief, (uint32_t)me->tid);   /* the same */
        veda_trace_task_steal(&d->task, (uintptr_t)v);
        if (unlikely(ld_rlx(&team->tasks.sleepers)) && veda_deque_size(deque) > 0) /* hint: announce is exact */
            wake_one(team, me->tid);
        return d;
    }
    int most = n - 1 < PAUSE_MOST ? n - 1 : PAUSE_MOST, pause = 2 * me->pause + 1;
    me->skip = me->pause = (uint8_t)(pause < most ? pause : most);
    return NULL;
}

/* me was woken and has found work. Tasks that were pushed while he was on his way have woken nobody, wherever they
 * lie: if there are more, the next sleeper is his to bring. */
static VEDA_COLD void pass_on(struct veda_member *me)
{
    me->woken = false;
    if (ld_rlx(&me->team->tasks.sleepers) && veda_task_in_sight(me->team)) /* undoze's exchange has shown the pushes */
        wake_one(me->team, me->tid);
}

/* me has run out of work: what waits for the end of something looks again. */
static VEDA_COLD void tell_idle(struct veda_member *me)
{
    me->busy = false;
    veda_slab_flush(me->thread->slab);
    veda_heap_idle(me->thread->heap);
    veda_event_notify(&me->team->tasks.event);
}

struct veda_deferred *veda_task_find(struct veda_member *me, const struct veda_scope *scope)
{
    struct veda_team_tasks *tasks = &me->team->tasks;
    struct veda_deferred *d = NULL;
    if (unlikely(ld_rlx(&tasks->nurgent))) /* hint: who makes it so announces */
        d = take_listed(me, scope, URGENT);
    bool mailed = unlikely(ld_rlx(&tasks->mailed)); /* the same */
    if (mailed && !d && ld_rlx(&me->mail.n)) /* the same */
        d = take_mail(&me->mail, scope);
    if (!d && veda_deque_size(&me->deque) > 0) /* a pop is a fence, had or not */
        d = veda_deque_pop(&me->deque, me->floor);
    if (!d && unlikely(ld_rlx(&tasks->nlisted))) /* hint */
        d = take_listed(me, scope, LISTED);
    if (!d && veda_team_seats(me->team) > 1)
        d = steal(me, scope);
    if (mailed && !d)
        d = take_others_mail(me, scope);
    else if (mailed)
        me->fruitless = 0;
    if (!d && unlikely(ld_rlx(&tasks->nparked))) /* hint: who makes it so announces */
        d = take_listed(me, scope, PARKED);
    if (unlikely(d ? me->woken : me->busy)) {
        if (d)
            pass_on(me);
        else
            tell_idle(me);
    }
    return d;
}
