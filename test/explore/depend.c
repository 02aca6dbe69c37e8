// A task starts when all that it depends on is over, not before, once, and sees what they wrote.
// RUN: %run %explorers/depend
// REQUIRES: explorers
#include "test/explore/explore.h"

#include "test/explore/task.h"

static int result[4], started;
static struct veda_deferred *first[2], *last;
static struct veda_kin *kin;

static struct veda_depend at_x(enum veda_depend_kind kind)
{
    return (struct veda_depend){.address = (uintptr_t)&result, .kind = kind};
}

static struct veda_deferred *child(void)
{
    struct veda_deferred *d = veda_task_new(members[0], 0, false, NULL);
    d->task.above = kin;
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

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"one before it", one_first, {enter_behind_one, complete_only}, started_once, .spurious = 0},
    {"two before it", two_first, {enter_behind_two, complete_0, complete_1}, started_once, .spurious = 0},
    {"one before it, the table goes", one_first, {enter_and_end, complete_only}, started_once, .spurious = 0},
    {"a task that asks", one_first, {ask, complete_only}, NULL, .spurious = 0},
    {"a wait for one", one_first, {wait_for_one, complete_only}, started_once, .spurious = 0},
    {"a wait for two", two_first, {wait_for_two, complete_0, complete_1}, started_once, .spurious = 0},
    {0},
};
/* clang-format on */

static const struct explore_exemption exemptions[] = {
    {"settle_node:fetch_sub ACQ_REL>ACQUIRE",
     "what a completer reads of the task was written before the edge by which he found it"},
    {"veda_depend_successors:load ACQUIRE", "for tools, which look at a moment of their own"},
    {0},
};

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "runtime/task/depend.c", exemptions);
}
