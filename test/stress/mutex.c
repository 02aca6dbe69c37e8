// The mutex excludes, shows its holder what the last one wrote, and wakes every sleeper in the end.
// RUN: %veda-unit
#include "runtime/sched/wait.h"
#include "runtime/sync/mutex.h"
#include "stress.h"

enum { ROUNDS = 100000 };

static struct veda_mutex mutex;
static long a, b;

static void member(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    for (int r = 0; r < STRESS_ROUNDS(ROUNDS); r++) {
        if (r % 16 || !veda_mutex_lock_as_try(&mutex, 2 + 2 * (uint32_t)id))
            veda_mutex_lock(&mutex);
        EXPECT_EQ(a, b);
        a++;
        b++;
        veda_mutex_unlock(&mutex);
    }
}

int main(void)
{
    long want = 0;
    for (int n = 2; n <= 16; n *= 2) {
        stress_run(n, member, NULL);
        want += (long)n * STRESS_ROUNDS(ROUNDS);
        EXPECT_EQ(a, want);
    }
    return expect_result();
}
