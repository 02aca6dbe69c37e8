// Atomics on real and complex operands of all widths, in every form of the construct: update with x
// on either side, both captures, swap, read and write. gcc brackets those that it can't do inline
// by GOMP_atomic_start, clang calls its own libatomic. (gcc has no atomics on complex operands.)
//
// RUN: %veda-c -Wl,--no-as-needed -latomic
// REQUIRES: threads-2
#include <complex.h>
#include <omp.h>

#include "expect.h"

enum { CALLS = 3000, TEAM = 4 };
typedef complex long double total; /* exact for sums of captured values */

/* unit is a small integer: every value of x is exact. */
#define CHECK(t, unit)                                                                             \
    do {                                                                                           \
        t sum = 0, mirrored = 7, tickets_before = 0, tickets_after = 0, swapped = 0, copy;         \
        total before = 0, after = 0, tokens = 0;                                                   \
        long n = 0;                                                                                \
        _Pragma("omp parallel num_threads(TEAM) reduction(+ : n)")                                 \
        {                                                                                          \
            t seen, token = omp_get_thread_num() + 1;                                              \
            total my_before = 0, my_after = 0;                                                     \
            for (n = 0; n < CALLS; n++) {                                                          \
                _Pragma("omp atomic update") sum += (t)(unit);                                     \
                _Pragma("omp atomic update") mirrored = (t)(unit) * 20 - mirrored;                 \
                _Pragma("omp atomic capture")                                                      \
                {                                                                                  \
                    seen = tickets_before;                                                         \
                    tickets_before += (t)(unit);                                                   \
                }                                                                                  \
                my_before += seen;                                                                 \
                _Pragma("omp atomic capture") seen = tickets_after += (t)(unit);                   \
                my_after += seen;                                                                  \
                _Pragma("omp atomic capture")                                                      \
                {                                                                                  \
                    seen = swapped;                                                                \
                    swapped = token;                                                               \
                }                                                                                  \
                token = seen;                                                                      \
                _Pragma("omp atomic read") seen = swapped;                                         \
                EXPECT(creall(seen) >= 0 && creall(seen) <= TEAM && cimagl(seen) == 0);            \
            }                                                                                      \
            _Pragma("omp critical")                                                                \
            {                                                                                      \
                before += my_before;                                                               \
                after += my_after;                                                                 \
                tokens += token;                                                                   \
            }                                                                                      \
        }                                                                                          \
        long team = n / CALLS;                                                                     \
        EXPECT(sum == n * (t)(unit));                                                              \
        EXPECT(mirrored == (n % 2 ? (t)(unit) * 20 - 7 : (t)7));                                   \
        EXPECT(before == (total)(unit) * (n * (n - 1) / 2));                                       \
        EXPECT(after == (total)(unit) * (n * (n + 1) / 2));                                        \
        EXPECT(tokens + swapped == team * (team + 1) / 2);                                         \
        _Pragma("omp atomic write") copy = sum;                                                    \
        EXPECT(copy == sum);                                                                       \
    } while (0)

int main(void)
{
    CHECK(float, 1);
    CHECK(double, 1);
    CHECK(long double, 1);
#ifdef __clang__
    CHECK(complex float, 1 + 2 * I);
    CHECK(complex double, 1 + 2 * I);
    CHECK(complex long double, 1 + 2 * I);
#endif
    return expect_result();
}
