// Waiters that lose more than a time slice each within a moment sleep at once for a while, longer and longer as
// long as they lose time whenever that is over; a user who fixed how to wait has it so. A nap that a wait takes is no
// loss.
// RUN: %veda-unit
#include <unistd.h>

#include "expect.h"
#include "runtime/icv.h"
#include "runtime/sched/patience.h"
#include "runtime/sched/wait.h"
#include "runtime/sys/arch.h"

/* A wait in which the waiter seems to have been off its processor for a millisecond, or more on a busy machine. */
static void lose(void)
{
    struct veda_wait w = veda_wait_begin(NULL);
    for (int i = 0; i < 70; i++)
        veda_wait_step(&w); // reads the clock from here on
    usleep(1000);
    veda_wait_step(&w);
}

/* How many such waits it takes until waits sleep at once. */
static int losses_until_out(int most)
{
    int n = 0;
    while (!veda_wait_limits.out_until && n < most) {
        lose();
        n++;
    }
    return n;
}

/* How many of so many naps count as one. */
static int losses_by_naps(int naps)
{
    int losses = 0;
    struct veda_wait w = veda_wait_begin(NULL);
    veda_wait_limits.spin_cycles = 0;
    for (int i = 0; i < 64; i++)
        veda_wait_step(&w); // looks for nothing
    while (naps--) {
        veda_wait_limits.busy_until = 0;
        veda_wait_step(&w);
        losses += veda_wait_limits.busy_until != 0;
    }
    return losses;
}

int main(void)
{
    enum { MS = 1000 * VEDA_CYCLES_PER_US };
    veda_wait_limits_update(4, 4);
    EXPECT_EQ(veda_wait_limits.lost_most, 8 * MS);

    veda_wait_limits.lost_most = 1ull << 60;
    EXPECT_EQ(losses_until_out(20), 20);
    EXPECT(veda_wait_limits.busy_until != 0); // a daemon passed: waits are shorter, that is all

    veda_wait_limits.lost_most = 8 * MS;
    EXPECT(losses_until_out(1000) < 1000);

    while (veda_cycles() <= veda_wait_limits.out_until)
        usleep(1000);
    struct veda_wait w = veda_wait_begin(NULL);
    for (int i = 0; i < 70; i++)
        veda_wait_step(&w);
    EXPECT_EQ(veda_wait_limits.out_until, 0); // the time is over
    EXPECT(losses_until_out(1000) < 1000);    // they are still there

    veda_wait_limits.out_until = 0;
    veda_global.wait = VEDA_WAIT_ACTIVE;
    veda_wait_limits_refresh();
    EXPECT_EQ(losses_until_out(20), 20);
    EXPECT(losses_by_naps(50) < 10);
    return expect_result();
}
