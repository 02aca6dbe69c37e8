// A plain lock may be unset by another thread than set it. Locks leave the memory around them
// alone: gcc's is 4 bytes. libgomp has no routines that take a hint.
// RUN: %veda-c
// REQUIRES: threads-2
#include <omp.h>
#include <string.h>

#include "expect.h"

enum { ROUNDS = 300 };

static struct {
    char before[8];
    omp_lock_t ping, pong;
    omp_nest_lock_t nest;
    char after[8];
} l;

int main(void)
{
    memset(&l, 0x5a, sizeof l);
    omp_init_lock(&l.ping);
#ifdef __clang__
    omp_init_lock_with_hint(&l.pong, omp_sync_hint_speculative);
    omp_init_nest_lock_with_hint(&l.nest, omp_sync_hint_contended);
#else
    omp_init_lock(&l.pong);
    omp_init_nest_lock(&l.nest);
#endif
    EXPECT_EQ(omp_test_nest_lock(&l.nest), 1);
    omp_unset_nest_lock(&l.nest);
    omp_set_lock(&l.ping);
    EXPECT_EQ(omp_test_lock(&l.ping), 0);
    EXPECT_EQ(omp_test_lock(&l.pong), 1);

    /* Each thread waits on one lock that the other one unsets. */
    int turns = 0;
#pragma omp parallel num_threads(2)
    if (omp_get_num_threads() == 2) {
        omp_lock_t *mine = omp_get_thread_num() ? &l.pong : &l.ping;
        omp_lock_t *yours = omp_get_thread_num() ? &l.ping : &l.pong;
        if (omp_get_thread_num() == 1)
            omp_unset_lock(yours);
        for (int i = 0; i < ROUNDS; i++) {
            omp_set_lock(mine);
            EXPECT_EQ(turns % 2, omp_get_thread_num());
            turns++;
            omp_unset_lock(yours);
        }
    }
    EXPECT(turns == 0 || turns == 2 * ROUNDS);
    for (int i = 0; i < 8; i++) {
        EXPECT_EQ(l.before[i], 0x5a);
        EXPECT_EQ(l.after[i], 0x5a);
    }
    return expect_result();
}
