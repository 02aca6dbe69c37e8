// A task starts when all that it depends on is over, not before, once, and sees what they wrote.
// RUN: prlimit --cpu=600 %explorers/depend
// REQUIRES: explorers
#include "test/explore/explore.h"

#include "test/explore/task.h"

static int result[4], started, y;
static struct veda_deferred *first[2], *last;
static struct veda_kin *kin;

static struct veda_depend at_x(enum veda_depend_kind kind)
{
    return (struct veda_depend){.address = (uintptr_t)&result, .kind = kind};
}

static struct veda_depend at_y(enum veda_depend_kind kind)
{
    return (struct veda_depend){.address = (uintptr_t)&y, .kind = kind};
}

static struct veda_deferred *child(void)
{
    struct veda_deferred *d = veda_task_new(members[0], 0, false, NULL);
    d->task.above = kin;
    d->team = team;
    return d;
}

/* Children of the first member's task, under way elsewhere. */
static void under_way(int n)
{
    memset(result, 0, sizeof result);
    started = 0;
    explore_team(3, 4);
    kin = &members[0]->kin;
    for (int i = 0; i < n; i++) {
        first[i] = child();
        veda_depend_enter(members[0], kin, first[i], (struct veda_depend[]){at_x(VEDA_DEPEND_IN)},
                          1);
    }
    last = child();
}

static void one_first(void)
{
    under_way(1);
}

static void two_first(void)
{
    under_way(2);
}

static int nfirst(void)
{
    return result[0] + result[1];
}

static void start(int n)
{
    EXPLORE_CHECK(nfirst() == n);
    started++;
}

static void enter(int n)
{
    struct veda_member *me = explore_play(0);
    if (veda_depend_enter(me, kin, last, (struct veda_depend[]){at_x(VEDA_DEPEND_OUT)}, 1))
        start(n);
}

static void enter_behind_one(void)
{
    enter(1);
}

static void enter_behind_two(void)
{
    enter(2);
}

/* The parent ends meanwhile, and the table goes. */
static void enter_and_end(void)
{
    enter(1);
    veda_depend_table_free(kin->table);
}

static void wait_for_one(void)
{
    struct veda_member *me = explore_play(0);
    veda_depend_wait(me, (struct veda_depend[]){at_x(VEDA_DEPEND_OUT)}, 1);
    start(1);
}

static void wait_for_two(void)
{
    struct veda_member *me = explore_play(0);
    veda_depend_wait(me, (struct veda_depend[]){at_x(VEDA_DEPEND_OUT)}, 1);
    start(2);
}

static void complete(int i, int n)
{
    struct veda_member *me = explore_play(i + 1);
    result[i] = 1;
    struct veda_deferred *hand = veda_depend_release(me, first[i], true);
    if (hand) {
        EXPLORE_CHECK(hand == last);
        start(n);
    }
}

static void complete_only(void)
{
    complete(0, 1);
}

static void complete_0(void)
{
    complete(0, 2);
}

static void complete_1(void)
{
    complete(1, 2);
}

/* A task that is to be included just asks. */
static void ask(void)
{
    struct veda_member *me = explore_play(0);
    if (!veda_depend_blocks(me, (struct veda_depend[]){at_x(VEDA_DEPEND_OUT)}, 1))
        start(1);
}

static void started_once(void)
{
    EXPLORE_CHECK(started == 1);
}

/* --- tasks that exclude each other -------------------------------------------------------------------- */

static int at[2]; /* x and y: touched by whoever is alone with them */
static struct veda_deferred *other;

#define MUTEX_X at_x(VEDA_DEPEND_MUTEX)
#define MUTEX_Y at_y(VEDA_DEPEND_MUTEX)

/* A task that touches those of `whose`, a bit each. */
static struct veda_deferred *touching(unsigned whose)
{
    struct veda_deferred *d = child();
    d->shim[0] = whose;
    return d;
}

static struct veda_deferred *entered(unsigned whose, struct veda_depend a, struct veda_depend b, bool runs)
{
    struct veda_deferred *d = touching(whose);
    EXPLORE_CHECK(veda_depend_enter(members[0], kin, d, (struct veda_depend[]){a, b}, 2) == runs);
    return d;
}

static void nobody(void)
{
    under_way(0);
    at[0] = at[1] = 0;
    other = NULL;
}

static void one_has_x(void)
{
    nobody();
    first[0] = entered(1, MUTEX_X, MUTEX_X, true);
    last = touching(1);
}

static void two_have_x_and_y(void)
{
    nobody();
    first[0] = entered(1, MUTEX_X, MUTEX_X, true);
    first[1] = entered(2, MUTEX_Y, MUTEX_Y, true);
    last = touching(3);
}

static void one_wants_what_two_have(void)
{
    two_have_x_and_y();
    last = entered(3, MUTEX_X, MUTEX_Y, false);
}

static void two_want_what_two_have(void)
{
    one_wants_what_two_have();
    other = entered(1, MUTEX_X, MUTEX_X, false);
}

/* last must wait for the one, and for its turn behind the other. */
static void one_before_and_one_has_x(void)
{
    nobody();
    first[0] = entered(2, at_y(VEDA_DEPEND_OUT), at_y(VEDA_DEPEND_OUT), true);
    first[1] = entered(1, MUTEX_X, MUTEX_X, true);
    last = entered(3, at_y(VEDA_DEPEND_IN), MUTEX_X, false);
}

static void one_before(void)
{
    nobody();
    first[0] = entered(2, at_y(VEDA_DEPEND_OUT), at_y(VEDA_DEPEND_OUT), true);
    last = touching(3);
}

static void one_before_and_one_with_x(void)
{
    one_before();
    first[1] = entered(1, MUTEX_X, MUTEX_X, true);
}

/* The other wants y as well, and nobody gives it. */
static void one_has_x_and_one_is_held_up(void)
{
    two_have_x_and_y();
    other = entered(3, MUTEX_Y, MUTEX_X, false);
    last = touching(1);
}

/* d on me, and what becomes ready there. */
static void run(struct veda_member *me, struct veda_deferred *d)
{
    while (d) {
        for (unsigned i = 0; i < 2; i++)
            if (d->shim[0] >> i & 1)
                at[i]++;
        d = veda_depend_release(me, d, true);
        if (!d)
            d = veda_deque_pop(&me->deque, 0);
    }
}

static void run_0(void)
{
    run(explore_play(1), first[0]);
}

static void run_1(void)
{
    run(explore_play(2), first[1]);
}

static void run_0_and_1(void)
{
    struct veda_member *me = explore_play(1);
    run(me, first[0]);
    run(me, first[1]);
}

static void enter_and_run(struct veda_depend a, struct veda_depend b)
{
    struct veda_member *me = explore_play(0);
    if (veda_depend_enter(me, kin, last, (struct veda_depend[]){a, b}, 2))
        run(me, last);
}

static void enter_at_x(void)
{
    enter_and_run(MUTEX_X, MUTEX_X);
}

static void enter_at_both(void)
{
    enter_and_run(MUTEX_X, MUTEX_Y);
}

static void enter_behind_y(void)
{
    enter_and_run(at_y(VEDA_DEPEND_IN), MUTEX_X);
}

/* An undeferred one: its parent's thread waits for the turn. */
static void enter_wait_and_run(struct veda_depend a, struct veda_depend b)
{
    struct veda_member *me = explore_play(0);
    veda_depend_enter_and_wait(me, kin, last, (struct veda_depend[]){a, b}, 2);
    run(me, last);
}

static void wait_at_x(void)
{
    enter_wait_and_run(MUTEX_X, MUTEX_X);
}

static void wait_at_both(void)
{
    enter_wait_and_run(MUTEX_X, MUTEX_Y);
}

static void wait_behind_y(void)
{
    enter_wait_and_run(at_y(VEDA_DEPEND_IN), MUTEX_X);
}

/* The same in two parts: a wait for those before, and the turn as the task begins. */
static void begin(struct veda_depend a, struct veda_depend b)
{
    struct veda_member *me = explore_play(0);
    veda_depend_wait_to_begin(me, (struct veda_depend[]){a, b}, 2);
    if (veda_depend_is_pending(me->task))
        veda_depend_begin(me, kin, last);
    else
        last->node = NULL;
    for (unsigned i = 0; i < 2; i++)
        at[i] += last->shim[0] >> i & 1;
    if (last->node)
        EXPLORE_CHECK(!veda_depend_release(me, last, true));
}

static void begin_at_x(void)
{
    begin(MUTEX_X, MUTEX_X);
}

static void begin_behind_y(void)
{
    begin(at_y(VEDA_DEPEND_IN), MUTEX_X);
}

/* The next in order waits for both. */
static void enter_out(void)
{
    enter_and_run(at_x(VEDA_DEPEND_OUT), at_x(VEDA_DEPEND_OUT));
}

/* One whose event is fulfilled by a thread that is no member. */
static void fulfil_0(void)
{
    veda_mutex_self = 50;
    at[0]++;
    veda_mutex_lock(&team->tasks.lock);
    EXPLORE_CHECK(!veda_depend_release(NULL, first[0], false));
    veda_mutex_unlock(&team->tasks.lock);
}

static void ran(int x, int y_too)
{
    struct veda_member *me = explore_play(0);
    if (team->tasks.listed) {
        EXPLORE_CHECK(team->tasks.listed == last && !last->next);
        run(me, last);
    }
    EXPLORE_CHECK(at[0] == x && at[1] == y_too);
}

static void two_at_x(void)
{
    ran(2, 0);
}

static void two_at_both(void)
{
    ran(2, 2);
}

static void three_at_x(void)
{
    ran(3, 2);
}

static void one_at_x(void)
{
    ran(1, 2);
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"one before it", one_first, {enter_behind_one, complete_only}, started_once, .spurious = 0},
    {"two before it", two_first, {enter_behind_two, complete_0, complete_1}, started_once, .spurious = 0},
    {"one before it, the table goes", one_first, {enter_and_end, complete_only}, started_once, .spurious = 0},
    {"a task that asks", one_first, {ask, complete_only}, NULL, .spurious = 0},
    {"a wait for one", one_first, {wait_for_one, complete_only}, started_once, .spurious = 0},
    {"a wait for two", two_first, {wait_for_two, complete_0, complete_1}, started_once, .spurious = 0},
    {"one has what the next wants", one_has_x, {enter_at_x, run_0}, two_at_x, .spurious = 0},
    {"an order behind one that excludes", one_has_x, {enter_out, run_0}, two_at_x, .spurious = 0},
    {"a stranger gives what the next wants", one_has_x, {enter_at_x, fulfil_0}, two_at_x, .spurious = 0},
    {"two have what the next wants", two_have_x_and_y, {enter_at_both, run_0_and_1}, two_at_both, .spurious = 0},
    {"a turn at two addresses", one_wants_what_two_have, {run_0, run_1}, two_at_both, .spurious = 0},
    {"turns of two", two_want_what_two_have, {run_0, run_1}, three_at_x, .spurious = 0},
    {"one before it, one has what it wants", one_before_and_one_has_x, {run_0, run_1}, two_at_both, .spurious = 0},
    {"one before it, it excludes nobody", one_before, {enter_behind_y, run_0}, one_at_x, .spurious = 0},
    {"an undeferred one wants what one has", one_has_x, {wait_at_x, run_0}, two_at_x, .spurious = 0},
    {"an undeferred one, a stranger gives", one_has_x, {wait_at_x, fulfil_0}, two_at_x, .spurious = 0},
    {"an undeferred one wants what two have", two_have_x_and_y, {wait_at_both, run_0_and_1}, two_at_both, .spurious = 0},
    {"an undeferred one passes one", one_has_x_and_one_is_held_up, {wait_at_x, run_0}, two_at_x, .spurious = 0},
    {"an undeferred one, one before it", one_before_and_one_with_x, {wait_behind_y, run_0_and_1}, two_at_both, .spurious = 0},
    {"an undeferred one begins", one_has_x, {begin_at_x, run_0}, two_at_x, .spurious = 0},
    {"an undeferred one begins, one before it", one_before_and_one_with_x, {begin_behind_y, run_0_and_1}, two_at_both, .spurious = 0, .deep = true},
    {0},
};
/* clang-format on */

static const struct explore_exemption exemptions[] = {
    {"settle_node:fetch_sub ACQ_REL>ACQUIRE", "the task is whole before its first edge, which who finds it has read, "
                                              "but for what it excludes, which is under the team's lock"},
    {"veda_depend_successors:load ACQUIRE", "for tools, which look at a moment of their own"},
    {0},
};

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "runtime/task/depend.c", exemptions);
}
