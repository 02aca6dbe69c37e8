/* See binding.h. The list and all that hangs on it is one immutable struct, published when complete; places of
 * members are written by their primary between regions, or by their own thread. Callers: region.c, pool.c,
 * league.c, affinity routines. */
#include "runtime/binding.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "numa/near.h"
#include "numa/topology.h"
#include "runtime/base/atomics.h"
#include "runtime/base/log.h"
#include "runtime/pool.h"
#include "runtime/sync/barrier.h"
#include "runtime/sync/mutex.h"
#include "runtime/sys/affinity.h"
#include "runtime/sys/pages.h"
#include "runtime/sys/thread.h"
#include "runtime/task/agent.h"
#include "runtime/team.h"

struct binding {
    struct veda_places_answer answer;
    bool binds;                       /* threads are put on places where bind-var is not false */
    const struct veda_cpuset *before; /* what the process had */
    const struct veda_cpuset *used;   /* where threads without a place run: that, or the processors chosen */
    struct veda_cpuset **set;         /* a place's processors; NULL: of a machine that is not ours */
    struct veda_cpuset *all;          /* those of all places together; NULL as above */
    const struct veda_processor **at; /* what stands for a place where distances are asked for, its first processor;
                                       * NULL: nobody knows how far it is from one to another */
};

static const struct binding nothing;
static const struct binding *made;
static struct veda_mutex making;

/* --- the list --------------------------------------------------------------------------------------- */

static struct veda_cpuset *set_new(void)
{
    struct veda_cpuset *set = veda_cpuset_new();
    if (!set)
        veda_fatal("out of memory (places)");
    return set;
}

static void add_place(struct veda_cpuset *set, const struct veda_place *place)
{
    for (int i = 0; i < place->n; i++)
        veda_cpuset_add(set, place->cpu[i]);
}

/* Sets ahead of time: a worker that allocated would get a heap of its own. */
static void make_sets(struct binding *b)
{
    const struct veda_places *list = b->answer.places;
    b->set = calloc((size_t)list->n, sizeof *b->set);
    if (!b->set)
        veda_fatal("out of memory (places)");
    b->all = set_new();
    for (int i = 0; i < list->n; i++) {
        b->set[i] = set_new();
        add_place(b->set[i], &list->place[i]);
        add_place(b->all, &list->place[i]);
    }
}

/* Of a list that spells processors out nothing more is known: the module is not loaded for it. */
static void make_distances(struct binding *b, const struct veda_topology *topology)
{
    const struct veda_places *list = b->answer.places;
    b->at = malloc((size_t)list->n * sizeof *b->at);
    if (!b->at)
        veda_fatal("out of memory (places)");
    for (int i = 0; i < list->n; i++)
        b->at[i] = veda_topology_processor(topology, list->place[i].cpu[0]);
}

/* What is chosen is used from now on; NULL: the mask says. */
static void choose(struct binding *b, struct veda_places *chosen)
{
    if (!chosen)
        return;
    struct veda_cpuset *set = set_new();
    add_place(set, &chosen->place[0]);
    free(chosen);
    veda_affinity_choose(set);
    b->used = set;
}

static void show_list(const struct veda_places *list)
{
    int length = veda_places_text(list, NULL, 0);
    char *text = malloc((size_t)length + 1);
    if (!text)
        return;
    veda_places_text(list, text, (size_t)length + 1);
    veda_print("veda: KMP_AFFINITY: %d places: %s", list->n, text);
    free(text);
}

/* What the environment asks for. */
static struct veda_places_request asked(void)
{
    const struct veda_global *g = &veda_global;
    return (struct veda_places_request){
        .affinity = g->affinity_spec,
        .cpus = g->cpu_list,
        .places = g->places,
        .subset = g->hw_subset,
        .bind = g->bind_set && g->bind_given != VEDA_BIND_FALSE,
        .bind_set = g->bind_set,
    };
}

static const struct binding *make(void)
{
    const struct veda_global *g = &veda_global;
    struct veda_places_request request = asked();
    struct binding *b = calloc(1, sizeof *b);
    if (!b)
        veda_fatal("out of memory (places)");
    veda_initial_mask_restore();
    const struct veda_topology *topology = veda_places_topology(&request);
    veda_places_make(&request, topology, &b->answer);
    b->binds = b->answer.places && b->answer.policy != VEDA_POLICY_NONE && g->initial.bind != VEDA_BIND_FALSE;
    if (b->binds)
        b->used = b->before = veda_affinity_keep();
    if (b->binds && topology->real) {
        make_sets(b);
        choose(b, veda_places_chosen(&request, topology));
    }
    if (b->binds && topology->known)
        make_distances(b, topology);
    if (b->answer.verbose && b->answer.places)
        show_list(b->answer.places);
    return b;
}

/* A fork waits until the list is made, and with it the topology: a child could not wait for a thread that it has not.
 * The lock is not taken with pool.c's held, nor the other way round. */
static void before_fork(void)
{
    veda_mutex_lock(&making);
}

static void after_fork(void)
{
    veda_mutex_unlock(&making);
}

/* Before the program's own handlers, as in memory.c. */
__attribute__((constructor(104))) static void watch_forks(void)
{
    pthread_atfork(before_fork, after_fork, after_fork);
}

/* Nobody is cancelled in between: hwloc's read() would be a place to leave from. Gives what making_unlock wants. */
static int making_lock(void)
{
    int cancel_state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state);
    veda_mutex_lock(&making);
    return cancel_state;
}

static void making_unlock(int cancel_state)
{
    veda_mutex_unlock(&making);
    pthread_setcancelstate(cancel_state, NULL);
}

const struct veda_topology *veda_binding_topology(void)
{
    static const struct veda_topology *known;
    const struct veda_topology *t = ld_acq(&known); /* [TOPOLOGY-MADE] */
    if (t)
        return t;
    veda_topology_open(); /* before the lock: topology.h */
    int state = making_lock();
    t = veda_topology();
    st_rel(&known, t); /* [TOPOLOGY-MADE] */
    making_unlock(state);
    return t;
}

/* Once a process, by whoever comes first, who need be no root yet. */
static VEDA_COLD const struct binding *binding_slow(void)
{
    struct veda_places_request request = asked();
    if (veda_global.places_asked && veda_places_need_module(&request))
        veda_topology_open(); /* before the lock: topology.h */
    int state = making_lock();
    const struct binding *b = ld_rlx(&made); /* locked */
    if (!b) {
        b = veda_global.places_asked ? make() : &nothing;
        st_rel(&made, b); /* [BINDING-LIST] */
    }
    making_unlock(state);
    return b;
}

static const struct binding *binding(void)
{
    const struct binding *b = ld_acq(&made); /* [BINDING-LIST] */
    return likely(b != NULL) ? b : binding_slow();
}

const struct veda_places *veda_binding_places(void)
{
    return binding()->answer.places;
}

bool veda_binding_binds(int bind)
{
    return bind != VEDA_BIND_FALSE && binding()->binds;
}

int veda_binding_processors(void)
{
    if (unlikely(veda_global.processors_chosen))
        binding();
    return veda_cpus_available();
}

bool veda_binding_disabled(void)
{
    veda_icv_init();
    return binding()->answer.disabled;
}

/* --- one thread ------------------------------------------------------------------------------------- */

static void show_bound(const struct veda_thread *t, int place)
{
    veda_print("veda: KMP_AFFINITY: thread %d (process %d, native thread %d) is bound to place %d", t->gtid,
               (int)getpid(), veda_thread_kernel_id(), place);
}

/* The calling thread, m's, onto m's place. */
void veda_binding_move(struct veda_member *m)
{
    const struct binding *b = binding();
    struct veda_thread *t = m->thread;
    m->moves = false;
    if (t->place == m->place)
        return;
    const struct veda_cpuset *set = m->place < 0 ? b->used : b->set ? b->set[m->place] : NULL;
    int err = set ? veda_affinity_set(set) : 0;
    if (err) {
        veda_warn_once("thread %d cannot be bound to place %d (%s); it stays where it is", t->gtid, m->place,
                       strerror(err));
        t->place = VEDA_ELSEWHERE;
        m->place = VEDA_UNPLACED;
        return;
    }
    t->place = m->place;
    if (unlikely(b->answer.verbose) && m->place >= 0)
        show_bound(t, m->place);
}

/* But for a thread whose mask is the program's. */
static void move_to(struct veda_member *me, int place)
{
    me->place = place;
    if (likely(me->thread->place != VEDA_GIVEN_UP))
        veda_binding_move(me);
}

/* Whether the calling thread's mask is that place's, or the program has set another one since it was bound. */
static bool sits_on(const struct binding *b, int place)
{
    struct veda_cpuset *now = veda_cpuset_new();
    bool same = now && b->set && place >= 0 && !veda_affinity_get(now) && veda_cpuset_same(now, b->set[place]);
    free(now);
    return same;
}

/* For veda_binding_left(): the calling thread's mask as it is now, the program's. */
static void keep_mask(struct veda_thread *t)
{
    if (!t->unbound)
        t->unbound = veda_cpuset_new();
    if (t->unbound && veda_affinity_get(t->unbound)) {
        free(t->unbound);
        t->unbound = NULL;
    }
}

/* A thread that is to have a place and has none yet: a root, what a fork has left of a team, a free agent with a region
 * of its own. */
static VEDA_COLD void seat(struct veda_member *me, const struct binding *b)
{
    if (b->answer.reset)
        keep_mask(me->thread);
    if (!me->partition.n)
        me->partition = (struct veda_partition){0, b->answer.places->n};
    bool initial = veda_thread_kernel_id() == getpid();
    int at = b->answer.first + (initial ? 0 : me->thread->gtid);
    move_to(me, me->partition.first + at % me->partition.n);
}

int veda_binding_place(struct veda_member *me)
{
    if (me->place < 0 && me->team->level == 0 && !veda_is_agent(me) && veda_binding_binds(veda_icvs(me)->bind)) {
        const struct binding *b = binding();
        if (!b->answer.reset) /* there, an initial thread has a place in regions alone */
            seat(me, b);
    }
    return me->thread->place == VEDA_GIVEN_UP ? VEDA_UNPLACED : me->place;
}

struct veda_partition veda_binding_partition(struct veda_member *me)
{
    const struct veda_places *list = veda_binding_places();
    veda_binding_place(me);
    if (!list || me->partition.n)
        return me->partition;
    return (struct veda_partition){0, list->n};
}

/* --- teams ------------------------------------------------------------------------------------------ */

static bool same_placement(const struct veda_team_placement *a, const struct veda_team_placement *b)
{
    return a->place == b->place && a->nthreads == b->nthreads && a->policy == b->policy && a->rest == b->rest &&
           a->partition.first == b->partition.first && a->partition.n == b->partition.n;
}

/* What was bound for earlier regions is let go. The primary stays where it is. */
static VEDA_COLD void unplace(struct veda_team *team, struct veda_member *me)
{
    veda_team_settle(team);
    veda_tree_by_number(team);
    for (int i = 0; i < team->nthreads; i++) {
        struct veda_member *m = team->member[i];
        m->place = i ? VEDA_UNPLACED : me->place;
        m->nears = 0;
        m->partition = me->partition;
        m->moves = i && m->thread->place != VEDA_UNPLACED && m->thread->place != VEDA_GIVEN_UP;
    }
    team->placed = false;
    team->placements++;
}

/* A tree of one level has nobody between the primary and the rest. */
static void make_tree(struct veda_team *team, const struct binding *b)
{
    struct veda_near *ring = NULL;
    if (b->at && team->nthreads > VEDA_TREE_FAN + 1)
        ring = malloc((size_t)team->nthreads * sizeof *ring);
    if (!ring) {
        veda_tree_by_number(team);
        return;
    }
    veda_near_tree(&team->placement, b->at, VEDA_TREE_FAN, ring);
    veda_tree_by_ring(team, ring);
    free(ring);
}

static void place(struct veda_team *team, const struct veda_team_placement *p, const struct binding *b)
{
    bool changed = false;
    veda_team_settle(team);
    team->placement = *p;
    team->placed = true;
    for (int i = 0; i < team->nthreads; i++) {
        struct veda_member *m = team->member[i];
        int was = m->place;
        veda_placement(p, i, &m->place, &m->partition);
        m->moves = i && m->thread->place != m->place;
        m->nears = b->at && team->nthreads > 2 ? -1 : 0;
        changed |= m->place != was;
    }
    team->placements += changed;
    make_tree(team, b);
}

/* What a team of me's is placed by, where me has a place or can be given one; else false. */
static bool describe(const struct binding *b, struct veda_member *me, int bind, int nthreads,
                     struct veda_team_placement *p)
{
    if (unlikely(me->place < 0))
        seat(me, b);
    if (unlikely(me->place < 0)) /* the system has refused */
        return false;
    *p = (struct veda_team_placement){
        .policy = (uint8_t)(bind == VEDA_BIND_TRUE && b->answer.policy > 0 ? b->answer.policy : bind),
        .nthreads = nthreads,
        .place = me->place,
        .group = b->answer.group,
        .partition = me->partition,
    };
    return true;
}

/* The policy is the clause's, else bind-var of the encountering task; the team's own is for regions below. */
void veda_binding_fork(struct veda_team *team, struct veda_member *me, const struct veda_region *r)
{
    const struct binding *b = binding();
    int bind = veda_icvs(me)->bind;
    struct veda_team_placement p;
    if (bind == VEDA_BIND_FALSE || !b->binds) {
        if (team->placed)
            unplace(team, me);
        return;
    }
    if (!describe(b, me, r->bind >= 0 ? r->bind : bind, team->nthreads, &p))
        return;
    p.rest = (uint8_t)r->rest;
    if (likely(team->placed && same_placement(&team->placement, &p)))
        return;
    place(team, &p, b);
}

void veda_binding_near_free(struct veda_member *m)
{
    if (m->near)
        veda_pages_free(m->near, (size_t)m->near_room * sizeof *m->near);
}

/* From what the places are computed from, not from the places: a thread that cannot be bound gives up its own. */
const int *veda_binding_order(struct veda_member *me)
{
    const struct veda_team *team = me->team;
    int n = team->nthreads;
    me->nears = 0;
    if (team->placement.nthreads != n) /* the primary has lost its place, and who came since has none */
        return NULL;
    if (me->near_room < n) {
        veda_binding_near_free(me);
        me->near = veda_pages_new((size_t)n * sizeof *me->near);
        me->near_room = me->near ? n : 0;
    }
    if (!me->near)
        return NULL;
    me->neighbours = veda_near_order(&team->placement, binding()->at, me->tid, me->near);
    me->nears = n;
    return me->near;
}

bool veda_binding_expected(struct veda_member *me, int nthreads, struct veda_team_placement *p)
{
    int bind = veda_icvs(me)->bind;
    const struct veda_team *team = me->team;
    while (team->nthreads == 1 && team->primary)
        team = team->primary->team;
    if (team->nthreads > 1) {
        *p = team->placement;
        return team->placed;
    }
    return veda_binding_binds(bind) && describe(binding(), me, bind, nthreads, p);
}

void veda_binding_left(struct veda_member *m0)
{
    struct veda_member *me = m0->outer;
    const struct binding *b = binding();
    if (likely(!b->answer.reset) || me->team->level > 0)
        return;
    struct veda_thread *t = me->thread;
    me->place = VEDA_UNPLACED;
    if (t->place < 0)
        return;
    if (t->unbound && sits_on(b, t->place))
        veda_affinity_set(t->unbound);
    t->place = VEDA_UNPLACED;
}

void veda_binding_agent(struct veda_member *me)
{
    const struct binding *b = binding();
    const struct veda_team *team = me->team;
    struct veda_thread *t = me->thread;
    me->place = VEDA_UNPLACED;
    if (!team->placed && !veda_binding_binds(team->icvs.bind)) {
        me->partition = (struct veda_partition){0, 0};
        move_to(me, VEDA_UNPLACED);
        return;
    }
    struct veda_partition everything = {0, b->answer.places->n}; /* in a serial part */
    me->partition = team->placed ? team->placement.partition : everything;
    if (!b->set || (t->place == VEDA_ELSEWHERE && t->span.first == me->partition.first &&
                    t->span.n == me->partition.n))
        return;
    struct veda_cpuset *part = NULL;
    if (me->partition.n < b->answer.places->n && (part = veda_cpuset_new()))
        for (int i = 0; i < me->partition.n; i++)
            add_place(part, &b->answer.places->place[me->partition.first + i]);
    veda_affinity_set(part ? part : b->all); /* where that fails it runs where it did: no place is promised */
    free(part);
    t->place = VEDA_ELSEWHERE;
    t->span = me->partition;
}

/* --- leagues ---------------------------------------------------------------------------------------- */

static int processors_of(const struct veda_places *list, struct veda_partition part)
{
    int n = 0;
    for (int i = 0; i < part.n; i++)
        n += list->place[part.first + i].n;
    return n;
}

/* KMP_TEAMS_PROC_BIND, libomp's, is spread where it is not set. Its teams run at the same time; ours run in turn, and
 * one whose threads do not fit its part of the machine would leave the rest of it idle: it keeps the whole. */
void veda_binding_league(struct veda_member *me, int i, int n, int threads, const struct veda_seat_before *before)
{
    const struct binding *b = binding();
    int asked = veda_global.teams_bind;
    struct veda_team_placement p = {
        .policy = (uint8_t)(asked > VEDA_BIND_FALSE ? asked : VEDA_BIND_SPREAD),
        .nthreads = n,
        .place = before->place,
        .group = b->answer.group,
        .partition = before->partition,
    };
    int at;
    struct veda_partition part;
    if (!b->binds || before->place < 0 || asked == VEDA_BIND_FALSE)
        return;
    veda_placement(&p, i, &at, &part);
    if (asked < 0 && threads > processors_of(b->answer.places, part))
        return;
    me->partition = part;
    move_to(me, at);
}

void veda_binding_league_end(struct veda_member *me, const struct veda_seat_before *before)
{
    if (before->place < 0)
        return;
    me->partition = before->partition;
    move_to(me, before->place);
}

/* --- from outside ----------------------------------------------------------------------------------- */

void veda_binding_given_up(struct veda_member *me)
{
    if (!veda_binding_binds(veda_icvs(me)->bind))
        return;
    struct veda_icvs *icvs = veda_icvs_own(me);
    icvs->bind = VEDA_BIND_FALSE;
    icvs->bind_levels = NULL;
    me->place = VEDA_UNPLACED;
    me->partition = (struct veda_partition){0, 0};
    me->thread->place = VEDA_GIVEN_UP;
}

int veda_binding_inherited(void)
{
    return veda_affinity_kept() ? VEDA_ELSEWHERE : VEDA_UNPLACED;
}

void veda_binding_after_fork(struct veda_member *me)
{
    if (!me || me->thread->place == VEDA_UNPLACED || me->thread->place == VEDA_GIVEN_UP)
        return;
    const struct binding *b = binding();
    int place = me->thread->place;
    if (b->before && (place == VEDA_ELSEWHERE || sits_on(b, place)))
        veda_affinity_set(b->before);
    me->thread->place = VEDA_UNPLACED;
    for (; me; me = me->outer) {
        me->place = VEDA_UNPLACED;
        me->moves = false;
        me->team->placed = false;
    }
}
