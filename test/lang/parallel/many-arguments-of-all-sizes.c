// A region's body gets all the variables it names, as many as there are: shared ones by reference, firstprivate
// ones of every size by value, from register arguments to far beyond.
//
// RUN: %veda-c
#include <string.h>

#include "expect.h"

struct large {
    char text[200];
    double number;
};

static int five(int a, int b, int c, int d, int e)
{
    int sum = 0;
#pragma omp parallel num_threads(3) reduction(+ : sum) firstprivate(a, b, c) shared(d, e)
    sum += a + 10 * b + 100 * c + 1000 * d + 10000 * e;
    return sum;
}

int main(void)
{
    int a0 = 0, a1 = 1, a2 = 2, a3 = 3, a4 = 4, a5 = 5, a6 = 6, a7 = 7, a8 = 8, a9 = 9;
    int b0 = 10, b1 = 11, b2 = 12, b3 = 13, b4 = 14, b5 = 15, b6 = 16, b7 = 17, b8 = 18, b9 = 19;
    long long c = 1LL << 40;
    double d = 2.5;
    float f = 1.25f;
    char ch = 'x';
    long double wide = 3.5L;
    struct large large = {"text", 4.5};
    for (int round = 0; round < 50; round++) {
        int sum = 0, threads = 1 + round % 4;
#pragma omp parallel num_threads(threads) firstprivate(a1, a3, a5, a7, a9, b1, b3, b5, b7, b9, c, d, f, ch, wide, large)
        {
            int mine = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + b0 + b1 + b2 + b3 + b4 + b5 + b6 + b7 + b8 + b9;
            EXPECT_EQ(mine, 190);
            EXPECT(c == 1LL << 40 && d == 2.5 && f == 1.25f && ch == 'x' && wide == 3.5L);
            EXPECT(strcmp(large.text, "text") == 0 && large.number == 4.5);
            a1 = b9 = -1; /* own copies */
            large.number = 0;
#pragma omp atomic
            sum += mine;
        }
        EXPECT_EQ(sum, 190 * threads);
        EXPECT(a1 == 1 && b9 == 19 && large.number == 4.5);
        EXPECT_EQ(five(1, 2, 3, 4, 5) % 54321, 0);
    }
    return expect_result();
}
