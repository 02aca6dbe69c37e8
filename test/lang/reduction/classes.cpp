// User-defined reductions over C++ classes with constructors and destructors, member functions as combiners,
// templates; every private copy is constructed and destroyed, and none twice.
//
// RUN: %veda-cxx
#include <vector>

#include "expect.h"

static int alive;

template <typename T> struct bag {
    std::vector<T> items;
    bag() { __atomic_fetch_add(&alive, 1, __ATOMIC_RELAXED); }
    bag(const bag &other) : items(other.items) { __atomic_fetch_add(&alive, 1, __ATOMIC_RELAXED); }
    bag &operator=(const bag &other) = default;
    ~bag() { __atomic_fetch_sub(&alive, 1, __ATOMIC_RELAXED); }
    void merge(const bag &other) { items.insert(items.end(), other.items.begin(), other.items.end()); }
};

#pragma omp declare reduction(merge : bag<int> : omp_out.merge(omp_in))
#pragma omp declare reduction(+ : bag<long> : omp_out.merge(omp_in)) initializer(omp_priv = bag<long>())

template <typename T> static T total(int n)
{
    T sum = T();
#pragma omp parallel for reduction(+ : sum)
    for (int i = 0; i < n; i++)
        sum += T(i);
    return sum;
}

int main()
{
    for (int round = 0; round < 50; round++) {
        {
            bag<int> all;
            bag<long> odd;
#pragma omp parallel for num_threads(1 + round % 5) reduction(merge : all) reduction(+ : odd) schedule(dynamic, 7)
            for (int i = 0; i < 500; i++) {
                all.items.push_back(i);
                if (i % 2)
                    odd.items.push_back(i);
            }
            EXPECT_EQ(all.items.size(), 500);
            EXPECT_EQ(odd.items.size(), 250);
            std::vector<int> seen(500);
            for (int i : all.items)
                seen[i]++;
            for (int n : seen)
                EXPECT_EQ(n, 1);
        }
        EXPECT_EQ(alive, 0);
        EXPECT_EQ(total<int>(100), 4950);
        EXPECT(total<double>(100) == 4950.0);
        EXPECT_EQ(total<unsigned char>(100), 4950 % 256);
    }
    return expect_result();
}
