// An event loses no notification, whatever orders the condition is read and written with.
// RUN: prlimit --cpu=600 %explorers/event
// REQUIRES: explorers
#include "test/explore/explore.h"

#include "test/explore/wait.h"

#include "runtime/sync/event.c"

static struct veda_event event;
static uint32_t turn, slots;
static int payload;

static void fresh(uint64_t spin_cycles)
{
    event = (struct veda_event){0};
    turn = slots = 0;
    payload = 0;
    explore_waits(spin_cycles);
}

static void sleeping(void)
{
    fresh(0);
}

static void spinning(void)
{
    fresh(1);
}

/* The condition carries its own order; the event adds none. */
static void publish(void)
{
    payload = 1;
    st_rel(&turn, 1);
    veda_event_notify(&event);
}

static void consume(void)
{
    for (struct veda_wait w = veda_wait_begin(&event); !ld_acq(&turn); veda_wait_step(&w)) {
    }
    EXPLORE_CHECK(payload == 1);
}

/* A condition without any order of its own: that it holds is all there is to know. */
static void change(void)
{
    add_rlx(&slots, 1);
    veda_event_notify(&event);
}

static void await_one(void)
{
    for (struct veda_wait w = veda_wait_begin(&event); ld_rlx(&slots) < 1; veda_wait_step(&w)) {
    }
}

static void await_two(void)
{
    for (struct veda_wait w = veda_wait_begin(&event); ld_rlx(&slots) < 2; veda_wait_step(&w)) {
    }
}

/* Turns: each waits for his, then notifies the other. */
static void take_turn(uint32_t mine)
{
    for (struct veda_wait w = veda_wait_begin(&event); ld_acq(&turn) != mine; veda_wait_step(&w)) {
    }
    EXPLORE_CHECK(payload == (int)mine);
    payload = (int)mine + 1;
    st_rel(&turn, mine + 1);
    veda_event_notify(&event);
}

static void even(void)
{
    take_turn(0);
    take_turn(2);
}

static void odd(void)
{
    take_turn(1);
}

/* By hand: prepare, look, sleep. */
static void prepare_and_sleep(void)
{
    uint32_t key = veda_event_prepare(&event);
    if (!ld_rlx(&slots))
        veda_event_sleep(&event, key, 0);
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"prepare, look, sleep", sleeping, {change, prepare_and_sleep}, .spurious = 1},
    {"two prepare, one notifies", sleeping, {change, prepare_and_sleep, prepare_and_sleep}, .spurious = 0},
    {"one waiter sleeps", sleeping, {publish, consume}, .spurious = 1},
    {"one waiter spins", spinning, {publish, consume}, .patient = true},
    {"two waiters sleep", sleeping, {publish, consume, consume}, .deep = true},
    {"a waiter for two changes", sleeping, {change, change, await_two}, .spurious = 0},
    {"waiters for one and for two changes", sleeping, {change, change, await_one, await_two}, .deep = true},
    {"turns", sleeping, {even, odd}, .spurious = 0},
    {0},
};
/* clang-format on */

static const struct explore_exemption exemptions[] = {
    {"veda_event_prepare:fetch_or SEQ_CST>RELAXED",
     "the fence that follows orders it before the second look"},
    {"veda_event_wake:cas ACQ_REL>RELAXED", "notify's fence stands between the change and it; who "
                                            "prepares on its value has a fence as well"},
    {0},
};

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "runtime/sync/event.h runtime/sync/event.c",
                        exemptions);
}
