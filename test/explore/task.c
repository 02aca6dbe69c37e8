// What tasks wrote is there when a wait for them returns, nobody sleeps through one, and every block is freed
// once, when nobody needs it.
// RUN: prlimit --cpu=600 %explorers/task
// REQUIRES: explorers
#include "test/explore/explore.h"

#include "test/explore/task.h"

static int result[4];
static uintptr_t event, late;
static uint32_t released, told;

static void body(struct veda_member *me, struct veda_deferred *d)
{
    (void)me;
    ++**(int **)d->payload;
}

static struct veda_deferred *
make(struct veda_member *me, void (*call)(struct veda_member *, struct veda_deferred *), int *what)
{
    struct veda_deferred *d = veda_task_new(me, sizeof what, false, NULL);
    d->call = call;
    *(int **)d->payload = what;
    return d;
}

static void spawn(struct veda_member *me, int *what)
{
    veda_task_submit(me, make(me, body, what), NULL, 0);
}

static void fresh(int n)
{
    memset(result, 0, sizeof result);
    event = late = 0;
    released = told = 0;
    explore_team(n, 4);
}

static void two_members(void)
{
    fresh(2);
}

static void three_members(void)
{
    fresh(3);
}

/* --- taskwait --------------------------------------------------------------------------------------- */

static void wait_for_one(void)
{
    struct veda_member *me = explore_play(0);
    spawn(me, &result[0]);
    veda_task_wait(me);
    EXPLORE_CHECK(result[0] == 1);
}

static void wait_for_two(void)
{
    struct veda_member *me = explore_play(0);
    spawn(me, &result[0]);
    spawn(me, &result[1]);
    veda_task_wait(me);
    EXPLORE_CHECK(result[0] == 1 && result[1] == 1);
}

/* The count starts anew after each wait. */
static void wait_twice(void)
{
    wait_for_one();
    spawn(members[0], &result[1]);
    veda_task_wait(members[0]);
    EXPLORE_CHECK(result[1] == 1);
}

/* Until there is nothing: whoever finds none says so to those who wait. */
static void run_all(void)
{
    struct veda_member *me = explore_play(1);
    while (veda_task_run_ready(me)) {
    }
}

static void run_all_as_2(void)
{
    struct veda_member *me = explore_play(2);
    while (veda_task_run_ready(me)) {
    }
}

/* --- taskgroup -------------------------------------------------------------------------------------- */

static void group_of_one(void)
{
    struct veda_member *me = explore_play(0);
    veda_taskgroup_start(me);
    spawn(me, &result[0]);
    veda_taskgroup_end(me);
    EXPLORE_CHECK(result[0] == 1);
    veda_task_wait(me);
}

/* --- the end of a barrier: the primary waits for whatever is under way ------------------------------ */

static void drain_one(void)
{
    struct veda_member *me = explore_play(0);
    spawn(me, &result[0]);
    veda_task_drain(me);
    EXPLORE_CHECK(result[0] == 1);
}

/* The primary has come last and spawned nothing; the task is on the other's deque, or under way. */
static void drain_theirs(void)
{
    struct veda_member *me = explore_play(0);
    veda_wait_gate(&members[1]->arrive, 1, NULL, NULL);
    veda_task_drain(me);
    EXPLORE_CHECK(result[0] == 1);
}

static void spawn_and_arrive(void)
{
    struct veda_member *me = explore_play(1);
    spawn(me, &result[0]);
    veda_gate_open(&me->arrive, 1);
    while (veda_task_run_ready(me)) {
    }
}

/* --- one who sleeps at a gate is brought back by a task --------------------------------------------- */

static void tell(struct veda_member *me, struct veda_deferred *d)
{
    body(me, d);
    st_rel(&released, 1);
}

static void spawn_and_be_busy(void)
{
    struct veda_member *me = explore_play(0);
    veda_task_submit(me, make(me, tell, &result[0]), NULL, 0);
    while (!ld_acq(&released))
        veda_cpu_relax();
    EXPLORE_CHECK(result[0] == 1);
}

static void count(struct veda_member *me, struct veda_deferred *d)
{
    body(me, d);
    add_rel(&told, 1);
}

static void spawn_two_and_be_busy(void)
{
    struct veda_member *me = explore_play(0);
    veda_task_submit(me, make(me, count, &result[0]), NULL, 0);
    veda_task_submit(me, make(me, count, &result[1]), NULL, 0);
    while (ld_acq(&told) != 2)
        veda_cpu_relax();
    EXPLORE_CHECK(result[0] == 1 && result[1] == 1);
}

static void run_two_asleep(void)
{
    struct veda_member *me = explore_play(1);
    for (int n = 0; n < 2;)
        if (veda_task_run_ready(me))
            n++;
        else
            sleep_at(&team->go, 2, me);
}

/* sched/wait.c's step at a gate that does not open. */
static void sleep_at_gate(void)
{
    struct veda_member *me = explore_play(1);
    while (!veda_task_run_ready(me))
        sleep_at(&team->go, 2, me);
}

/* --- a member that has not seen the gate open: the team has changed --------------------------------- */

static struct veda_member **table_before;

static void a_team_that_grows(void)
{
    fresh(3);
    table_before = malloc(2 * sizeof *table_before);
    memcpy(table_before, members, 2 * sizeof *table_before);
    team->member = table_before;
    team->nthreads = 2;
}

static void grow_and_spawn(void)
{
    struct veda_member *me = explore_play(0);
    team->member = members;
    team->nthreads = 3;
    free(table_before);
    spawn(me, &result[0]);
    veda_task_wait(me);
    EXPLORE_CHECK(result[0] == 1);
}

static void look_early(void)
{
    veda_task_run_ready(explore_play(1));
}

static void doze_early(void)
{
    struct veda_member *me = explore_play(1);
    if (veda_task_doze(me, &me->arrive.word))
        veda_task_undoze(me);
}

/* --- a task that ends before its children ----------------------------------------------------------- */

static struct veda_kin *kin;
static int blocks_before;

/* The task has two children under way on two members, and ends on a third. */
static void parent_of_two(void)
{
    fresh(3);
    struct veda_deferred *d = make(members[0], body, &result[0]);
    d->task.below = &members[0]->implicit;
    kin = veda_kin_of(members[0], &d->task);
    kin->children = 2;
    blocks_before = explore_blocks() - 1;
}

static void end_parent(void)
{
    explore_play(0);
    if (veda_kin_close(kin, 0))
        veda_task_block_free(veda_container_of(kin, struct veda_deferred, kin));
}

static void end_child(int i)
{
    struct veda_member *me = explore_play(i);
    result[i] = 1;
    veda_kin_child_done(kin, me, team);
}

static void end_child_1(void)
{
    end_child(1);
}

static void end_child_2(void)
{
    end_child(2);
}

/* One of them on the parent's own thread, on top of it. */
static void end_child_and_parent(void)
{
    end_child(0);
    end_parent();
}

static void wait_then_end(void)
{
    struct veda_member *me = explore_play(0);
    me->task = &veda_container_of(kin, struct veda_deferred, kin)->task;
    veda_task_wait(me);
    EXPLORE_CHECK(result[1] == 1 && result[2] == 1);
    end_parent();
}

static void parent_gone(void)
{
    EXPLORE_CHECK(explore_blocks() == blocks_before);
}

/* --- who descends from whom ------------------------------------------------------------------------- */

static struct veda_kin *theirs;
static struct veda_deferred *stranger, *middle, *reused;

static struct veda_deferred *child_of(struct veda_kin *above)
{
    struct veda_deferred *d = make(members[1], body, &result[3]);
    d->task.above = above;
    return d;
}

/* `kin` waits for its descendants. `stranger` is none: it comes from `theirs`, by `reused` and `middle`. */
static void a_stranger(void)
{
    fresh(2);
    kin = veda_kin_of(members[0], &child_of(&members[0]->kin)->task);
    theirs = veda_kin_of(members[1], &child_of(&members[1]->kin)->task);
    reused = child_of(theirs);
    middle = child_of(veda_kin_of(members[1], &reused->task));
    stranger = child_of(veda_kin_of(members[1], &middle->task));
    middle->kin.children = 1;
}

static void look_at_stranger(void)
{
    struct veda_scope scope = {.kin = kin};
    explore_play(0);
    EXPLORE_CHECK(!in_scope(stranger, &scope));
}

/* `middle` and `reused` end; the block of the latter becomes a descendant of `kin`. */
static void use_again(void)
{
    struct veda_member *me = explore_play(1);
    EXPLORE_CHECK(!veda_kin_close(&middle->kin, 0));
    EXPLORE_CHECK(veda_kin_close(&reused->kin, 0));
    reused->task.kin = NULL;
    st_rlx(&reused->task.above, kin);
    veda_kin_of(me, &reused->task);
}

/* --- detached tasks --------------------------------------------------------------------------------- */

static void announce_event(struct veda_member *me, struct veda_deferred *d)
{
    body(me, d);
    st_rel(&released, 1);
}

static void spawn_detached(struct veda_member *me)
{
    struct veda_deferred *d = make(me, announce_event, &result[0]);
    veda_task_detach(me, d);
    event = veda_task_event(d);
    veda_task_submit(me, d, NULL, 0);
}

static void wait_for_detached(void)
{
    struct veda_member *me = explore_play(0);
    spawn_detached(me);
    veda_task_wait(me);
    EXPLORE_CHECK(result[0] == 1 && result[1] == 1);
}

/* A thread that is no member; the team may be gone as soon as it has counted. */
static void fulfill(void)
{
    veda_mutex_self = 50;
    while (!ld_acq(&released))
        veda_cpu_relax();
    result[1] = 1;
    veda_task_fulfill(event);
}

static void fulfill_as_member(void)
{
    explore_play(1);
    fulfill();
}

static void group_of_detached(void)
{
    struct veda_member *me = explore_play(0);
    veda_taskgroup_start(me);
    spawn_detached(me);
    veda_taskgroup_end(me);
    EXPLORE_CHECK(result[0] == 1 && result[1] == 1);
}

/* The event of a discarded task comes as another one has its block: that one has not had its own. Blocks are not used
 * again here (explore/task.h), so one task stands for both. */
static void detach_in_a_used_block(void)
{
    struct veda_member *me = explore_play(0);
    struct veda_deferred *d = make(me, body, &result[0]);
    veda_task_detach(me, d);
    late = veda_task_event(d);
    d->detachable = false;
    me->kin.detaching--;
    st_rel(&released, 1);
    veda_task_detach(me, d);
    event = veda_task_event(d);
    veda_task_submit(me, d, NULL, 0);
    veda_task_yield(me);
    while (!ld_acq(&told))
        veda_cpu_relax();
    EXPLORE_CHECK(result[0] == 1 && !veda_kin_is_quiet(&me->kin));
    veda_task_fulfill(event);
    veda_task_wait(me);
}

static void fulfill_late(void)
{
    veda_mutex_self = 50;
    while (!ld_acq(&released))
        veda_cpu_relax();
    veda_task_fulfill(late);
    st_rel(&told, 1);
}

/* The detached task has a child, which may outlive its body. */
static void announce_with_child(struct veda_member *me, struct veda_deferred *d)
{
    spawn(me, &result[2]);
    announce_event(me, d);
}

static void wait_for_detached_parent(void)
{
    struct veda_member *me = explore_play(0);
    struct veda_deferred *d = make(me, announce_with_child, &result[0]);
    veda_task_detach(me, d);
    event = veda_task_event(d);
    veda_task_submit(me, d, NULL, 0);
    veda_task_drain(me);
    EXPLORE_CHECK(result[0] == 1 && result[1] == 1 && result[2] == 1);
}

static void drain_and_free_team(void)
{
    struct veda_member *me = explore_play(0);
    spawn_detached(me);
    veda_task_drain(me);
    EXPLORE_CHECK(result[0] == 1 && result[1] == 1);
    explore_retire(team, sizeof *team);
    explore_retire(me, sizeof *me);
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"a task ends before two children", parent_of_two, {end_parent, end_child_1, end_child_2}, parent_gone,
     .spurious = 0},
    {"a task ends after one child, before one", parent_of_two, {end_child_and_parent, end_child_1},
     parent_gone, .spurious = 0},
    {"a task waits for two children", parent_of_two, {wait_then_end, end_child_1, end_child_2}, parent_gone,
     .spurious = 0},
    {"taskwait and a thief", two_members, {wait_for_one, run_all}, NULL, .spurious = 0},
    {"a taskgroup and a thief", two_members, {group_of_one, run_all}, NULL, .spurious = 0},
    {"drain, a task of the primary's", two_members, {drain_one, run_all}, NULL, .spurious = 0},
    {"drain, a task of the other's", two_members, {drain_theirs, spawn_and_arrive}, NULL, .deep = true},
    {"asleep when a task comes", two_members, {spawn_and_be_busy, sleep_at_gate}, NULL, .spurious = 0},
    {"taskwait for a detached task", two_members, {wait_for_detached, fulfill}, NULL, .spurious = 0},
    {"taskwait for one that a member fulfils", two_members, {wait_for_detached, fulfill_as_member}, NULL,
     .spurious = 0},
    {"the team goes after a detached task", two_members, {drain_and_free_team, fulfill}, NULL, .spurious = 0},
    {"a taskgroup with a detached task", two_members, {group_of_detached, fulfill}, NULL, .spurious = 0},
    {"the event of a discarded task", two_members, {detach_in_a_used_block, fulfill_late}, NULL, .spurious = 0},
    {"a detached task with a child", two_members, {wait_for_detached_parent, fulfill}, NULL, .spurious = 0},
    {"a look at a team that grows", a_team_that_grows, {grow_and_spawn, look_early}, NULL, .spurious = 0},
    {"a doze in a team that grows", a_team_that_grows, {grow_and_spawn, doze_early}, NULL, .spurious = 0},
    {"a stranger in a block used again", a_stranger, {look_at_stranger, use_again}, NULL, .spurious = 0},
    {"asleep when two tasks come", two_members, {spawn_two_and_be_busy, run_two_asleep}, NULL, .deep = true},
    {"taskwait for two and a thief", two_members, {wait_for_two, run_all}, NULL, .deep = true},
    {"taskwait for two and two thieves", three_members, {wait_for_two, run_all, run_all_as_2}, NULL, .deep =
     true},
    {"two taskwaits and a thief", two_members, {wait_twice, run_all}, NULL, .deep = true},
    {0},
};
/* clang-format on */

/* clang-format off */
static const struct explore_exemption exemptions[] = {
    {"veda_task_complete_late:store RELEASE>RELAXED",
     "the unlock behind it releases, and drain passes through the lock"},
    {"veda_task_all_over:load ACQUIRE>RELAXED",
     "drain passes through the lock that over_elsewhere is written under"},
    {"veda_task_wait_until:fetch_or SEQ_CST>RELAXED",
     "one word: a completion is before it, and the next look sees that, or behind it, and sees the flag"},
    {"veda_task_doze:fetch_add SEQ_CST>RELAXED",
     "the fence that follows orders it before the look for tasks"},
    {"wake_one:load ACQUIRE>RELAXED",
     "announce's fence is before it; what it reads is only a hint whether to go on"},
    {"wake_one:exchange_n ACQ_REL>RELAXED",
     "who misses the task after his wake-up sees it behind doze's fence"},
    {"wake_one:exchange_n ACQ_REL#2>RELAXED", "the same"},
    {"veda_task_undoze:exchange_n ACQ_REL>RELAXED", "the same"},
    {"veda_kin_close:store RELEASE>RELAXED",
     "before a block is used again stand the completions' read-modify-writes, and kin_of's release of up"},
    {"veda_kin_of:store RELEASE#2>RELAXED", "who reads the new up has acquired all that was before it"},
    {"descends:load ACQUIRE>RELAXED",
     "an up that is older than the serial is that of the task that was there before: its own"},
    {"veda_taskgroup_cancelled:load ACQUIRE", "cancellation: no part of completion"},
    {0},
};
/* clang-format on */

int main(int argc, char **argv)
{
    return explore_main(
        argc, argv, scenarios,
        "runtime/task/kin.c runtime/task/kin.h runtime/task/tally.h runtime/task/task.c "
        "runtime/task/wait.c runtime/task/detach.c runtime/task/group.c runtime/task/find.c "
        "runtime/sync/nudge.h",
        exemptions);
}
