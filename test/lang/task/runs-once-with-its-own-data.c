// Every task runs once, with the values its firstprivate variables had when it was met, in all the forms of the
// construct; shared ones are the generating task's.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

enum { N = 500 };
static int ran[N];

struct big {
    int values[100];
};

static void body(int i, int want)
{
    EXPECT_EQ(i, want);
#pragma omp atomic
    ran[i]++;
}

int main(void)
{
#pragma omp parallel
#pragma omp single
    for (int i = 0; i < N; i++) {
        struct big b;
        for (int k = 0; k < 100; k++)
            b.values[k] = i + k;
        int late = i;
        switch (i % 6) {
        case 0:
#pragma omp task firstprivate(b)
            body(i, b.values[99] - 99);
            break;
        case 1:
#pragma omp task if (0)
            body(late, i);
            break;
        case 2:
#pragma omp task untied mergeable priority(3)
            body(late, i);
            break;
        case 3:
#pragma omp task final(1)
            {
                EXPECT(omp_in_final());
#pragma omp task
                {
                    EXPECT(omp_in_final());
                    body(late, i);
                }
            }
            break;
        case 4:
#pragma omp task
            {
#pragma omp task
#pragma omp task
                body(late, i);
            }
            break;
        case 5:
#pragma omp task shared(late)
            body(late, i);
#pragma omp taskwait
            break;
        }
        late = -1;
    }
    for (int i = 0; i < N; i++)
        EXPECT_EQ(ran[i], 1);
    EXPECT(!omp_in_final());

    int outside = 0;
#pragma omp task shared(outside)
    outside = 1;
#pragma omp taskwait
    EXPECT_EQ(outside, 1);
    return expect_result();
}
