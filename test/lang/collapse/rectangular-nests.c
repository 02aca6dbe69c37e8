// collapse(n) makes one loop of n: every combination runs once under every schedule, with mixed types, steps and
// directions, when an inner loop is empty, and with more than 2^32 combinations only a few of which are taken.
//
// RUN: %veda-c
#include <string.h>

#include "expect.h"

static unsigned char runs[12][9][7];
static int total;

static void ran(int i, int j, int k)
{
    __atomic_fetch_add(&runs[i][j][k], 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&total, 1, __ATOMIC_RELAXED);
}

static void check(int n, int m, int l)
{
    EXPECT_EQ(total, n * m * l);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            for (int k = 0; k < l; k++)
                EXPECT_EQ(runs[i][j][k], 1);
    memset(runs, 0, sizeof runs);
    total = 0;
}

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define NESTS(n, m, l, ...)                                                                        \
    do {                                                                                           \
        PRAGMA(omp parallel for collapse(3) schedule(__VA_ARGS__))                                 \
        for (int i = 0; i < n; i++)                                                                \
            for (long j = 0; j < m; j++)                                                           \
                for (unsigned char k = 0; k < l; k++)                                              \
                    ran(i, (int)j, k);                                                             \
        check(n, m, l);                                                                            \
        PRAGMA(omp parallel for collapse(2) schedule(__VA_ARGS__))                                 \
        for (long long i = 3 * n; i > 0; i -= 3)                                                   \
            for (unsigned j = 10; j < 10 + 2 * (unsigned)m; j += 2)                                \
                for (int k = 0; k < l; k++)                                                        \
                    ran((int)i / 3 - 1, (int)(j - 10) / 2, k);                                     \
        check(n, m, l);                                                                            \
    } while (0)

int main(void)
{
    static const int sizes[][3] = {{12, 9, 7}, {1, 1, 1}, {3, 1, 5}, {0, 9, 7}, {5, 0, 7}, {5, 9, 0}, {2, 3, 2}};
    for (unsigned s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        int n = sizes[s][0], m = sizes[s][1], l = sizes[s][2];
        NESTS(n, m, l, static);
        NESTS(n, m, l, static, 4);
        NESTS(n, m, l, dynamic);
        NESTS(n, m, l, dynamic, 5);
        NESTS(n, m, l, guided);
        NESTS(n, m, l, nonmonotonic : dynamic, 2);
        NESTS(n, m, l, auto);
    }
    int last_i = -1, last_j = -1, sum = 0;
#pragma omp parallel for collapse(2) lastprivate(last_i, last_j) reduction(+ : sum) schedule(dynamic, 3)
    for (int i = 0; i < 10; i++)
        for (int j = 20; j >= 0; j -= 5) {
            last_i = i;
            last_j = j;
            sum += i * j;
        }
    EXPECT_EQ(last_i, 9);
    EXPECT_EQ(last_j, 0);
    EXPECT_EQ(sum, 45 * 50);
    /* 2^34 combinations in 16 steps: the joint count needs 64 bits. */
    total = 0;
#pragma omp parallel for collapse(2) schedule(static)
    for (long long i = 0; i < 1LL << 17; i += 1LL << 15)
        for (long long j = 0; j < 1LL << 17; j += 1LL << 15)
            __atomic_fetch_add(&total, 1, __ATOMIC_RELAXED);
    EXPECT_EQ(total, 16);
    return expect_result();
}
