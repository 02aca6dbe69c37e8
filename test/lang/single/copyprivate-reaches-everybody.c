// copyprivate hands the values of the thread that ran the block to all others' private variables before any
// leaves the construct (5.2, 5.7.2): scalars, arrays, structs, pointers, threadprivate variables.
//
// RUN: %veda-c
#include <string.h>

#include "expect.h"

struct pair {
    int a;
    double b;
};

static int shared_by_name;
#pragma omp threadprivate(shared_by_name)

int main(void)
{
    for (int round = 0; round < 100; round++) {
#pragma omp parallel num_threads(1 + round % 5)
        {
            int i;
            long array[20];
            struct pair pair;
            const char *text;
#pragma omp single copyprivate(i, array, pair, text, shared_by_name)
            {
                i = round;
                for (int k = 0; k < 20; k++)
                    array[k] = round * k;
                pair = (struct pair){round + 1, round + 0.5};
                text = "copied";
                shared_by_name = -round;
            }
            EXPECT_EQ(i, round);
            for (int k = 0; k < 20; k++)
                EXPECT_EQ(array[k], round * k);
            EXPECT(pair.a == round + 1 && pair.b == round + 0.5);
            EXPECT(strcmp(text, "copied") == 0);
            EXPECT_EQ(shared_by_name, -round);
            /* Another right behind it: the first one's values may not be overwritten too early. */
#pragma omp single copyprivate(i)
            i = round + 1000;
            EXPECT_EQ(i, round + 1000);
        }
    }
    return expect_result();
}
