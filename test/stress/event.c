// An event never loses a notification: threads pass a turn around, each waiting for its number.
// RUN: %veda-unit
#include "runtime/sched/wait.h"
#include "stress.h"

enum { ROUNDS = 5000 };

static struct veda_event event;
static uint64_t turn;
static long plain;

static void member(int id, int n, void *shared)
{
    (void)shared;
    for (int r = 0; r < STRESS_ROUNDS(ROUNDS); r++) {
        uint64_t mine = (uint64_t)r * (uint64_t)n + (uint64_t)id;
        for (struct veda_wait w = veda_wait_begin(&event); ld_acq(&turn) != mine; veda_wait_step(&w)) {
        }
        EXPECT_EQ(plain, mine);
        plain = (long)mine + 1;
        st_rel(&turn, mine + 1);
        veda_event_notify(&event);
    }
}

int main(void)
{
    static const uint64_t spins[] = {0, 2000};
    for (int n = 2; n <= 8; n *= 2)
        for (int i = 0; i < 2; i++) {
            turn = 0;
            plain = 0;
            veda_wait_limits.spin_cycles = spins[i];
            veda_wait_limits.yield_after = i ? 10 : 0;
            stress_run(n, member, NULL);
        }
    return expect_result();
}
