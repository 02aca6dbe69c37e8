// Members that do not see that their region has been cancelled go on through singles with copyprivate.
// Barriers hold nobody back there any more: a member took the pointer that the single before had left, or
// none, and copied from a frame that was gone.
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>
#include <stddef.h>

#include "expect.h"

enum { ROUNDS = 400, SINGLES = 6, THREADS = 4, WORDS = 64 };

static int targets[SINGLES];

/* The compiler sees no cancel around it: no member leaves between its singles. */
static __attribute__((noinline)) void pass(int k)
{
    const int *p = NULL;
    int words[WORDS];
#pragma omp single copyprivate(p, words)
    {
        p = &targets[k];
        for (int i = 0; i < WORDS; i++)
            words[i] = k * WORDS + i;
    }
    EXPECT(p == &targets[k]);
    for (int i = 0; i < WORDS; i++)
        EXPECT_EQ(words[i], k * WORDS + i);
}

int main(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        int runs = 0, when = round % SINGLES, who = round / SINGLES % THREADS;
#pragma omp parallel num_threads(THREADS)
        {
#pragma omp atomic
            runs++;
            for (int k = 0; k < SINGLES; k++) {
                if (k == when && omp_get_thread_num() == who) {
#pragma omp cancel parallel
                }
                pass(k);
            }
        }
        EXPECT_EQ(runs, THREADS);
    }
    return expect_result();
}
