// scan over a struct with a reduction of its own. Arrays are left out: gcc 12 does not survive compiling that,
// and clang 19 makes an exclusive scan of them that is none.
//
// RUN: %veda-c
#include "expect.h"

enum { N = 500 };

struct range {
    int min, max;
    unsigned sum;
};

static struct range join(struct range a, struct range b)
{
    return (struct range){a.min < b.min ? a.min : b.min, a.max > b.max ? a.max : b.max, a.sum + b.sum};
}

static int same(struct range a, struct range b)
{
    return a.min == b.min && a.max == b.max && a.sum == b.sum;
}

#define NOTHING {1000000, -1000000, 0}
#pragma omp declare reduction(join : struct range : omp_out = join(omp_out, omp_in))                \
    initializer(omp_priv = NOTHING)

static struct range each[N], upto[N];

int main(void)
{
    for (int round = 0; round < 20; round++) {
        struct range all = NOTHING;
        for (int i = 0; i < N; i++) {
            int v = (i * 7919 + round) % 1009;
            each[i] = (struct range){v, v, (unsigned)v};
        }
#pragma omp parallel for num_threads(1 + round % 5) reduction(inscan, join : all)
        for (int i = 0; i < N; i++) {
            all = join(all, each[i]);
#pragma omp scan inclusive(all)
            upto[i] = all;
        }
        struct range want = NOTHING;
        for (int i = 0; i < N; i++) {
            want = join(want, each[i]);
            EXPECT(same(upto[i], want));
        }
        EXPECT(same(all, want));
    }
    return expect_result();
}
