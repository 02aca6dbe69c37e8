// Loops over random access iterators of C++, with private, firstprivate and lastprivate objects of classes: each
// copy is constructed and destroyed once, and the last iteration's is assigned back.
//
// RUN: %veda-cxx
#include <deque>
#include <vector>

#include "expect.h"

static int alive;

struct tracked {
    int value;
    tracked(int v = -1) : value(v) { __atomic_fetch_add(&alive, 1, __ATOMIC_RELAXED); }
    tracked(const tracked &other) : value(other.value) { __atomic_fetch_add(&alive, 1, __ATOMIC_RELAXED); }
    tracked &operator=(const tracked &other)
    {
        value = other.value;
        return *this;
    }
    ~tracked() { __atomic_fetch_sub(&alive, 1, __ATOMIC_RELAXED); }
};

template <typename Container> static long sum_of(const Container &all)
{
    long sum = 0;
#pragma omp parallel for reduction(+ : sum) schedule(dynamic, 3)
    for (auto it = all.begin(); it < all.end(); ++it)
        sum += *it;
#pragma omp parallel for reduction(+ : sum)
    for (auto it = all.end() - 1; it >= all.begin(); it -= 1)
        sum += *it;
    return sum;
}

int main()
{
    for (int n = 1; n < 400; n = 2 * n + 1) {
        std::vector<int> line(n);
        std::deque<long> queue(n, 2);
        for (int i = 0; i < n; i++)
            line[i] = i;
        EXPECT_EQ(sum_of(line), (long)n * (n - 1));
        EXPECT_EQ(sum_of(queue), 4L * n);
        long ranged = 0;
#pragma omp parallel for reduction(+ : ranged)
        for (int v : line)
            ranged += v;
        EXPECT_EQ(ranged, (long)n * (n - 1) / 2);
        {
            tracked first(5), last(6), both(7), own(8);
#pragma omp parallel for firstprivate(first, both) lastprivate(last, both) private(own) schedule(static, 2)
            for (int i = 0; i < n; i++) {
                EXPECT(first.value == 5 && (both.value == 7 || both.value < n));
                EXPECT(own.value == -1 || own.value < n);
                last.value = both.value = own.value = i;
            }
            EXPECT(first.value == 5 && own.value == 8);
            EXPECT_EQ(last.value, n - 1);
            EXPECT_EQ(both.value, n - 1);
            EXPECT_EQ(alive, 4);
        }
        EXPECT_EQ(alive, 0);
    }
    return expect_result();
}
