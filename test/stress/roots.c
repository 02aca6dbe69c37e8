// Root threads come and go while others run regions, nested ones too, of changing sizes: teams are lent
// and given back, no worker is in two teams, and all threads end up in the pool or gone.
// RUN: %veda-unit
#include "runtime/veda.h"
#include "stress.h"

static void inner(struct veda_member *me)
{
    add_rlx((uint32_t *)me->team->arg, 1);
}

static void outer(struct veda_member *me)
{
    uint32_t count = 0;
    veda_region_run(&(struct veda_region){.call = inner, .arg = &count, .want = 1 + me->tid % 3, .bind = -1});
    EXPECT_EQ(count, 1 + me->tid % 3);
    veda_barrier(me);
    add_rlx((uint32_t *)me->team->arg, 1);
}

static void root(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    veda_icvs_own(veda_me())->max_active_levels = 8;
    for (int r = 0; r < 20; r++) {
        uint32_t count = 0;
        int want = 1 + (id + r) % 5;
        veda_region_run(&(struct veda_region){.call = outer, .arg = &count, .want = want, .bind = -1});
        EXPECT_EQ(count, want);
    }
}

int main(void)
{
    for (int round = 0; round < STRESS_ROUNDS(40); round++)
        stress_run(1 + round % 6, root, NULL);
    EXPECT(veda_threads_known() <= 200);
    return expect_result();
}
