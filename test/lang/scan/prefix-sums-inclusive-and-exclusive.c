// reduction(inscan) with scan inclusive and exclusive, on worksharing, combined and simd loops: each iteration
// sees the reduction over those before it, its own included or not, and the whole remains at the end (5.2,
// 5.6). Lengths around the team's size and far from it. Code of clang 19 begins with the operator's identity
// instead of the variable's value, and writes in front of its buffer for fewer than two iterations;
// and its worksharing loop inside of a region gives each thread a buffer of its own, so a team of one tests it.
//
// RUN: %veda-c -Wno-pass-failed
#include "expect.h"

#ifdef __clang__
enum { START = 0, LEAST = 2, INSIDE = 1 };
#else
enum { START = 5, LEAST = 0, INSIDE = 5 };
#endif
enum { MAX = 1000 };
static int a[MAX], b[MAX], c[MAX];
static double d[MAX];

static void parallel_for(int n)
{
    int sum = START;
#pragma omp parallel for reduction(inscan, + : sum)
    for (int i = 0; i < n; i++) {
        sum += a[i];
#pragma omp scan inclusive(sum)
        b[i] = sum;
    }
    int want = START;
    for (int i = 0; i < n; i++)
        EXPECT_EQ(b[i], want += a[i]);
    EXPECT_EQ(sum, want);

    sum = START;
#pragma omp parallel for reduction(inscan, + : sum)
    for (int i = 0; i < n; i++) {
        b[i] = sum;
#pragma omp scan exclusive(sum)
        sum += a[i];
    }
    want = START;
    for (int i = 0; i < n; i++) {
        EXPECT_EQ(b[i], want);
        want += a[i];
    }
    EXPECT_EQ(sum, want);
}

static void inside_a_region(int n)
{
    int largest = -1;
    double product = 1;
#pragma omp parallel num_threads(INSIDE)
    {
#pragma omp for reduction(inscan, max : largest)
        for (int i = 0; i < n; i++) {
            largest = a[i] > largest ? a[i] : largest;
#pragma omp scan inclusive(largest)
            c[i] = largest;
        }
#pragma omp for reduction(inscan, * : product)
        for (int i = 0; i < n; i++) {
            d[i] = product;
#pragma omp scan exclusive(product)
            product *= i % 100 == 0 ? 2 : 1;
        }
    }
    int top = -1;
    double want = 1;
    for (int i = 0; i < n; i++) {
        top = a[i] > top ? a[i] : top;
        EXPECT_EQ(c[i], top);
        EXPECT(d[i] == want);
        want *= i % 100 == 0 ? 2 : 1;
    }
    EXPECT_EQ(largest, top);
    EXPECT(product == want);
}

static void simd_loop(int n)
{
    int sum = 0;
#pragma omp simd reduction(inscan, + : sum)
    for (int i = 0; i < n; i++) {
        sum += a[i];
#pragma omp scan inclusive(sum)
        b[i] = sum;
    }
    int want = 0;
    for (int i = 0; i < n; i++)
        EXPECT_EQ(b[i], want += a[i]);
    EXPECT_EQ(sum, want);
    sum = want = START;
#pragma omp parallel for simd reduction(inscan, + : sum)
    for (int i = 0; i < n; i++) {
        c[i] = sum;
#pragma omp scan exclusive(sum)
        sum += a[i];
    }
    for (int i = 0; i < n; i++) {
        EXPECT_EQ(c[i], want);
        want += a[i];
    }
    EXPECT_EQ(sum, want);
}

/* Two at once. */
static void two_variables(int n)
{
    int sum = 0;
    unsigned bits = 0;
#pragma omp parallel for reduction(inscan, + : sum) reduction(inscan, | : bits)
    for (int i = 0; i < n; i++) {
        sum += a[i];
        bits |= 1u << i % 30;
#pragma omp scan inclusive(sum, bits)
        b[i] = sum + (int)(bits & 0xff);
    }
    int want = 0;
    unsigned want_bits = 0;
    for (int i = 0; i < n; i++) {
        want += a[i];
        want_bits |= 1u << i % 30;
        EXPECT_EQ(b[i], want + (int)(want_bits & 0xff));
    }
}

int main(void)
{
    for (int i = 0; i < MAX; i++)
        a[i] = i * 7919 % 101;
    for (int n = LEAST; n <= MAX; n = n < 20 ? n + 1 : 3 * n - 1) {
        parallel_for(n);
        inside_a_region(n);
        simd_loop(n);
        two_variables(n);
    }
    return expect_result();
}
