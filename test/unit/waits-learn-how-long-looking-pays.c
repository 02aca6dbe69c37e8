// How long a waiter looks follows from the waits that it has seen and from what a wake costs; what the user says
// about waiting comes first.
// RUN: %veda-unit
#include "expect.h"
#include "runtime/base/config.h"
#include "runtime/icv.h"
#include "runtime/sched/wait.h"

enum { US = VEDA_CYCLES_PER_US, WAKE = 50 * US, OTHERWISE = 1500 * US };

static struct veda_patience p;

static void waits(int n, uint64_t us)
{
    while (n--)
        veda_patience_note(&p, us * US);
}

static uint64_t limit_us(uint64_t wake_us)
{
    return veda_patience_limit(&p, wake_us * US, OTHERWISE) / US;
}

/* The look that outlasts waits of so many microseconds, and is not four times too long. */
static void looks_through(uint64_t us, uint64_t wake_us)
{
    EXPECT(limit_us(wake_us) >= us);
    EXPECT(limit_us(wake_us) < 4 * us);
}

static void sleeps_early(uint64_t wake_us)
{
    EXPECT_EQ(limit_us(wake_us), 10);
}

static void learning(void)
{
    EXPECT_EQ(limit_us(50), 1500); // nothing seen
    waits(100, 10);
    EXPECT_EQ(limit_us(50), 1500); // nor from waits that any look outlasts

    waits(1, 100000); // one long wait, as when a program reads its input
    sleeps_early(50);
    waits(3, 100);
    looks_through(100, 50);

    p = (struct veda_patience){0};
    waits(40, 1200); // a wake would make these longer by a 24th
    looks_through(1200, 50);
    sleeps_early(10); // by a 120th
    waits(200, 4000);
    sleeps_early(50);
    looks_through(4000, 236); // by a 17th, where fifteen sleepers must be woken
    waits(200, 20000);
    sleeps_early(236);
    sleeps_early(2000); // nobody looks for longer than the last step

    waits(16, 200); // what was learned fades: half as many waits as are remembered turn it
    looks_through(200, 50);

    waits(200, 200); // a rare long wait costs one look and leaves it at that
    waits(1, 50000);
    looks_through(200, 50);
    waits(3, 700); // a few longer ones are looked through too
    EXPECT(limit_us(50) >= 700);
}

static void counting(void)
{
    p = (struct veda_patience){0};
    for (int i = 0; i < 10000; i++) {
        waits(1, (uint64_t)i * 7919 % 40000);
        uint32_t sum = 0;
        for (int k = 0; k <= VEDA_PATIENCE_STEPS; k++)
            sum += p.seen[k];
        EXPECT_EQ(sum, p.total);
        EXPECT(sum < VEDA_PATIENCE_MEMORY);
        EXPECT(limit_us(50) >= 10 && limit_us(50) <= 5120);
    }
}

static void wakes(void)
{
    struct veda_wakes gate = {.at = 1000 * US};
    p = (struct veda_patience){.wakes = &gate};
    EXPECT_EQ(veda_patience_wake(&p), WAKE); // until one is measured
    EXPECT_EQ(veda_patience_woken(&p, 2000 * US, 2100 * US), 0); // called before it slept: of an earlier wait
    EXPECT_EQ(p.wake, 0);
    EXPECT_EQ(veda_patience_woken(&p, 100 * US, 9000 * US), 8000 * US); // nobody takes so long whose processor
    EXPECT_EQ(p.wake, 0);                                               // is free
    EXPECT_EQ(veda_patience_woken(&p, 100 * US, 1080 * US), 80 * US);
    EXPECT_EQ(p.wake, (3 * 50 + 80) * US / 4);
    p.wake = 60 * US;
    veda_patience_woken(&p, 100 * US, 1020 * US);
    EXPECT_EQ(p.wake, 50 * US);
    veda_patience_woken(&p, 100 * US, 1900 * US); // a late one counts as twice the usual
    EXPECT_EQ(p.wake, (3 * 50 + 100) * US / 4);
    gate.longest = 200 * US;
    EXPECT_EQ(veda_patience_wake(&p), 200 * US);
    p.wakes = NULL;
    veda_patience_woken(&p, 0, 10);
    EXPECT_EQ(veda_patience_wake(&p), WAKE);
}

static void settled(bool learns, uint64_t spin_cycles)
{
    veda_wait_limits_refresh();
    EXPECT_EQ(veda_wait_limits.learns, learns);
    EXPECT_EQ(veda_wait_limits.spin_cycles, spin_cycles);
}

static void policies(void)
{
    settled(true, 1500 * US);
    veda_global.wait = VEDA_WAIT_ACTIVE;
    settled(false, UINT64_MAX);
    veda_global.wait = VEDA_WAIT_PASSIVE;
    settled(false, 0);
    veda_global.wait = VEDA_WAIT_DEFAULT;
    veda_global.blocktime_us = 1500; // the same number, but the user's
    settled(false, 1500 * US);
    veda_global.blocktime_us = -1;
    veda_global.spin_count = 1000;
    settled(false, 16000);
    veda_global.spin_count = -1;
    veda_config.spin_us = 70;
    settled(false, 70 * US);
    veda_config.spin_us = -1;
    settled(true, 1500 * US);
    veda_wait_limits_update(3, 2); // crowded: looking keeps the awaited thread from running
    settled(false, 20 * US);
    veda_wait_limits_update(2, 2);
    settled(true, 1500 * US);
}

int main(void)
{
    learning();
    counting();
    wakes();
    policies();
    return expect_result();
}
