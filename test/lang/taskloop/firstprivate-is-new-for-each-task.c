// What one task of a taskloop writes into its firstprivate variables is not there for the next (5.2, 5.4.4), also
// where a thread runs many of them in a row: locals, file-scope variables, arrays, structs.
// RUN: %veda-c --env OMP_NUM_THREADS=1
// RUN: %veda-c
#include "expect.h"
#include <omp.h>

struct pair {
    long x, y;
};

static int file_scope = 7;
static int array[4] = {1, 2, 3, 4};

static void scalars(void)
{
    int local = 5;
#pragma omp taskloop grainsize(1) firstprivate(file_scope, local)
    for (int i = 0; i < 500; i++) {
        EXPECT_EQ(file_scope, 7);
        EXPECT_EQ(local, 5);
        file_scope = local = i;
    }
}

static void aggregates(void)
{
    struct pair pair = {1, 2};
    char name[100] = "before";
#pragma omp taskloop grainsize(1) firstprivate(array, pair, name)
    for (int i = 0; i < 500; i++) {
        EXPECT_EQ(array[2], 3);
        EXPECT_EQ(pair.y, 2);
        EXPECT_EQ(name[0], 'b');
        array[2] = i;
        pair.y = -i;
        name[0] = 'a';
    }
}

int main(void)
{
#pragma omp parallel
#pragma omp single
    {
        scalars();
        aggregates();
    }
    return expect_result();
}
