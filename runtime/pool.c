/* Threads and teams come and go here: the slow paths around region.c. All under one lock, none of them on
 * the way of a region whose team stands.
 *
 * Invariants (with the lock held):
 *   a worker is either in the idle list, or member of exactly one team and not in the list, or the keeper
 *   attached = workers that are members of teams + roots that have a hot team
 *   threads[gtid] is the thread with that gtid, or NULL: gtids are the smallest free ones
 *
 * A team is sticky: its workers wait at its gate for the next region, so that thread number n of a root is
 * the same native thread as long as the size stays (threadprivate, 5.2, 5.2). Changing the size is a
 * visit of the team by the surplus, which then waits at its own gate in the idle list, or an assignment
 * of idle workers. Callers: region.c, the routines that pause resources, thread ends and fork. */
#include "runtime/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/assert.h"
#include "runtime/heap.h"
#include "runtime/memory.h"
#include "runtime/overflow.h"
#include "runtime/sched/wait.h"
#include "runtime/share.h"
#include "runtime/sync/barrier.h"
#include "runtime/sys/clock.h"
#include "runtime/sys/thread.h"
#include "runtime/task/agent.h"
#include "runtime/threadprivate.h"
#include "runtime/width.h"
#include "runtime/work/single.h"
#include "runtime/work/work.h"
#include "telemetry/trace.h"

__thread struct veda_member *veda_self;

static struct {
    struct veda_mutex lock;
    struct veda_thread *idle;     /* LIFO: the last to leave is the first to come back */
    int nidle;
    struct veda_thread *forgotten; /* of a child: those that its parent had */
    struct veda_thread *keeper;   /* while there is no root: the worker that looks after the idle ones */
    bool keeping;                 /* it has seen that it is */
    int nworkers;
    int nagents;                  /* workers that are free agents now */
    uint64_t no_agents_before;    /* veda_now_ns(): a thread could not be started */
    struct veda_member *awaited;  /* seats that agents have been called to, when there were enough elsewhere */
    int nroots;
    int attached;
    struct veda_thread **threads; /* published by release: readers take no lock */
    int capacity;
    int known;                    /* gtids below this have been given out */
    bool key_made;
    pthread_key_t key;            /* its destructor tells that a root ends */
} pool;

static void *allocate(size_t bytes)
{
    bytes = (bytes + VEDA_CACHE_LINE - 1) / VEDA_CACHE_LINE * VEDA_CACHE_LINE;
    void *p = aligned_alloc(VEDA_CACHE_LINE, bytes);
    if (p)
        memset(p, 0, bytes);
    return p;
}

static void *allocate_or_die(size_t bytes)
{
    void *p = allocate(bytes);
    if (!p)
        veda_fatal("out of memory (%zu bytes for a thread)", bytes);
    return p;
}

/* --- threads by number ------------------------------------------------------------------------- */

struct veda_thread *veda_thread_by_gtid(int gtid)
{
    if (gtid < 0 || gtid >= ld_acq(&pool.known)) /* [POOL-THREADS] */
        return NULL;
    return ld_rlx(&ld_acq(&pool.threads)[gtid]); /* [POOL-THREADS] */
}

int veda_threads_known(void)
{
    return ld_acq(&pool.known); /* [POOL-THREADS] */
}

/* The lock is held. The table is replaced when full; the old one stays for readers on their way. */
static void number_locked(struct veda_thread *t)
{
    int gtid = 0;
    while (gtid < pool.known && pool.threads[gtid])
        gtid++;
    if (gtid == pool.capacity) {
        int capacity = pool.capacity ? 2 * pool.capacity : 64;
        struct veda_thread **table = allocate_or_die(((size_t)capacity + 1) * sizeof *table);
        if (pool.known)
            memcpy(table, pool.threads, (size_t)pool.known * sizeof *table);
        table[capacity] = (void *)pool.threads; /* so that leak checkers find it */
        st_rel(&pool.threads, table); /* [POOL-THREADS] */
        pool.capacity = capacity;
    }
    veda_threadprivate_reserve(gtid);
    t->gtid = gtid;
    st_rlx(&pool.threads[gtid], t); /* published by known, or by what hands out the gtid */
    if (gtid == pool.known)
        st_rel(&pool.known, gtid + 1); /* [POOL-THREADS] */
}

static void attach_locked(int n)
{
    pool.attached += n;
    veda_wait_limits_update(pool.attached, veda_icv_default_nthreads());
    veda_share_width(pool.attached);
}

/* --- members and teams -------------------------------------------------------------------------- */

static struct veda_member *member_new(struct veda_team *team, int tid)
{
    struct veda_member *m = allocate(sizeof *m);
    if (!m)
        return NULL;
    m->team = team;
    m->tid = m->number = tid;
    m->task = &m->implicit;
    m->place = VEDA_UNPLACED;
    m->implicit.icvs = &team->icvs;
    m->implicit.own = &m->icvs;
    m->patience.wakes = &team->wakes;
    veda_task_member_init(m);
    return m;
}

static struct veda_team *team_new(struct veda_member *primary, struct veda_thread *thread)
{
    struct veda_team *team = allocate_or_die(sizeof *team);
    team->nthreads = 1;
    team->capacity = 1;
    team->num_teams = 1;
    team->group_threads = 1;
    team->primary = primary;
    team->member = team->tree = allocate_or_die((1 + VEDA_AGENTS_MOST) * sizeof *team->member);
    team->member[0] = member_new(team, 0);
    team->ring = veda_work_ring_new();
    if (!team->member[0] || !team->ring)
        veda_fatal("out of memory (a team)");
    team->member[0]->thread = thread;
    team->member[0]->outer = primary;
    return team;
}

static void team_free(struct veda_team *team);

/* What a member keeps for further regions. Its own thread only, outside of such a region. */
static void member_drop_teams(struct veda_member *m)
{
    if (m->hot)
        team_free(m->hot);
    if (m->solo)
        team_free(m->solo);
    if (m->target)
        team_free(m->target);
    m->hot = m->solo = m->target = NULL;
}

void veda_team_visit(struct veda_team *team, veda_call call, void *arg)
{
    struct veda_member *m0 = team->member[0];
    team->call = call;
    team->arg = arg;
    team->work_seq = m0->work_seq;
    team->single_seq = m0->single_seq;
    veda_fpenv_get(&team->fpenv);
    veda_team_release(m0);
    veda_team_gather(m0);
    team->tasks.lookers = false;
}

static void stay(struct veda_member *me)
{
    (void)me;
}

void veda_team_settle(struct veda_team *team)
{
    if (team->nthreads > 1 && team->tasks.lookers)
        veda_team_visit(team, stay, NULL);
}

static void leave_above(struct veda_member *me)
{
    if (me->tid < *(int *)me->team->arg)
        return;
    member_drop_teams(me);
    me->leaving = true;
}

static void push_idle_locked(struct veda_thread *t)
{
    t->idle = pool.idle;
    pool.idle = t;
    pool.nidle++;
}

/* Whether the team's primary is no worker's member: a root that has not been counted for a team around it. */
static bool is_roots(const struct veda_team *team)
{
    return team->primary->thread->root && !team->primary->outer;
}

/* Sends members n and above back to the pool. The lowest number ends on top of the idle list, so that a
 * team that grows again gets them in the same places. */
static void team_shrink(struct veda_team *team, int n)
{
    int was = team->nthreads;
    veda_trace_team_form(n, was, team->level);
    veda_team_visit(team, leave_above, &n);
    veda_task_forget_tallies(team);
    team->nthreads = n;
    veda_tree_by_number(team);
    veda_mutex_lock(&pool.lock);
    for (int i = was - 1; i >= n; i--)
        push_idle_locked(team->member[i]->thread);
    attach_locked(n - was - (n == 1 && is_roots(team)));
    veda_mutex_unlock(&pool.lock);
}

static void team_free(struct veda_team *team)
{
    if (team->nthreads > 1)
        team_shrink(team, 1);
    for (int i = 0; i < team->capacity + VEDA_AGENTS_MOST; i++)
        if (team->member[i]) {
            member_drop_teams(team->member[i]);
            veda_task_member_free(team->member[i]);
            veda_binding_near_free(team->member[i]);
            free(team->member[i]->seat);
            free(team->member[i]);
        }
    free(team->member);
    free(team->levels);
    veda_work_ring_free(team->ring);
    free(team);
}

static void *worker_main(void *arg);

/* One line a process, whatever is missing first. err: what the system said. */
static VEDA_COLD void warn_smaller(int thread, int err)
{
    veda_warn_once("cannot start thread %d (%s); teams get smaller", thread, strerror(err));
}

/* The lock is held. NULL: no thread to be had; who wants it for a team is told once. */
static struct veda_thread *take_worker_locked(uint32_t *group, bool for_team)
{
    struct veda_thread *t = pool.idle;
    if (t) {
        pool.idle = t->idle;
        pool.nidle--;
        t->group = group;
        return t;
    }
    veda_overflow_watch();
    t = allocate(sizeof *t);
    if (!t) {
        if (for_team)
            warn_smaller(pool.nworkers + pool.nroots, ENOMEM);
        return NULL;
    }
    number_locked(t);
    t->push_bind = -1;
    t->place = veda_binding_inherited();
    t->stack_floor = UINTPTR_MAX;
    t->group = group;
    t->stack_bytes = veda_icv_stack_bytes();
    veda_gate_init(&t->assigned, 0);
    int err = veda_thread_start(worker_main, t, t->stack_bytes);
    if (err) {
        if (for_team)
            warn_smaller(t->gtid, err);
        st_rlx(&pool.threads[t->gtid], NULL); /* locked */
        free(t);
        return NULL;
    }
    pool.nworkers++;
    return t;
}

/* Room for n members; those that stand stay where they are, only the table of pointers moves. */
static bool team_reserve(struct veda_team *team, int n)
{
    if (n <= team->capacity)
        return true;
    struct veda_member **table = allocate((size_t)(n + VEDA_AGENTS_MOST) * sizeof *table);
    if (!table)
        return false;
    memcpy(table, team->member, (size_t)(team->capacity + VEDA_AGENTS_MOST) * sizeof *table);
    if (team->tree == team->member)
        team->tree = table;
    free(team->member); /* the members wait at the gate, past the last look for tasks: nobody reads it */
    team->member = table;
    team->capacity = n;
    return true;
}

/* Member i of a team that grows to n, made when its place is used for the first time. NULL: no memory. A
 * program may ask for far more threads than can be had: beyond ROOM_FIRST the table grows as they come. */
static struct veda_member *member_for(struct veda_team *team, int i, int n)
{
    enum { ROOM_FIRST = 1024 };
    int room = i < ROOM_FIRST ? ROOM_FIRST : 2 * i;
    if (i >= team->capacity && !team_reserve(team, n < room ? n : room))
        return NULL;
    if (!team->member[i])
        team->member[i] = member_new(team, i);
    return team->member[i];
}

static void team_grow(struct veda_team *team, int n)
{
    int was = team->nthreads, i = was;
    veda_trace_team_form(n, was, team->level);
    veda_team_settle(team); /* nobody looks through the table */
    uint32_t phase = team->member[0]->phase;
    uint64_t blocked = veda_thread_blocked(); /* not asked again while the team stands: peers' threads are alike */
    veda_mutex_lock(&pool.lock);
    for (; i < n; i++) {
        struct veda_member *m = member_for(team, i, n);
        if (!m)
            warn_smaller(i, ENOMEM);
        struct veda_thread *t = m ? take_worker_locked(team->member[0]->thread->group, true) : NULL;
        if (!t)
            break;
        m->thread = t;
        m->number = i;
        m->phase = phase;
        m->leaving = false;
        m->place = VEDA_UNPLACED;
        m->moves = t->place != VEDA_UNPLACED;
        m->cursor.work = NULL;
        m->singles_done = team->single_taken;
        memset(m->range, 0, sizeof m->range);
        veda_gate_init(&m->arrive, phase);
        t->next = m;
        t->blocked = blocked;
        veda_gate_open(&t->assigned, ++t->assigned_phase); /* publishes next and the member */
    }
    attach_locked(i - was + (was == 1 && i > 1 && is_roots(team)));
    veda_mutex_unlock(&pool.lock);
    team->nthreads = i;
    veda_tree_by_number(team);
}

struct veda_team *veda_team_for(struct veda_member *me, int n)
{
    struct veda_team *team = me->hot;
    if (!team) {
        team = me->hot = team_new(me, me->thread);
        team->level = me->team->level + 1;
        team->active_level = me->team->active_level + 1;
    }
    if (n < team->nthreads)
        team_shrink(team, n);
    else if (n > team->nthreads)
        team_grow(team, n);
    return team;
}

struct veda_team *veda_team_solo(struct veda_member *me)
{
    if (!me->solo) {
        me->solo = team_new(me, me->thread);
        me->solo->level = me->team->level + 1;
        me->solo->active_level = me->team->active_level;
    }
    return me->solo;
}

struct veda_team *veda_team_initial(struct veda_member *me)
{
    if (!me->target) {
        me->target = team_new(NULL, me->thread);
        me->target->member[0]->outer = me;
    }
    return me->target;
}

/* --- workers -------------------------------------------------------------------------------------- */

static void adopt_fpenv(const struct veda_fpenv *wanted)
{
    struct veda_fpenv mine;
    veda_fpenv_get(&mine);
    if (!veda_fpenv_same(&mine, wanted))
        veda_fpenv_set(wanted);
}

/* One stay in a team. After the last gather the member may be given to another thread: nothing of it is
 * read then. */
static void serve(struct veda_member *me)
{
    bool leaving;
    do {
        veda_team_follow(me);
        struct veda_team *team = me->team;
        veda_member_start(me, team);
        adopt_fpenv(&team->fpenv);
        team->call(me);
        if (unlikely(me->cursor.work != NULL))
            veda_work_leave(me);
        if (unlikely(veda_global.cancellation))
            veda_single_gone(me);
        leaving = me->leaving;
        if (unlikely(team->orphan))
            veda_pool_end_orphan(me);
        veda_team_gather(me);
    } while (!leaving);
}

/* What a default team has use for besides its primary. */
static int default_workers(void)
{
    int n = veda_global.initial.nthreads, processors = veda_icv_default_nthreads();
    return (n > processors ? n : processors) - 1;
}

/* What a seat's agent starts with, settled by who calls it. */
struct veda_seat {
    struct veda_fpenv fpenv;
    uint32_t *group;              /* contention group of its thread */
    int thread_limit;
    uint64_t blocked;             /* signals */
    struct veda_member *next;     /* among those that are waited for */
};

/* One stay in a seat for free agents. */
static void serve_as_agent(struct veda_member *me)
{
    struct veda_team *team = me->team;
    me->task = &me->implicit;
    me->implicit.icvs = &team->icvs;
    me->implicit.below = team->primary ? team->primary->task : NULL;
    me->implicit.group = NULL;
    me->kin.kind = NULL;
    adopt_fpenv(&me->seat->fpenv);
    if (unlikely(team->placed || me->thread->place != VEDA_UNPLACED))
        veda_binding_agent(me);
    veda_agent_serve(me);
}

/* The member of a seat, made when it is used for the first time, as are those below it: who looks through the seats
 * finds no gap. NULL: no memory. */
static struct veda_member *seat_locked(struct veda_team *team, int seat)
{
    for (int i = team->nthreads; i <= team->nthreads + seat; i++) {
        if (!team->member[i] && !(team->member[i] = member_new(team, i)))
            return NULL;
        if (!team->member[i]->seat && !(team->member[i]->seat = calloc(1, sizeof(struct veda_seat))))
            return NULL;
    }
    return team->member[team->nthreads + seat];
}

/* t comes to m, a seat. */
static void seat_agent_locked(struct veda_thread *t, struct veda_member *m)
{
    struct veda_team *team = m->team;
    uint32_t seats = (uint32_t)(m->tid - team->nthreads) + 1;
    t->group = m->seat->group;
    t->blocked = m->seat->blocked;
    m->thread = t;
    m->skip = 0;
    m->nears = 0; /* an agent sits nowhere, though the team may have had a thread of that number */
    t->next = m;
    if (ld_rlx(&team->tasks.agents) < seats) /* locked */
        st_rel(&team->tasks.agents, seats);  /* [AGENT-SEAT] */
    veda_gate_open(&t->assigned, ++t->assigned_phase);
}

/* What is reserved is reserved once, and processors are few: all teams together have as many agents as one may. */
static int agents_most(void)
{
    int spare = default_workers();
    return veda_global.agent_reserve > spare ? veda_global.agent_reserve : spare;
}

enum { NO_THREAD_NS = 1000000 }; /* after a thread could not be started, how long no agent is tried */

static bool lend_agent_locked(struct veda_member *m)
{
    if (ld_rlx(&m->team->tasks.dismissed)) /* ordered by the lock: see veda_pool_agents_uncalled() */
        return false;
    if (pool.nagents >= agents_most()) {
        struct veda_member **link = &pool.awaited;
        while (*link)
            link = &(*link)->seat->next;
        *link = m;
        return true;
    }
    if (!veda_group_enter(m->seat->group, m->seat->thread_limit))
        return false;
    bool tried = pool.idle || veda_now_ns() >= pool.no_agents_before;
    struct veda_thread *t = tried ? take_worker_locked(m->seat->group, false) : NULL;
    if (!t) {
        if (tried)
            pool.no_agents_before = veda_now_ns() + NO_THREAD_NS;
        veda_group_leave(m->seat->group);
        return false;
    }
    pool.nagents++;
    attach_locked(1);
    seat_agent_locked(t, m);
    return true;
}

bool veda_pool_lend_agent(struct veda_member *me, int seat)
{
    veda_mutex_lock(&pool.lock);
    struct veda_member *m = seat_locked(me->team, seat);
    if (m) {
        *m->seat = (struct veda_seat){.group = me->thread->group, .thread_limit = veda_icvs(me)->thread_limit,
                                      .blocked = veda_thread_blocked()};
        veda_fpenv_get(&m->seat->fpenv);
        m->number = VEDA_UNASSIGNED_THREAD;
        m->hot = m->solo = m->target = NULL;
    }
    bool lent = m && lend_agent_locked(m);
    veda_mutex_unlock(&pool.lock);
    return lent;
}

bool veda_pool_lend_agent_again(struct veda_team *team, int seat)
{
    veda_mutex_lock(&pool.lock);
    struct veda_member *m = team->member[team->nthreads + seat];
    bool lent = m && m->seat && m->seat->group;
    if (lent) {
        m->seat->next = NULL;
        m->number = VEDA_UNASSIGNED_THREAD;
        m->hot = m->solo = m->target = NULL;
        lent = lend_agent_locked(m);
    }
    veda_mutex_unlock(&pool.lock);
    return lent;
}

/* Whoever calls for one later sees that the team's agents are dismissed. */
uint64_t veda_pool_agents_uncalled(struct veda_team *team)
{
    uint64_t seats = 0;
    veda_mutex_lock(&pool.lock);
    for (struct veda_member **link = &pool.awaited, *m; (m = *link);)
        if (m->team == team) {
            seats |= (uint64_t)1 << (m->tid - team->nthreads);
            *link = m->seat->next;
        } else {
            link = &m->seat->next;
        }
    veda_mutex_unlock(&pool.lock);
    return seats;
}

/* The first that waits for one and may have it gets me's thread. */
static bool pass_on_locked(struct veda_thread *t)
{
    for (struct veda_member **link = &pool.awaited, *m; (m = *link); link = &m->seat->next)
        if (veda_group_enter(m->seat->group, m->seat->thread_limit)) {
            *link = m->seat->next;
            seat_agent_locked(t, m);
            return true;
        }
    return false;
}

void veda_pool_agent_drops(struct veda_member *me)
{
    member_drop_teams(me);
}

void veda_pool_agent_leaves(struct veda_member *me)
{
    struct veda_thread *t = me->thread;
    veda_group_leave(t->group);
    veda_mutex_lock(&pool.lock);
    if (!pass_on_locked(t)) {
        pool.nagents--;
        attach_locked(-1);
        push_idle_locked(t);
    }
    veda_mutex_unlock(&pool.lock);
}

/* Lets idle workers above `keep` end. */
static void retire_idle_locked(int keep)
{
    while (pool.nidle > keep) {
        struct veda_thread *t = pool.idle;
        pool.idle = t->idle;
        pool.nidle--;
        t->next = NULL;
        veda_gate_open(&t->assigned, ++t->assigned_phase);
    }
}

void veda_pool_end_orphan(struct veda_member *me)
{
    member_drop_teams(me);
    veda_mutex_lock(&pool.lock);
    retire_idle_locked(0);
    veda_mutex_unlock(&pool.lock);
    pthread_exit(NULL);
}

/* A process ends with its last thread, and that must not be one of ours. Where all others have to do with
 * OpenMP they are roots, and the last one's end says so; but an initial thread, say, that only creates other
 * threads is none, and may create the next root any moment, or leave by pthread_exit() unseen. So when the
 * last root has ended, the idle workers stay for a while, and one of them, the keeper, looks whether any
 * other thread is left: at first after a millisecond, then less and less often. It retires them when there
 * is none, or when the while is over. A new root sends it back among the idle ones. */
enum {
    KEEP_NS = 1000000000,
    NAP_NS = 1000000,     /* the first; each is twice the one before, up to: */
    NAP_MAX_NS = 64000000,
};

static struct veda_member keeper_place; /* what it is given for a place in a team */

static void appoint_keeper_locked(void)
{
    struct veda_thread *t = pool.idle;
    if (pool.keeper || !t)
        return;
    pool.idle = t->idle;
    pool.nidle--;
    pool.keeper = t;
    t->next = &keeper_place;
    veda_gate_open(&t->assigned, ++t->assigned_phase);
}

static void recall_keeper_locked(void)
{
    if (pool.keeper && pool.keeping)
        push_idle_locked(pool.keeper);
    pool.keeper = NULL;
    pool.keeping = false;
}

/* t has seen that it was appointed: before that its gate must not move on, and a recalled keeper is in no
 * list. False: it has been recalled meanwhile, and is idle now. */
static bool keeping_begins(struct veda_thread *t)
{
    veda_mutex_lock(&pool.lock);
    if (pool.nroots == 0 && !pool.keeper)
        pool.keeper = t;
    bool begins = pool.keeper == t;
    if (begins)
        pool.keeping = true;
    else
        push_idle_locked(t);
    veda_mutex_unlock(&pool.lock);
    return begins;
}

/* t has been appointed. True: it is among the idle workers again, or has been given something by the gate's
 * next turn; false: it ends, as they do. */
static bool keep(struct veda_thread *t, uint32_t next_turn)
{
    if (!keeping_begins(t))
        return true;
    uint64_t nap = NAP_NS;
    for (uint64_t slept = nap; !veda_gate_at(&t->assigned, next_turn); slept += nap) {
        veda_gate_sleep(&t->assigned, next_turn, nap);
        veda_mutex_lock(&pool.lock);
        bool recalled = pool.keeper != t;
        bool ends = !recalled && (slept > KEEP_NS || !veda_process_has_others(pool.nworkers));
        if (ends) {
            pool.keeper = NULL;
            pool.keeping = false;
            retire_idle_locked(0);
        }
        veda_mutex_unlock(&pool.lock);
        if (recalled || ends)
            return recalled;
        nap = nap < NAP_MAX_NS ? 2 * nap : NAP_MAX_NS;
    }
    return true;
}

static void *worker_main(void *arg)
{
    struct veda_thread *t = arg;
    char name[16], room[VEDA_ALTERNATE_BYTES];
    snprintf(name, sizeof name, "veda-%d", t->gtid);
    veda_thread_name(name);
    t->kernel_id = veda_thread_kernel_id();
    veda_overflow_guard(t, room);
    veda_trace_thread_start(t->gtid, 1);
    for (uint32_t turn = 1;; turn++) {
        veda_wait_gate(&t->assigned, turn, NULL, NULL);
        struct veda_member *me = t->next;
        if (me == &keeper_place && keep(t, turn + 1))
            continue;
        if (!me || me == &keeper_place)
            break;
        veda_thread_block(t->blocked);
        veda_self = me;
        if (unlikely(me->number == VEDA_UNASSIGNED_THREAD)) /* the team may not know its size yet */
            serve_as_agent(me);
        else
            serve(me);
        veda_self = NULL;
    }
    veda_overflow_unguard(t, room);
    veda_trace_thread_end(t->gtid, 1);
    veda_threadprivate_thread_end(t);
    veda_slab_retire(t->slab);
    veda_heap_retire(t->heap);
    veda_mutex_lock(&pool.lock);
    st_rlx(&pool.threads[t->gtid], NULL); /* locked */
    pool.nworkers--;
    veda_mutex_unlock(&pool.lock);
    free(t->unbound);
    free(t);
    return NULL;
}

/* --- roots ---------------------------------------------------------------------------------------- */

/* An application thread ends: its teams go back, and of the idle workers as many stay as a default team
 * has use for. After the last root they stay under the eyes of a keeper. */
static void root_end(void *p)
{
    struct veda_thread *t = p;
    veda_self = t->initial;
    veda_task_drain(t->initial);
    veda_agents_dismiss(t->initial);
    member_drop_teams(t->initial);
    veda_threadprivate_thread_end(t);
    veda_trace_thread_end(t->gtid, 0);
    veda_self = NULL;
    veda_mutex_lock(&pool.lock);
    st_rlx(&pool.threads[t->gtid], NULL); /* locked */
    pool.nroots--;
    retire_idle_locked(default_workers());
    if (pool.nroots == 0)
        appoint_keeper_locked();
    veda_mutex_unlock(&pool.lock);
    team_free(t->initial->team);
    veda_slab_retire(t->slab);
    veda_heap_retire(t->heap);
    free(t->unbound);
    free(t);
}

/* A team that me's thread is in: whatever number me had, it is all of the team now. */
static void orphan_team(struct veda_member *me)
{
    struct veda_team *team = me->team;
    me->hot = me->solo = me->target = NULL;
    if (team->nthreads == 1 && me->tid == 0)
        return;
    team->orphan = true;
    team->nthreads = 1;
    team->member[0]->tid = me->tid; /* they change places: the old first one's is a seat for free agents now */
    team->member[me->tid] = team->member[0];
    team->member[0] = me;
    me->tid = me->number = 0;
    me->below = me->below_end = 0;
    veda_work_reset_after_fork(me);
}

/* Contention groups that the thread works in, or goes back to: each has this one thread. */
static void reset_groups(struct veda_member *me)
{
    *me->thread->group = 1;
    for (; me; me = me->outer)
        for (struct veda_member *m = me; m; m = m->team->primary)
            m->team->group_threads = 1;
}

/* A thread that the child has not: what it and its teams were is kept in a list, where leak checkers find it. */
static void forget(int gtid)
{
    struct veda_thread *t = pool.threads[gtid];
    if (t) {
        t->idle = pool.forgotten;
        pool.forgotten = t;
    }
    pool.threads[gtid] = NULL;
}

/* ThreadSanitizer does not know that the child has none of the threads that were inside, so in its builds none is. */
#ifdef VEDA_TSAN
static void lock_before_fork(void)
{
    veda_mutex_lock(&pool.lock);
}

static void unlock_after_fork(void)
{
    veda_mutex_unlock(&pool.lock);
}
#else
static void lock_before_fork(void) {}
static void unlock_after_fork(void) {}
#endif

/* In the child only the calling thread lives. The pool is forgotten (its memory is not worth a walk over
 * structures that other threads may have been changing), and teams this thread is in shrink to it. So a fork does not
 * wait for the pool's lock: it would hold that while the program's own handlers wait for locks of theirs, and one who
 * holds such a lock may be waiting for the pool. The table of threads is whole at any moment (number_locked()), and
 * nobody but their own thread changes the teams that it is in. */
static void after_fork_child(void)
{
    unlock_after_fork();
    pool.lock = (struct veda_mutex){0};
    pool.idle = pool.keeper = NULL;
    pool.awaited = NULL;
    pool.keeping = false;
    pool.nidle = pool.nworkers = pool.nagents = pool.attached = 0;
    veda_share_after_fork();
    veda_width_after_fork();
    struct veda_member *me = veda_self;
    veda_binding_after_fork(me);
    pool.nroots = me && me->thread->root;
    for (int i = 0; i < pool.known; i++)
        if (!me || pool.threads[i] != me->thread)
            forget(i);
    if (me)
        reset_groups(me);
    for (; me; me = me->outer) {
        orphan_team(me);
        veda_task_after_fork(me);
    }
    veda_task_events_after_fork();
    veda_threadprivate_reset_after_fork(veda_self ? veda_self->thread : NULL);
}

/* Before the program's own handlers: one of them may run a region in the child. */
__attribute__((constructor(103))) static void watch_forks(void)
{
    pthread_atfork(lock_before_fork, unlock_after_fork, after_fork_child);
}

/* Programs may have used up the system's keys, and give some back later: each new root tries again. Whoever begins
 * while there is none keeps what it has after its end: its number and its teams, with their threads. */
static bool have_key_locked(void)
{
    int err = pool.key_made ? 0 : pthread_key_create(&pool.key, root_end);
    pool.key_made = !err;
    if (err)
        veda_warn_once("pthread_key_create: %s; threads of the program that end now leave their teams' threads behind",
                       strerror(err));
    return pool.key_made;
}

struct veda_member *veda_self_slow(void)
{
    veda_initial_mask_restore();
    veda_icv_init();
    struct veda_thread *t = allocate_or_die(sizeof *t);
    t->root = true;
    t->kernel_id = veda_thread_kernel_id();
    t->push_bind = -1;
    t->place = VEDA_UNPLACED;
    t->stack_floor = UINTPTR_MAX;
    struct veda_team *team = team_new(NULL, t);
    team->icvs = veda_global.initial;
    t->group = &team->group_threads;
    struct veda_member *me = team->member[0];
    t->initial = me;
    if (unlikely(veda_global.processors_chosen))
        veda_icv_default_nthreads(); /* makes the place list, which nobody may with the pool's lock held */

    veda_mutex_lock(&pool.lock);
    bool end_is_seen = have_key_locked();
    number_locked(t);
    pool.nroots++;
    recall_keeper_locked();
    veda_mutex_unlock(&pool.lock);
    if (end_is_seen)
        pthread_setspecific(pool.key, t);
    veda_self = me;
    veda_trace_thread_start(t->gtid, 0);
    return me;
}

enum {
    RETIRED_AT_ONCE = 64,
    GONE_NS = 1000000000, /* destructors of the program's may be running */
};

/* No worker is idle, and those that were are gone: not only for us, but for the system. */
static void retire_idle_and_wait(void)
{
    uint64_t until = veda_now_ns() + GONE_NS;
    int id[RETIRED_AT_ONCE], n;
    do {
        n = 0;
        veda_mutex_lock(&pool.lock);
        for (struct veda_thread *t = pool.idle; t && n < RETIRED_AT_ONCE; t = t->idle)
            id[n++] = t->kernel_id; /* it frees t */
        retire_idle_locked(pool.nidle - n);
        veda_mutex_unlock(&pool.lock);
        for (int i = 0; i < n; i++)
            for (struct veda_wait w = veda_wait_begin(NULL); veda_thread_is_there(id[i]) && veda_now_ns() < until;)
                veda_wait_step(&w);
    } while (n == RETIRED_AT_ONCE);
}

bool veda_pool_release(bool hard)
{
    struct veda_member *me = veda_me();
    if (me->team->level > 0)
        return false;
    member_drop_teams(me);
    retire_idle_and_wait();
    if (hard)
        veda_threadprivate_thread_end(me->thread);
    return true;
}
