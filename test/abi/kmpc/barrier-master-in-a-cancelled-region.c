// The barrier that the primary thread does something inside of ends where the region is cancelled and members
// do not come any more. It went up the team's tree, where members that wait at it look to a primary at the
// region's end like members that have come there, too: they did the rest of the region during the next one.
// RUN: %veda-abi --env OMP_CANCELLATION=true -DCANCEL
// RUN: %veda-abi
#include <stdint.h>

#include "expect.h"

typedef void micro(int32_t *gtid, int32_t *tid, ...);
struct ident;
void __kmpc_fork_call(struct ident *, int32_t, micro *, ...);
void __kmpc_push_num_threads(struct ident *, int32_t, int32_t);
int32_t __kmpc_global_thread_num(struct ident *);
int32_t __kmpc_cancel(struct ident *, int32_t, int32_t);
int32_t __kmpc_barrier_master(struct ident *, int32_t);
void __kmpc_end_barrier_master(struct ident *, int32_t);

enum { THREADS = 4, ROUNDS = 300, PASSES = 4, PARALLEL = 1 };

static int runs, alone, who, when, arrived[PASSES];

static void region(int32_t *gtid, int32_t *tid, ...)
{
    __atomic_fetch_add(&runs, 1, __ATOMIC_RELAXED);
    for (int k = 0; k < PASSES; k++) {
        if (*tid == who && k == when && __kmpc_cancel(0, *gtid, PARALLEL))
            return;
        __atomic_fetch_add(&arrived[k], 1, __ATOMIC_RELAXED);
        if (__kmpc_barrier_master(0, *gtid)) {
            EXPECT_EQ(*tid, 0);
            __atomic_fetch_add(&alone, 1, __ATOMIC_RELAXED);
            if (k < when)
                EXPECT_EQ(arrived[k], THREADS);
            __kmpc_end_barrier_master(0, *gtid);
        }
        if (k < when) /* more: a cancelled region's primary goes on alone */
            EXPECT(__atomic_load_n(&alone, __ATOMIC_RELAXED) >= k + 1);
    }
}

int main(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        runs = alone = 0;
        for (int k = 0; k < PASSES; k++)
            arrived[k] = 0;
#ifdef CANCEL
        who = round % THREADS;
        when = round / THREADS % PASSES;
#else
        when = PASSES;
#endif
        __kmpc_push_num_threads(0, __kmpc_global_thread_num(0), THREADS);
        __kmpc_fork_call(0, 0, region);
        EXPECT_EQ(runs, THREADS);
        EXPECT(when < PASSES || alone == PASSES);
    }
    return expect_result();
}
