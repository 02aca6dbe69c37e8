// Worksharing loops of each integer type and comparison, forward and backward, with steps that do and do not
// divide the range, empty ones, and ranges up to the limits of the type: under every schedule each iteration
// runs exactly once and no other does.
//
// RUN: %veda-c
// RUN: %veda-c --env OMP_SCHEDULE=dynamic,2
// RUN: %veda-c --env OMP_SCHEDULE=guided
// RUN: %veda-c --env OMP_SCHEDULE=nonmonotonic:dynamic
// RUN: %veda-c --env OMP_SCHEDULE=auto
#include <limits.h>
#include <string.h>

#include "expect.h"

enum { MAX = 300 };
static unsigned char runs[MAX];
static int outside;

static void ran(unsigned long long iteration)
{
    if (iteration < MAX)
        __atomic_fetch_add(&runs[iteration], 1, __ATOMIC_RELAXED);
    else
        __atomic_fetch_add(&outside, 1, __ATOMIC_RELAXED);
}

static void check(const char *type, const char *schedule, int trip)
{
    int wrong = outside;
    for (int i = 0; i < MAX; i++)
        wrong += runs[i] != (i < trip);
    if (wrong)
        fprintf(stderr, "%s, schedule(%s), %d iterations:\n", type, schedule, trip);
    EXPECT_EQ(wrong, 0);
    memset(runs, 0, sizeof runs);
    outside = 0;
}

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))

/* gcc hands 32-bit unsigned loops to the runtime as 64-bit signed ones, and a step that is subtracted as
 * 2^32 less it: such a loop has no iterations, whoever the runtime is (seen with gcc 12). */
#ifdef __clang__
#define COUNTS_DOWN(type) 1
#else
#define COUNTS_DOWN(type) (sizeof(type) == 8 || (type)-1 < (type)1)
#endif

/* The four comparisons; iteration i has the value from + i * step, or from - i * step. */
#define LOOPS(type, name, ...)                                                                     \
    static void name(type from, type step, int trip)                                      \
    {                                                                                              \
        type last = (type)(from + (type)(step * (type)(trip - 1)));                                \
        type end = (type)(last + 1);                                                               \
        if (trip == 0)                                                                             \
            end = from;                                                                            \
        PRAGMA(omp parallel for schedule(__VA_ARGS__))                                             \
        for (type i = from; i < end; i += step)                                                    \
            ran(((unsigned long long)i - (unsigned long long)from) / (unsigned long long)step);    \
        check(#type " <", #__VA_ARGS__, trip);                                                     \
        if (trip > 0) {                                                                            \
            PRAGMA(omp parallel for schedule(__VA_ARGS__))                                         \
            for (type i = from; i <= last; i += step)                                              \
                ran(((unsigned long long)i - (unsigned long long)from) / (unsigned long long)step); \
            check(#type " <=", #__VA_ARGS__, trip);                                                \
        }                                                                                          \
        if (!COUNTS_DOWN(type))                                                                    \
            return;                                                                                \
        if (trip > 0) {                                                                            \
            PRAGMA(omp parallel for schedule(__VA_ARGS__))                                         \
            for (type i = last; i >= from; i -= step)                                              \
                ran(((unsigned long long)last - (unsigned long long)i) / (unsigned long long)step); \
            check(#type " >=", #__VA_ARGS__, trip);                                                \
        }                                                                                          \
        PRAGMA(omp parallel for schedule(__VA_ARGS__))                                             \
        for (type i = end; i > from; i -= step)                                                    \
            ran(((unsigned long long)end - (unsigned long long)i) / (unsigned long long)step);     \
        check(#type " >", #__VA_ARGS__, trip);                                                     \
    }

#define SCHEDULES(X, type, t)                                                                      \
    X(type, t##_static, static)                                                                    \
    X(type, t##_static_1, static, 1)                                                               \
    X(type, t##_static_7, static, 7)                                                               \
    X(type, t##_dynamic, dynamic)                                                                  \
    X(type, t##_dynamic_5, dynamic, 5)                                                             \
    X(type, t##_monotonic_dynamic, monotonic : dynamic, 2)                                         \
    X(type, t##_nonmonotonic_dynamic, nonmonotonic : dynamic, 3)                                   \
    X(type, t##_guided, guided)                                                                    \
    X(type, t##_nonmonotonic_guided, nonmonotonic : guided, 4)                                     \
    X(type, t##_auto, auto)                                                                        \
    X(type, t##_runtime, runtime)                                                                  \
    X(type, t##_monotonic_runtime, monotonic : runtime)                                            \
    X(type, t##_nonmonotonic_runtime, nonmonotonic : runtime)

typedef unsigned int uint;
typedef unsigned long ulong;
typedef long long llong;
typedef unsigned long long ullong;
#define TYPES(X)                                                                                   \
    X(int, int, INT_MIN, INT_MAX)                                                                  \
    X(uint, uint, 0, UINT_MAX)                                                                     \
    X(long, long, LONG_MIN, LONG_MAX)                                                              \
    X(ulong, ulong, 0, ULONG_MAX)                                                                  \
    X(llong, llong, LLONG_MIN, LLONG_MAX)                                                          \
    X(ullong, ullong, 0, ULLONG_MAX)

#define DEFINE(type, t, min, max) SCHEDULES(LOOPS, type, t)
TYPES(DEFINE)

/* From the middle, from the lower end, up to the upper end, and across nearly all of the type. The last
 * iteration's variable stays one step away from the limits: the loop in C must not overflow itself. */
#define CALL(type, name, ...)                                                                      \
    for (int trip = 0; trip <= 263; trip = trip < 4 ? trip + 1 : 3 * trip + 11) {                  \
        name(5, 1, trip);                                                                          \
        name(100, 3, trip);                                                                        \
        name((type)(min + 7), 7, trip);                                                            \
        name((type)(max - 4 - 4 * (type)trip), 4, trip);                                           \
        if (trip > 1) {                                                                            \
            type wide = (type)(((type)(max / 2) / (type)(trip + 1)) * 2 - 2);                      \
            name((type)(min + wide), wide, trip);                                                  \
        }                                                                                          \
    }

int main(void)
{
#define EACH(type, t, min_, max_)                                                                  \
    {                                                                                              \
        const type min = min_, max = max_;                                                         \
        SCHEDULES(CALL, type, t)                                                                   \
    }
    TYPES(EACH)
    return expect_result();
}
