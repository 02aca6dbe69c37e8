// Threadprivate objects with constructors: each thread that uses one has it constructed first, copyin assigns,
// and addresses stay the same between regions of the same size.
//
// RUN: %veda-cxx --env OMP_DYNAMIC=false
#include <omp.h>
#include <string>

#include "expect.h"

static int constructed;

struct counted {
    int value;
    std::string text;
    counted() : value(3), text("constructed") { __atomic_fetch_add(&constructed, 1, __ATOMIC_RELAXED); }
    explicit counted(int v) : value(v), text("from a number") { __atomic_fetch_add(&constructed, 1, __ATOMIC_RELAXED); }
};

extern counted plain, initialised;
#pragma omp threadprivate(plain, initialised)
counted plain;
counted initialised(11);

static counted *where[8];

int main()
{
    enum { THREADS = 5 };
#pragma omp parallel num_threads(THREADS)
    {
        EXPECT_EQ(plain.value, 3);
        EXPECT(plain.text == "constructed");
        EXPECT_EQ(initialised.value, 11);
        EXPECT(initialised.text == "from a number");
        plain.value = omp_get_thread_num();
        plain.text += std::to_string(plain.value);
        where[omp_get_thread_num()] = &plain;
    }
    EXPECT_EQ(constructed, 2 * THREADS);
    for (int i = 0; i < THREADS; i++)
        for (int k = 0; k < i; k++)
            EXPECT(where[i] != where[k]);
    for (int round = 0; round < 20; round++) {
#pragma omp parallel num_threads(THREADS)
        {
            int me = omp_get_thread_num();
            EXPECT(where[me] == &plain);
            EXPECT_EQ(plain.value, me);
            EXPECT(plain.text == "constructed" + std::to_string(me));
        }
    }
    plain.value = 99;
    plain.text = "copied in";
#pragma omp parallel num_threads(THREADS) copyin(plain)
    {
        EXPECT_EQ(plain.value, 99);
        EXPECT(plain.text == "copied in");
    }
    EXPECT_EQ(constructed, 2 * THREADS);
    return expect_result();
}
