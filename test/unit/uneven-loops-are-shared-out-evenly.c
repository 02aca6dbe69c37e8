// Loops whose iterations cost unlike amounts: all threads come to their end at nearly the same time. The threads are
// members of a made-up team that takes turns: whoever has come least far asks for its next chunk, so the outcome
// depends on the loop's code alone. Where they sit on two memory nodes, few iterations leave theirs.
// RUN: %veda-unit
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "runtime/work/loop.h"
#include "runtime/work/work.h"

enum { THREADS = 16, SEARCH_NS = 700, CHUNK_NS = 20 };

static struct veda_team team;
static struct veda_member *members[THREADS];
static double clock_ns[THREADS], total_ns;
static uint64_t away; /* iterations that a thread of the other node has run */
static bool inside[THREADS], done[THREADS];

static void form_team(void)
{
    team.nthreads = THREADS;
    team.member = members;
    team.ring = veda_work_ring_new();
    for (int t = 0; t < THREADS; t++) {
        members[t] = aligned_alloc(VEDA_CACHE_LINE, sizeof *members[t]);
        memset(members[t], 0, sizeof *members[t]);
        members[t]->team = &team;
        members[t]->tid = t;
    }
}

static int earliest(void)
{
    int first = -1;
    for (int t = 0; t < THREADS; t++)
        if (!done[t] && (first < 0 || clock_ns[t] < clock_ns[first]))
            first = t;
    return first;
}

/* The next chunk, which is a stolen one where it does not follow the one before. */
static void run_chunk(struct veda_member *me, double (*cost)(uint64_t i))
{
    double *now = &clock_ns[me->tid];
    uint64_t before = me->cursor.hi;
    if (!veda_loop_next(me)) {
        done[me->tid] = true;
        veda_loop_end(me);
        return;
    }
    *now += me->cursor.lo == before ? CHUNK_NS : SEARCH_NS;
    for (uint64_t i = me->cursor.lo; i < me->cursor.hi; i++) {
        away += (i < me->cursor.trip / 2) != (me->tid < THREADS / 2);
        *now += cost(i);
        total_ns += cost(i);
    }
}

/* The loop's time in percent of the ideal. late_ns: what member t comes later than member t - 1. */
static double percent(uint8_t sched, uint64_t trip, double (*cost)(uint64_t i), double late_ns)
{
    struct veda_loop loop = {.trip = trip, .step = 1, .sched = sched, .width = 8,
                             .order = VEDA_ORDER_NONMONOTONIC};
    double begun = 0;
    total_ns = 0;
    away = 0;
    for (int t = 0; t < THREADS; t++) {
        clock_ns[t] = t * late_ns;
        begun += clock_ns[t];
        inside[t] = done[t] = false;
    }
    for (int t; (t = earliest()) >= 0;) {
        if (!inside[t])
            veda_loop_begin(members[t], &loop);
        inside[t] = true;
        run_chunk(members[t], cost);
    }
    double last = 0;
    for (int t = 0; t < THREADS; t++)
        last = clock_ns[t] > last ? clock_ns[t] : last;
    return 100 * (total_ns + begun) / THREADS / last;
}

static double rising(uint64_t i)
{
    return 10 * (double)(i + 1);
}

static double falling(uint64_t i)
{
    return 10 * (double)(1024 - i);
}

static double hot_end(uint64_t i)
{
    return i < 7000 ? 1000 : 20000;
}

static double hot_middle(uint64_t i)
{
    return i / 500 == 7 ? 20000 : 1000;
}

static double now_and_then(uint64_t i)
{
    return (i * 2654435761u >> 7) % 10 ? 500 : 8000;
}

static double even(uint64_t i)
{
    (void)i;
    return 1000;
}

static void check(uint8_t sched, double late_ns)
{
    EXPECT(percent(sched, 1024, rising, late_ns) >= 95);
    EXPECT(percent(sched, 1024, falling, late_ns) >= 95);
    EXPECT(percent(sched, 8000, hot_end, late_ns) >= 95);
    EXPECT(percent(sched, 8000, hot_middle, late_ns) >= 95);
    EXPECT(percent(sched, 32000, now_and_then, late_ns) >= 95);
    EXPECT(percent(sched, 1792, even, late_ns) >= 95);
}

/* Half of the threads sit on one node, half on the other: those of the own come first in a member's order. */
static void take_seats(bool known)
{
    enum { NODE = THREADS / 2 };
    static int order[THREADS][THREADS];
    for (int t = 0; t < THREADS; t++) {
        for (int k = 0; k < NODE; k++) {
            order[t][k] = t / NODE * NODE + (t + k) % NODE;
            order[t][NODE + k] = (1 - t / NODE) * NODE + (t + k) % NODE;
        }
        members[t]->near = order[t];
        members[t]->nears = known ? THREADS : 0;
        members[t]->neighbours = NODE;
    }
}

static double hot_on_each(uint64_t i)
{
    return i / 250 % 16 == 5 ? 20000 : 1000;
}

static void check_nodes(uint8_t sched)
{
    take_seats(true);
    check(sched, 0);
    EXPECT(percent(sched, 8000, hot_on_each, 0) >= 95);
    EXPECT(away <= 8000 / 100);
    take_seats(false);
    percent(sched, 8000, hot_on_each, 0);
    EXPECT(away > 8000 / 100); /* the loop is one that can show it */
}

int main(void)
{
    form_team();
    check_nodes(VEDA_SCHED_DYNAMIC);
    check_nodes(VEDA_SCHED_GUIDED);
    for (double late_ns = 0; late_ns < 5000; late_ns += 2000) {
        check(VEDA_SCHED_DYNAMIC, late_ns);
        check(VEDA_SCHED_GUIDED, late_ns);
        check(VEDA_SCHED_AUTO, late_ns);
    }
    return expect_result();
}
