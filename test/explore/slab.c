// A block that comes home from other threads is nobody else's any more, and none is lost.
// RUN: prlimit --cpu=600 %explorers/slab
// REQUIRES: explorers
#include "test/explore/explore.h"

#include <string.h>

#define EXPLORE_WITH_SLAB
#include "test/explore/task.h"

#include "runtime/task/slab.c"

static struct veda_slab *home, *other;
static int *block[2];

/* `home` has given its two blocks away and has no other. */
static void given_away(void)
{
    explore_team(1, 4);
    memset(&all, 0, sizeof all);
    home = other = NULL;
    for (int i = 0; i < 2; i++)
        block[i] = veda_slab_alloc(&home, VEDA_SLAB_SMALL);
    home->fresh_end[VEDA_SLAB_SMALL] = home->fresh[VEDA_SLAB_SMALL];
    other = slab_get();
}

static void use(int *p)
{
    ++*p;
}

static void free_0(void)
{
    use(block[0]);
    veda_slab_free(NULL, block[0]);
}

static void free_1(void)
{
    use(block[1]);
    veda_slab_free(NULL, block[1]);
}

static void free_both_in_a_parcel(void)
{
    for (int i = 0; i < 2; i++) {
        use(block[i]);
        veda_slab_free(&other, block[i]);
    }
    veda_slab_flush(other);
}

/* Home's thread: what it gets has been used by nobody else at that time. */
static void take(void)
{
    while (!ld_rlx(&home->returned))
        veda_cpu_relax();
    for (int i = 0; i < 2; i++) {
        int *p = veda_slab_alloc(&home, VEDA_SLAB_SMALL);
        EXPLORE_CHECK(*p == (p == block[0] || p == block[1]));
        use(p);
    }
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"two threads free a block", given_away, {take, free_0, free_1}, NULL, .patient = true},
    {"a parcel comes home", given_away, {take, free_both_in_a_parcel}, NULL, .patient = true},
    {0},
};
/* clang-format on */

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "runtime/task/slab.c runtime/sync/homing.h", NULL);
}
