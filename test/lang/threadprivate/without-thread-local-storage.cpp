// Threadprivate where clang does not use thread-local storage: the initial thread has the variable
// itself, the others get copies as it was when the program began, constructed once a thread, and
// keep them from region to region; copyin copies.
// RUN: %veda-cxx --only clang -fnoopenmp-use-tls
// REQUIRES: threads-4
#include <omp.h>

#include <atomic>

#include "expect.h"

enum { THREADS = 4 };

static std::atomic<int> constructed, destroyed;

struct counted {
    int value;
    counted() : value(7) { constructed++; }
    ~counted() { destroyed++; }
};

static counted object;
#pragma omp threadprivate(object)
static counted array[3];
#pragma omp threadprivate(array)
static int plain = 11;
#pragma omp threadprivate(plain)
static int zero[100];
#pragma omp threadprivate(zero)

int main()
{
    omp_set_dynamic(0);
    EXPECT_EQ(constructed, 4);
    int *original = &plain;
    plain = 12;
#pragma omp parallel num_threads(THREADS)
    {
        int me = omp_get_thread_num();
        EXPECT_EQ(&plain == original, me == 0);
        EXPECT_EQ(plain, me == 0 ? 12 : 11);
        EXPECT_EQ(zero[99], 0);
        EXPECT_EQ(object.value, 7);
        for (int i = 0; i < 3; i++)
            EXPECT_EQ(array[i].value, 7);
        plain = 100 + me;
        object.value = 200 + me;
        array[2].value = 300 + me;
        zero[50] = me;
    }
    int made = constructed;
    EXPECT_EQ(made, 4 + 4 * (THREADS - 1));
    for (int round = 0; round < 10; round++)
#pragma omp parallel num_threads(THREADS)
    {
        int me = omp_get_thread_num();
        EXPECT_EQ(plain, 100 + me);
        EXPECT_EQ(object.value, 200 + me);
        EXPECT_EQ(array[2].value, 300 + me);
        EXPECT_EQ(zero[50], me);
    }
    EXPECT_EQ(constructed, made);
    plain = 5;
#pragma omp parallel num_threads(THREADS) copyin(plain)
    EXPECT_EQ(plain, 5);
    EXPECT_EQ(destroyed, 0);
    return expect_result();
}
