// A gate never loses a wake-up and shows its waiters what its owner wrote before opening it: one thread
// plays primary and the others follow, as fork and join do, with every wait short enough to sleep.
// RUN: %veda-unit
#include "runtime/sched/wait.h"
#include "stress.h"

enum { ROUNDS = 20000, LEAST = 100 };

static struct team {
    struct veda_gate go;
    struct veda_gate arrive[64];
    long word[64 * 16];
    long round;
    bool last;
} team;

static void member(int id, int n, void *shared)
{
    (void)shared;
    bool last = false;
    for (uint32_t p = 1; !last; p++) {
        if (id == 0) {
            team.round = p;
            team.last = last = !stress_goes_on(p, LEAST, STRESS_ROUNDS(ROUNDS));
            veda_gate_open(&team.go, p);
            for (int i = 1; i < n; i++) {
                veda_wait_gate(&team.arrive[i], p, NULL, NULL);
                EXPECT_EQ(team.word[i * 16], p);
            }
        } else {
            veda_wait_gate(&team.go, p, NULL, NULL);
            EXPECT_EQ(team.round, p);
            last = team.last;
            team.word[id * 16] = p;
            veda_gate_open(&team.arrive[id], p);
        }
    }
}

int main(void)
{
    static const uint64_t spins[] = {0, 2000, 1000000};
    int part = 0;
    for (int n = 2; n <= 8; n *= 2)
        for (int i = 0; i < 3; i++) {
            stress_part(part++, 9);
            team = (struct team){0};
            veda_wait_limits.spin_cycles = spins[i];
            veda_wait_limits.yield_after = i ? 10 : 0;
            stress_run(n, member, NULL);
        }
    return expect_result();
}
