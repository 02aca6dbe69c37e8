// How data environments inherit nthreads-var and bind-var: a list by nesting level, what the program set
// below its last element stays, and a num_threads list of an inner region starts at that level.
// RUN: %veda-unit
#include "expect.h"
#include "runtime/icv.h"

static struct veda_levels *levels(int base, int n, const int *value)
{
    static _Alignas(struct veda_levels) char room[3][64]; // one a call
    static int used;
    struct veda_levels *l = (struct veda_levels *)room[used++];
    l->base = base;
    l->n = n;
    for (int i = 0; i < n; i++)
        l->value[i] = value[i];
    return l;
}

int main(void)
{
    struct veda_levels *list = levels(0, 3, (int[]){4, 3, 2});
    struct veda_levels *binds = levels(0, 2, (int[]){VEDA_BIND_SPREAD, VEDA_BIND_CLOSE});
    struct veda_icvs l0 = {.nthreads = 4, .nthreads_levels = list, .bind = VEDA_BIND_SPREAD,
                           .bind_levels = binds, .dynamic = true, .default_device = 7};
    struct veda_icvs l1, l2, l3;
    veda_icv_inherit(&l1, &l0, 1);
    veda_icv_inherit(&l2, &l1, 2);
    veda_icv_inherit(&l3, &l2, 3);
    EXPECT_EQ(l1.nthreads, 3);
    EXPECT_EQ(l2.nthreads, 2);
    EXPECT_EQ(l3.nthreads, 2);
    EXPECT_EQ(l1.bind, VEDA_BIND_CLOSE);
    EXPECT_EQ(l2.bind, VEDA_BIND_CLOSE);
    EXPECT(l3.dynamic && l3.default_device == 7);

    // omp_set_num_threads(9) at level 0 changes the first element only, at level 2 all that is left.
    l0.nthreads = 9;
    veda_icv_inherit(&l1, &l0, 1);
    EXPECT_EQ(l1.nthreads, 3);
    l2.nthreads = 9;
    veda_icv_inherit(&l3, &l2, 3);
    EXPECT_EQ(l3.nthreads, 9);

    // num_threads(5, 6) on a region of a level 1 task: its tasks have 6, and so have those below.
    struct veda_icvs pushed = l1;
    pushed.nthreads_levels = levels(1, 2, (int[]){5, 6});
    veda_icv_inherit(&l2, &pushed, 2);
    veda_icv_inherit(&l3, &l2, 3);
    EXPECT_EQ(l2.nthreads, 6);
    EXPECT_EQ(l3.nthreads, 6);

    // Without a list everybody has the parent's.
    struct veda_icvs plain = {.nthreads = 5, .bind = VEDA_BIND_TRUE}, child;
    veda_icv_inherit(&child, &plain, 1);
    EXPECT_EQ(child.nthreads, 5);
    EXPECT_EQ(child.bind, VEDA_BIND_TRUE);

    EXPECT_EQ(veda_icv_default_nthreads(), veda_icv_default_nthreads());
    EXPECT(veda_icv_default_nthreads() >= 1);
    return expect_result();
}
