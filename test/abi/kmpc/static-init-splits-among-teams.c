// distribute in all the ways that the static entry points know: __kmpc_for_static_init_* with a distribute
// schedule, __kmpc_team_static_init_* and __kmpc_dist_for_static_init_*. For small loops of either direction
// and every number of teams and threads, the parts taken together are the loop, each iteration once; one
// thread of one team is told that it has the last iteration, and it has.
//
// RUN: %veda-abi
#include <stdint.h>
#include <string.h>

#include "expect.h"

void __kmpc_push_num_threads(void *loc, int gtid, int n);
void __kmpc_fork_call(void *loc, int argc, void (*fn)(int *, int *, ...), ...);
void __kmpc_push_num_teams(void *loc, int gtid, int teams, int limit);
void __kmpc_fork_teams(void *loc, int argc, void (*fn)(int *, int *, ...), ...);

enum { MAX_TRIP = 19, MAX_TEAMS = 3, MAX_THREADS = 3 };

struct loop {
    long long origin, end;
    int step, chunk, dist_chunk, schedule, trip, threads;
    uint32_t seen, twice, beyond, lasts, wrong_last;
};

static void ran(struct loop *l, long long first, long long last)
{
    for (long long v = first; l->step > 0 ? v <= last : v >= last; v += l->step) {
        long long i = (v - l->origin) / l->step;
        if (i < 0 || i >= l->trip) {
            __atomic_fetch_add(&l->beyond, 1, __ATOMIC_RELAXED);
            return;
        }
        if (__atomic_fetch_or(&l->seen, 1u << i, __ATOMIC_RELAXED) & 1u << i)
            __atomic_fetch_add(&l->twice, 1, __ATOMIC_RELAXED);
    }
}

/* One thread's chunks from [lower, upper] on; `last` as it was told. */
static void walk(struct loop *l, long long lower, long long upper, long long stride, long long end, int last)
{
    int final = 0;
    for (int round = 0; round <= MAX_TRIP; round++) {
        if (l->step > 0 ? upper > end : upper < end)
            upper = end;
        if (l->step > 0 ? lower > upper : lower < upper)
            break;
        ran(l, lower, upper);
        final |= (l->end - lower) / l->step >= 0 && (l->end - upper) / l->step == 0;
        lower += stride;
        upper += stride;
    }
    if (last)
        __atomic_fetch_add(&l->lasts, 1, __ATOMIC_RELAXED);
    if (last != final)
        __atomic_fetch_add(&l->wrong_last, 1, __ATOMIC_RELAXED);
}

#define WIDTHS(X)                                                                                  \
    X(4, int32_t, int32_t, 0)                                                                      \
    X(4u, uint32_t, int32_t, 1000)                                                                 \
    X(8, int64_t, int64_t, -30)                                                                    \
    X(8u, uint64_t, int64_t, 5000000000)

#define TEST(suffix, type, st, base)                                                               \
    void __kmpc_for_static_init_##suffix(void *, int, int, int *, type *, type *, st *, st, st);   \
    void __kmpc_team_static_init_##suffix(void *, int, int *, type *, type *, st *, st, st);       \
    void __kmpc_dist_for_static_init_##suffix(void *, int, int, int *, type *, type *, type *,     \
                                              st *, st, st);                                       \
    /* One team, its primary thread alone: distribute. */                                          \
    static void distribute_##suffix(int *gtid, int *tid, struct loop *l)                           \
    {                                                                                              \
        (void)tid;                                                                                 \
        type lower = (type)l->origin, upper = (type)l->end;                                        \
        st stride = 1;                                                                             \
        int last = 0;                                                                              \
        if (l->schedule == 0)                                                                      \
            __kmpc_team_static_init_##suffix(NULL, *gtid, &last, &lower, &upper, &stride, l->step, \
                                             l->dist_chunk);                                       \
        else                                                                                       \
            __kmpc_for_static_init_##suffix(NULL, *gtid, l->schedule, &last, &lower, &upper,       \
                                            &stride, l->step, l->dist_chunk);                      \
        walk(l, lower, upper, l->schedule == 92 ? (l->step > 0 ? 1 << 20 : -(1 << 20)) : stride,   \
             l->end, last);                                                                        \
    }                                                                                              \
    /* All threads of one team: distribute parallel for. */                                        \
    static void dist_for_##suffix(int *gtid, int *tid, struct loop *l)                             \
    {                                                                                              \
        (void)tid;                                                                                 \
        type lower = (type)l->origin, upper = (type)l->end, of_team = 0;                           \
        st stride = 1;                                                                             \
        int last = 0;                                                                              \
        __kmpc_dist_for_static_init_##suffix(NULL, *gtid, l->schedule, &last, &lower, &upper,      \
                                             &of_team, &stride, l->step, l->chunk);                \
        walk(l, lower, upper, l->schedule == 34 ? (l->step > 0 ? 1 << 20 : -(1 << 20)) : stride,   \
             (long long)of_team, last);                                                            \
    }                                                                                              \
    static void team_##suffix(int *gtid, int *tid, struct loop *l)                                 \
    {                                                                                              \
        (void)tid;                                                                                 \
        __kmpc_push_num_threads(NULL, *gtid, l->threads);                                          \
        __kmpc_fork_call(NULL, 1, (void (*)(int *, int *, ...))dist_for_##suffix, l);              \
    }                                                                                              \
    static void try_##suffix(int teams, struct loop l, int combined)                               \
    {                                                                                              \
        l.origin += base;                                                                          \
        l.end += base;                                                                             \
        __kmpc_push_num_teams(NULL, 0, teams, MAX_THREADS);                                        \
        __kmpc_fork_teams(NULL, 1,                                                                 \
                          (void (*)(int *, int *, ...))(combined ? team_##suffix                   \
                                                                 : distribute_##suffix),           \
                          &l);                                                                     \
        EXPECT_EQ(l.seen, (1u << l.trip) - 1);                                                     \
        EXPECT_EQ(l.twice, 0);                                                                     \
        EXPECT_EQ(l.beyond, 0);                                                                    \
        EXPECT_EQ(l.wrong_last, 0);                                                                \
        EXPECT_EQ(l.lasts, 1);                                                                     \
    }
WIDTHS(TEST)

int main(void)
{
    static const int steps[] = {1, -3}, chunks[] = {1, 3};
    for (int teams = 1; teams <= MAX_TEAMS; teams++)
        for (int trip = 1; trip <= MAX_TRIP; trip += 6)
            for (int s = 0; s < 2; s++)
                for (int c = 0; c < 2; c++) {
                    struct loop l = {.origin = 7, .end = 7 + steps[s] * (trip - 1), .step = steps[s],
                                     .trip = trip, .dist_chunk = chunks[c], .chunk = chunks[c]};
#define DISTRIBUTE(suffix, type, st, base) try_##suffix(teams, l, 0);
                    for (l.schedule = 91; l.schedule <= 92; l.schedule++) {
                        WIDTHS(DISTRIBUTE)
                    }
                    l.schedule = 0;
                    WIDTHS(DISTRIBUTE)
#define COMBINED(suffix, type, st, base) try_##suffix(teams, l, 1);
                    for (l.threads = 1; l.threads <= MAX_THREADS; l.threads++)
                        for (l.schedule = 33; l.schedule <= 34; l.schedule++) {
                            WIDTHS(COMBINED)
                        }
                }
    return expect_result();
}
