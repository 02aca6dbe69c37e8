// __kmpc_for_static_init_*: for every width, schedule number, chunk, step, team size and a grid of bounds,
// up to the limits of the type, the threads' parts taken together are the loop, each iteration once, and
// exactly the thread that runs the last iteration is told so. Compiled code's walk from chunk to chunk is
// done here as clang does it.
//
// RUN: %veda-abi
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

void __kmpc_push_num_threads(void *loc, int gtid, int n);
void __kmpc_fork_call(void *loc, int argc, void (*fn)(int *, int *, ...), ...);
void __kmpc_for_static_fini(void *loc, int gtid);

#define WIDTHS(X)                                                                                  \
    X(4, int32_t, int32_t)                                                                         \
    X(4u, uint32_t, int32_t)                                                                       \
    X(8, int64_t, int64_t)                                                                         \
    X(8u, uint64_t, int64_t)
#define DECLARE(suffix, type, st)                                                                  \
    void __kmpc_for_static_init_##suffix(void *, int, int, int *, type *, type *, st *, st, st);
WIDTHS(DECLARE)

enum { MAX_TRIP = 20, MAX_THREADS = 5, MAX_CASES = 400000 };

/* What the threads did in one case: a bit an iteration, and who said that he has the last one. */
struct outcome {
    uint32_t seen, twice, beyond;
    uint32_t last, lasts;
};
static struct outcome outcomes[MAX_CASES];
static int trips[MAX_CASES];

static void ran(struct outcome *o, __int128 iteration, int trip)
{
    if (iteration < 0 || iteration >= trip) {
        __atomic_fetch_add(&o->beyond, 1, __ATOMIC_RELAXED);
        return;
    }
    uint32_t bit = 1u << (int)iteration;
    if (__atomic_fetch_or(&o->seen, bit, __ATOMIC_RELAXED) & bit)
        __atomic_fetch_add(&o->twice, 1, __ATOMIC_RELAXED);
}

static const int schedules[] = {33, 34, 45, 65, 66, 40, 41, 161, 162, 34 | 1 << 29, 33 | 1 << 30, 91, 92};
static const int steps[] = {1, -1, 2, -2, 3, -7, 1000000007};
static const int chunks[] = {1, 2, 3, 8, 0, -1, INT_MAX};

static bool is_chunked(int schedule)
{
    int kind = schedule & ~(3 << 29);
    return kind == 33 || kind == 65 || kind == 161 || kind == 91;
}

/* The bounds of a case: `trip` iterations from `anchor`, as far as the type goes. Gives 0 if it doesn't. */
#define TRY(suffix, type, st)                                                                      \
    static int try_##suffix(struct outcome *o, int gtid, int schedule, int chunk, int step,        \
                            __int128 origin, int trip, int nthreads)                               \
    {                                                                                              \
        bool is_signed = (type)-1 < (type)1;                                                       \
        __int128 min = is_signed ? (type)((uint64_t)1 << (8 * sizeof(type) - 1)) : 0;              \
        __int128 max = is_signed ? -(min + 1) : (type)-1;                                          \
        __int128 end = trip ? origin + (__int128)step * (trip - 1) : origin - (step > 0 ? 1 : -1); \
        if (origin < min || origin > max || end < min || end > max)                                \
            return 0;                                                                              \
        /* Compiled code adds the stride until it is past the end. Where its own sums wrap is not our       \
         * concern: behind the end of the type, and a chunk behind the last one where threads have several. */ \
        bool chunked = is_chunked(schedule) || (schedule & 0xff) == 45;                            \
        __int128 further = end + (__int128)step;                                                   \
        if (is_chunked(schedule) && chunk > 1 && trip / chunk >= nthreads)                          \
            further += (__int128)step * chunk * nthreads;                                          \
        else if (is_chunked(schedule) && chunk <= 1 && trip > nthreads)                            \
            further += (__int128)step * nthreads;                                                  \
        if (chunked && (further < min || further > max))                                           \
            return 0;                                                                              \
        type lower = (type)origin, upper = (type)end, global = upper;                              \
        st stride = 1;                                                                             \
        int last = 0;                                                                              \
        __kmpc_for_static_init_##suffix(NULL, gtid, schedule, &last, &lower, &upper, &stride,      \
                                        step, chunk);                                              \
        __kmpc_for_static_fini(NULL, gtid);                                                        \
        bool final = false;                                                                        \
        int rounds = 0;                                                                            \
        if (step > 0 ? upper > global : upper < global)                                            \
            upper = global;                                                                        \
        while (step > 0 ? lower <= upper : lower >= upper) {                                       \
            for (__int128 v = lower; step > 0 ? v <= upper : v >= upper; v += step) {              \
                ran(o, (v - origin) / step, trip);                                                 \
                final |= v == end;                                                                 \
            }                                                                                      \
            if (!chunked || ++rounds > MAX_TRIP)                                                   \
                break;                                                                             \
            lower = (type)((uint64_t)lower + (uint64_t)stride);                                    \
            upper = (type)((uint64_t)upper + (uint64_t)stride);                                    \
            if (step > 0 ? upper > global : upper < global)                                        \
                upper = global;                                                                    \
        }                                                                                          \
        if (rounds > MAX_TRIP)                                                                     \
            __atomic_fetch_add(&o->beyond, 1, __ATOMIC_RELAXED);                                   \
        if (last)                                                                                  \
            __atomic_fetch_add(&o->lasts, 1, __ATOMIC_RELAXED);                                    \
        if (last && final)                                                                         \
            __atomic_fetch_add(&o->last, 1, __ATOMIC_RELAXED);                                     \
        return 1;                                                                                  \
    }
WIDTHS(TRY)

static const __int128 origins[] = {
    0, 1, -1, 100, INT_MAX, INT_MAX - 1, INT_MIN, INT_MIN + 2, UINT_MAX, UINT_MAX - 3,
    INT64_MAX, INT64_MAX - 1, INT64_MIN, INT64_MIN + 1, UINT64_MAX, UINT64_MAX - 2,
};

/* Every thread goes through the same cases in the same order. */
static int all_cases(int gtid, int tid, int nthreads)
{
    int n = 0;
#define EACH(array, name) for (size_t i_##name = 0; i_##name < sizeof array / sizeof *array; i_##name++)
    EACH(schedules, s) EACH(steps, st) EACH(chunks, c) EACH(origins, o)
    for (int trip = 0; trip <= MAX_TRIP; trip += trip < 6 ? 1 : 7) {
        /* Also the loop that ends where the origin says. */
        for (int back = 0; back < 2; back++) {
            __int128 origin = origins[i_o];
            if (back)
                origin -= (__int128)steps[i_st] * (trip - 1);
            /* distribute outside of teams: one team has it all, here on every thread alike */
            if (schedules[i_s] == 91 || schedules[i_s] == 92) {
                if (nthreads > 1)
                    continue;
            }
#define CALL(suffix, type, stt)                                                                    \
    if (n < MAX_CASES && try_##suffix(&outcomes[n], gtid, schedules[i_s], chunks[i_c], steps[i_st], \
                                      origin, trip, nthreads)) {                                   \
        if (tid == 0)                                                                              \
            trips[n] = trip;                                                                       \
        n++;                                                                                       \
    }
            WIDTHS(CALL)
        }
    }
    return n;
}

static int cases_done;

static void body(int *gtid, int *tid, ...)
{
    __builtin_va_list list;
    __builtin_va_start(list, tid);
    int *n = __builtin_va_arg(list, int *);
    __builtin_va_end(list);
    int done = all_cases(*gtid, *tid, *n);
    if (*tid == 0)
        cases_done = done;
}

/* The widest ranges there are, which no bit set holds: the parts follow each other without a gap. */
#define FULL(suffix, type, st)                                                                     \
    static struct { type lower, upper; int last; } full_##suffix[MAX_THREADS];                     \
    static void full_body_##suffix(int *gtid, int *tid, ...)                                       \
    {                                                                                              \
        bool is_signed = (type)-1 < (type)1;                                                       \
        type min = is_signed ? (type)((uint64_t)1 << (8 * sizeof(type) - 1)) : 0;                  \
        st stride = 1;                                                                             \
        full_##suffix[*tid].lower = min;                                                           \
        full_##suffix[*tid].upper = (type)~min;                                                    \
        __kmpc_for_static_init_##suffix(NULL, *gtid, 34, &full_##suffix[*tid].last,                \
                                        &full_##suffix[*tid].lower, &full_##suffix[*tid].upper,    \
                                        &stride, 1, 1);                                            \
    }                                                                                              \
    static void full_range_##suffix(int n)                                                         \
    {                                                                                              \
        bool is_signed = (type)-1 < (type)1;                                                       \
        __kmpc_push_num_threads(NULL, 0, n);                                                       \
        __kmpc_fork_call(NULL, 0, full_body_##suffix);                                             \
        __int128 next = is_signed ? (type)((uint64_t)1 << (8 * sizeof(type) - 1)) : 0;             \
        unsigned __int128 share = ((unsigned __int128)1 << (8 * sizeof(type))) / n;                \
        for (int t = 0; t < n; t++) {                                                              \
            EXPECT(full_##suffix[t].lower == next);                                                \
            next = (__int128)full_##suffix[t].upper + 1;                                           \
            unsigned __int128 length = (unsigned __int128)(next - full_##suffix[t].lower);         \
            EXPECT(length == share || length == share + 1);                                        \
            EXPECT_EQ(full_##suffix[t].last, t == n - 1);                                          \
        }                                                                                          \
        EXPECT(next == (is_signed ? (__int128)1 << (8 * sizeof(type) - 1)                          \
                                  : (__int128)1 << (8 * sizeof(type))));                           \
    }
WIDTHS(FULL)

int main(void)
{
    for (int n = 1; n <= MAX_THREADS; n++) {
        memset(outcomes, 0, sizeof outcomes);
        __kmpc_push_num_threads(NULL, 0, n);
        __kmpc_fork_call(NULL, 1, body, &n);
        EXPECT(cases_done > 10000 && cases_done < MAX_CASES);
        for (int i = 0; i < cases_done; i++) {
            EXPECT_EQ(outcomes[i].seen, trips[i] ? (1u << trips[i]) - 1 : 0);
            EXPECT_EQ(outcomes[i].twice, 0);
            EXPECT_EQ(outcomes[i].beyond, 0);
            EXPECT_EQ(outcomes[i].lasts, trips[i] > 0);
            EXPECT_EQ(outcomes[i].last, trips[i] > 0);
        }
#define CALL_FULL(suffix, type, st) full_range_##suffix(n);
        WIDTHS(CALL_FULL)
    }
    return expect_result();
}
