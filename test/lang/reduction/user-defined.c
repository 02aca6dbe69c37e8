// declare reduction: structs with a combiner and an initializer, one operator for two types, and arrays of such
// (5.2, 5.5.11). Every private copy starts from the initializer, and each is combined once.
//
// RUN: %veda-c
#include <limits.h>

#include "expect.h"

struct range {
    int min, max;
    long n;
    int mark; /* says which object it is; no combiner writes it */
};

enum { ORIGINAL = 1, PRIVATE, PART };

static void join(struct range *into, const struct range *from)
{
    into->min = from->min < into->min ? from->min : into->min;
    into->max = from->max > into->max ? from->max : into->max;
    into->n += from->n;
}

static void init(struct range *r, const struct range *orig)
{
    *r = (struct range){INT_MAX, INT_MIN, 0, PRIVATE};
    EXPECT_EQ(orig->mark, ORIGINAL);
}

struct mean {
    double sum;
    long n;
};

#pragma omp declare reduction(join : struct range : join(&omp_out, &omp_in)) initializer(init(&omp_priv, &omp_orig))
#pragma omp declare reduction(join : struct mean : omp_out.sum += omp_in.sum, omp_out.n += omp_in.n)
#pragma omp declare reduction(largest : int, long : omp_out = omp_in > omp_out ? omp_in : omp_out) initializer(omp_priv = -1000)

int main(void)
{
    for (int round = 0; round < 100; round++) {
        struct range r = {5, 5, 1, ORIGINAL};
        struct range rows[3] = {{0, 0, 0, ORIGINAL}, {0, 0, 0, ORIGINAL}, {0, 0, 0, ORIGINAL}};
        struct mean m = {0, 0};
        int top = -5000;
        long highest = -5000;
#pragma omp parallel for num_threads(1 + round % 5) schedule(dynamic, 3) reduction(join : r, m, rows)  \
    reduction(largest : top, highest)
        for (int i = -100; i < 200; i++) {
            join(&r, &(struct range){i, i, 1, PART});
            join(&rows[(i + 300) % 3], &(struct range){i, i, 1, PART});
            m.sum += i;
            m.n++;
            top = i > top ? i : top;
            highest = -i > highest ? -i : highest;
        }
        EXPECT(r.min == -100 && r.max == 199 && r.n == 301);
        for (int k = 0; k < 3; k++)
            EXPECT(rows[k].n == 100 && rows[k].min == -100 + (k + 1) % 3 && rows[k].max == 199 - (3 - k + 1) % 3);
        EXPECT(m.n == 300 && m.sum == (-100 + 199) * 300 / 2);
        EXPECT_EQ(top, 199);
        EXPECT_EQ(highest, 100);
    }
    return expect_result();
}
