// A task with hundreds of dependences waits for each of them, on whichever list they stand; a parent whose children
// name a hundred thousand addresses keeps all of them apart.
// RUN: %veda-c
#include <omp.h>

#include "expect.h"

enum { WIDE = 300, ADDRESSES = 100000 };
static int cell[ADDRESSES];

int main(void)
{
    for (int threads = 1; threads <= 4; threads += 3) {
#pragma omp parallel num_threads(threads)
#pragma omp single
        {
            int sum = -1;
            for (int i = 0; i < WIDE; i++) {
#pragma omp task depend(out : cell[i])
                cell[i] = 1;
            }
#pragma omp task depend(iterator(i = 0 : WIDE), in : cell[i]) shared(sum)
            {
                sum = 0;
                for (int i = 0; i < WIDE; i++)
                    sum += cell[i];
            }
#pragma omp task depend(iterator(i = 0 : WIDE), inout : cell[i]) shared(sum)
            for (int i = 0; i < WIDE; i++)
                cell[i] = sum;
#pragma omp taskwait depend(iterator(i = 0 : WIDE), in : cell[i])
            for (int i = 0; i < WIDE; i++)
                EXPECT_EQ(cell[i], WIDE);
#pragma omp taskwait
            for (int i = 0; i < ADDRESSES; i++)
                cell[i] = 0;
            for (int round = 0; round < 3; round++)
                for (int i = 0; i < ADDRESSES; i++) {
#pragma omp task depend(inout : cell[i]) firstprivate(round, i)
                    cell[i] = cell[i] * 2 + 1;
                }
#pragma omp taskwait
            int wrong = 0;
            for (int i = 0; i < ADDRESSES; i++)
                wrong += cell[i] != 7;
            EXPECT_EQ(wrong, 0);
        }
    }
    return expect_result();
}
