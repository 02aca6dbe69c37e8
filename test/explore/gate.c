// A gate shows its waiters what its owner wrote before, loses no wake-up, and may be freed by a waiter.
// RUN: prlimit --cpu=600 %explorers/gate
// REQUIRES: explorers
#include "test/explore/explore.h"

#include <stdlib.h>

#include "test/explore/wait.h"

static struct veda_gate go, arrive[2], *lent;
static int region, word[2];

static void fresh(uint64_t spin_cycles)
{
    veda_gate_init(&go, 0);
    veda_gate_init(&arrive[0], 0);
    veda_gate_init(&arrive[1], 0);
    region = word[0] = word[1] = 0;
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

static void lead_off(void)
{
    region = 1;
    veda_gate_open(&go, 1);
}

static void follow(void)
{
    veda_wait_gate(&go, 1, NULL, NULL);
    EXPLORE_CHECK(region == 1);
}

enum { PHASES = 2 };

/* Fork and join, phase after phase. */
static void lead(int members)
{
    for (uint32_t p = 1; p <= PHASES; p++) {
        region = (int)p;
        veda_gate_open(&go, p);
        for (int i = 0; i < members; i++) {
            veda_wait_gate(&arrive[i], p, NULL, NULL);
            EXPLORE_CHECK(word[i] == (int)p);
        }
    }
}

static void member(int i)
{
    for (uint32_t p = 1; p <= PHASES; p++) {
        veda_wait_gate(&go, p, NULL, NULL);
        EXPLORE_CHECK(region == (int)p);
        word[i] = (int)p;
        veda_gate_open(&arrive[i], p);
    }
}

static void lead_one(void)
{
    lead(1);
}

static void lead_two(void)
{
    lead(2);
}

static void member_0(void)
{
    member(0);
}

static void member_1(void)
{
    member(1);
}

/* Whoever is through the gate owns its memory. */
static void lend(void)
{
    fresh(0);
    lent = malloc(sizeof *lent);
    veda_gate_init(lent, 0);
}

static void open_lent(void)
{
    region = 1;
    veda_gate_open(lent, 1);
}

static void free_lent(void)
{
    veda_wait_gate(lent, 1, NULL, NULL);
    free(lent);
    EXPLORE_CHECK(region == 1);
}

static void none_left(void)
{
    EXPLORE_CHECK(explore_blocks() == 0);
}

/* The step between the looks, alone: it may return early, but does not oversleep. */
static void sleep_once(void)
{
    veda_gate_sleep(&go, 1, 0);
    if (veda_gate_at(&go, 1))
        EXPLORE_CHECK(region == 1);
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"one waiter sleeps", sleeping, {lead_off, follow}, .spurious = 1},
    {"two waiters sleep", sleeping, {lead_off, follow, follow}, .spurious = 1},
    {"two waiters spin", spinning, {lead_off, follow, follow}, .patient = true},
    {"fork and join, asleep", sleeping, {lead_one, member_0}, .spurious = 1},
    {"fork and join, spinning", spinning, {lead_one, member_0}, .patient = true},
    {"fork and join of three", sleeping, {lead_two, member_0, member_1}, .deep = true},
    {"a waiter frees the gate", lend, {open_lent, free_lent}, none_left, .spurious = 1},
    {"one step of sleep", sleeping, {lead_off, sleep_once, sleep_once}, .spurious = 0},
    {0},
};
/* clang-format on */

/* GATE-SLEEP lives in one word: modification order alone carries it. */
static const struct explore_exemption exemptions[] = {
    {"veda_gate_open:exchange_n ACQ_REL>RELEASE",
     "the owner reads nothing that a waiter wrote before it slept"},
    {"veda_gate_prepare:load ACQUIRE>RELAXED",
     "whoever returns from it looks again, with veda_gate_at()"},
    {"veda_gate_prepare:cas ACQUIRE>RELAXED",
     "whoever returns from it looks again, with veda_gate_at()"},
    {0},
};

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "runtime/sync/gate.h", exemptions);
}
