// collapse of nests whose inner bounds depend linearly on an outer variable (5.2, 4.4.1): triangles of each
// orientation, trapezoids, bands, rows that are empty. Each point runs once. There is no
// schedule clause on such a nest. gcc 12 does not get bands right, whose rows are all of one length.
//
// RUN: %veda-c
#include <string.h>

#include "expect.h"

enum { MAX = 60 };
static unsigned char runs[2 * MAX][4 * MAX];

static void ran(int i, int j)
{
    if (i + MAX < 0 || i + MAX >= 2 * MAX || j + 2 * MAX < 0 || j + 2 * MAX >= 4 * MAX)
        EXPECT(!"a point in the table");
    else
        __atomic_fetch_add(&runs[i + MAX][j + 2 * MAX], 1, __ATOMIC_RELAXED);
}

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))

/* The nest in parallel, then the same in sequence: every count is 1 before it is taken back. */
#define NEST(outer, inner)                                                                         \
    do {                                                                                           \
        PRAGMA(omp parallel for collapse(2))                                                       \
        for outer                                                                                  \
            for inner                                                                              \
                ran(i, j);                                                                         \
        for outer                                                                                  \
            for inner                                                                              \
                EXPECT_EQ(runs[i + MAX][j + 2 * MAX]--, 1);                                        \
        int left = 0;                                                                              \
        for (unsigned x = 0; x < sizeof runs; x++)                                                 \
            left += ((unsigned char *)runs)[x];                                                    \
        EXPECT_EQ(left, 0);                                                                        \
        memset(runs, 0, sizeof runs);                                                              \
    } while (0)

#define SHAPES(n)                                                                                  \
    do {                                                                                           \
        NEST((int i = 0; i < n; i++), (int j = 0; j < i; j++));                                    \
        NEST((int i = 0; i < n; i++), (int j = i; j < n; j++));                                    \
        NEST((int i = 0; i < n; i += 2), (int j = 0; j <= i; j += 2));                               \
        NEST((int i = n; i > 0; i--), (int j = i; j > 0; j--));                                    \
        NEST((int i = -n / 2; i < n / 2; i++), (int j = i; j < n; j++));                           \
        NEST((int i = 0; i < n; i++), (int j = 2 * i; j < n; j++));                                \
        NEST((int i = 0; i < n; i += 2), (int j = 1; j < 2 * i + 3; j += 4));                        \
    } while (0)

int main(void)
{
    for (int n = 0; n < MAX; n++) {
        SHAPES(n);
#ifdef __clang__
        NEST((int i = 0; i < n; i += 3), (int j = i - 2; j < i + 2; j++));
        NEST((int i = 0; i < n; i++), (int j = i; j < i + n; j += 3));
        NEST((int i = n / 2; i > -n / 2; i--), (int j = i; j < i + n; j++));
        NEST((int i = -n / 2; i < n / 2; i++), (int j = 0 - i; j < n - i; j += 3));
#endif
    }
    /* Three loops deep, the middle one on the first, the last a plain one. */
    int count = 0, want = 0;
#pragma omp parallel for collapse(3) reduction(+ : count)
    for (int i = 0; i < 20; i++)
        for (int j = 0; j < i; j++)
            for (int k = 0; k < 5; k++)
                count += i * 100 + j * 10 + k;
    for (int i = 0; i < 20; i++)
        for (int j = 0; j < i; j++)
            for (int k = 0; k < 5; k++)
                want += i * 100 + j * 10 + k;
    EXPECT_EQ(count, want);
    return expect_result();
}
