// A pooled task is seen by a free agent or by who calls the next; nobody looks into a seat that is not there; when
// agents are dismissed, their tasks' results are there and none of them touches the team any more.
// RUN: prlimit --cpu=600 %explorers/agent
// REQUIRES: explorers
#include "test/explore/explore.h"

/* Agents look at tasks before they take them: blocks must stay what they are. */
#define EXPLORE_WITH_SLAB
#define EXPLORE_WITH_AGENTS
#include "test/explore/task.h"

#include "runtime/task/agent.c"
#include "runtime/task/slab.c"

static int result[2];
static uint64_t called; /* seats that no agent of the scenario comes to */
static struct veda_member *coming;
static int max_threads;

int veda_region_max_threads(const struct veda_member *me)
{
    (void)me;
    return max_threads;
}

/* As the pool does it. The agent that comes plays no part, or is a thread of its own. */
bool veda_pool_lend_agent(struct veda_member *me, int seat)
{
    struct veda_team *its = me->team;
    called |= (uint64_t)1 << seat;
    if (coming && seat == 0) {
        coming->number = VEDA_UNASSIGNED_THREAD;
        its->member[its->nthreads] = coming;
        st_rel(&its->tasks.agents, 1u); /* [AGENT-SEAT] */
    }
    return true;
}

bool veda_pool_lend_agent_again(struct veda_team *its, int seat)
{
    (void)its;
    (void)seat;
    return false;
}

uint64_t veda_pool_agents_uncalled(struct veda_team *its)
{
    (void)its;
    uint64_t seats = called;
    called = 0;
    return seats;
}

void veda_pool_agent_drops(struct veda_member *me)
{
    (void)me;
}

void veda_pool_agent_leaves(struct veda_member *me)
{
    me->thread = NULL;
}

_Noreturn void veda_pool_end_orphan(struct veda_member *me) /* nobody forks here */
{
    explore_fail("member %d ends as an orphan", me->tid);
}

static void body(struct veda_member *me, struct veda_deferred *d)
{
    EXPLORE_CHECK(veda_is_agent(me) || me->tid == 0);
    ++**(int **)d->payload;
}

static void spawn(struct veda_member *me, int *what)
{
    struct veda_deferred *d = veda_task_new(me, sizeof what, false, NULL);
    d->call = body;
    *(int **)d->payload = what;
    veda_task_pool(me, d);
    veda_task_submit(me, d, NULL, 0);
}

/* n threads, and an agent that looks for work already. */
static void with_agent(int n)
{
    memset(result, 0, sizeof result);
    memset(&all, 0, sizeof all);
    called = 0;
    coming = NULL;
    max_threads = 3;
    explore_team(n + 1, 4);
    team->nthreads = n;
    team->level = 1;
    veda_global.structured_reserve = 1;
    team->icvs.thread_limit = 8;
    members[n]->number = VEDA_UNASSIGNED_THREAD;
    team->tasks.agents = 1;
    team->tasks.seated = 1;
    team->tasks.hungry = 1;
    team->tasks.agents_most = 1;
}

static void one_thread(void)
{
    with_agent(1);
}

/* There can be no other agent than the one that there is. */
static void the_only_agent(void)
{
    with_agent(1);
    max_threads = 2;
}

/* Two threads, and nobody in the seat yet. */
static void empty_seat(void)
{
    with_agent(2);
    coming = members[2];
    members[2] = NULL;
    coming->number = 2;
    team->tasks.agents = 0;
    team->tasks.seated = 0;
    team->tasks.hungry = 0;
    team->tasks.agents_most = 0;
}

static void spawn_one(void)
{
    spawn(explore_play(0), &result[0]);
}

static void spawn_two(void)
{
    spawn_one();
    spawn(members[0], &result[1]);
}

static void be_agent(void)
{
    veda_agent_serve(explore_play(1));
}

/* Has its hands full with whatever it finds. */
static void be_busy(void)
{
    const struct veda_scope scope = {.pooled = true};
    struct veda_member *me = explore_play(1);
    struct veda_deferred *d = stop_looking(me, &scope, veda_task_find(me, &scope));
    if (d)
        veda_task_run(me, d);
}

static void one_seen(void)
{
    EXPLORE_CHECK(result[0] || called);
}

static void two_seen(void)
{
    EXPLORE_CHECK((result[0] && result[1]) || called);
}

static void spawn_and_end(void)
{
    spawn_one();
    veda_task_drain(members[0]);
    veda_agents_dismiss(members[0]);
    EXPLORE_CHECK(result[0] == 1);
    explore_retire(team, sizeof *team);
    explore_retire(members[1], sizeof *members[1]);
}

static void end(void)
{
    veda_agents_dismiss(explore_play(0));
    explore_retire(team, sizeof *team);
    explore_retire(members[1], sizeof *members[1]);
}

static void look_through_seats(void)
{
    explore_play(1);
    veda_task_in_sight(team);
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"a task comes while an agent leaves", one_thread, {spawn_one, be_agent}, one_seen, .spurious = 0},
    {"a task comes while the only agent leaves", the_only_agent, {spawn_one, be_agent}, one_seen, .spurious = 0},
    {"a region ends with an agent", one_thread, {end, be_agent}, NULL, .spurious = 0},
    {"two tasks come while an agent stops looking", one_thread, {spawn_two, be_busy}, two_seen, .spurious = 0},
    {"a thread looks when a seat is taken", empty_seat, {spawn_one, look_through_seats}, NULL, .spurious = 0},
    {"a region ends with an agent and a task", one_thread, {spawn_and_end, be_agent}, NULL, .deep = true},
    {"two tasks come while an agent leaves", one_thread, {spawn_two, be_agent}, two_seen, .deep = true},
    {0},
};

static const struct explore_exemption exemptions[] = {
    {0},
};
/* clang-format on */

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "runtime/task/agent.c runtime/task/agent.h", exemptions);
}
