// Constructs of all kinds in a row without barriers: the ring of descriptors neither overruns nor
// deadlocks, and every iteration of every loop runs once, whoever is ahead and whoever steals.
// RUN: %veda-unit
#include <string.h>

#include "runtime/veda.h"
#include "stress.h"

enum { CONSTRUCTS = 400, TRIP = 97 };

static uint32_t hits[CONSTRUCTS][TRIP];

static void dawdle(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    if ((*seed >> 24) > 250)
        sched_yield();
}

static void body(struct veda_member *me)
{
    uint32_t seed = (uint32_t)me->tid * 77u + 1u;
    for (int k = 0; k < CONSTRUCTS; k++) {
        if (k % 5 == 4) {
            veda_sections_begin(me, TRIP);
            for (uint32_t s; (s = veda_sections_next(me)) != 0;)
                add_rlx(&hits[k][s - 1], 1);
            veda_sections_end(me);
            continue;
        }
        static const uint8_t sched[] = {VEDA_SCHED_DYNAMIC, VEDA_SCHED_GUIDED, VEDA_SCHED_DYNAMIC,
                                        VEDA_SCHED_GUIDED};
        struct veda_loop loop = {.trip = TRIP, .step = 1, .chunk = (uint64_t)k % 7,
                                 .sched = sched[k % 5], .width = 8,
                                 .order = k % 5 < 2 ? VEDA_ORDER_NONMONOTONIC : VEDA_ORDER_MONOTONIC};
        veda_loop_begin(me, &loop);
        while (veda_loop_next(me))
            for (uint64_t i = me->cursor.lo; i < me->cursor.hi; i++) {
                add_rlx(&hits[k][i], 1);
                dawdle(&seed);
            }
        veda_loop_end(me);
    }
}

int main(void)
{
    for (int round = 0; stress_goes_on(round, 2, STRESS_ROUNDS(60)); round++) {
        memset(hits, 0, sizeof hits);
        veda_region_run(&(struct veda_region){.call = body, .want = 2 + round % 7, .bind = -1});
        for (int k = 0; k < CONSTRUCTS; k++)
            for (int i = 0; i < TRIP; i++)
                EXPECT_EQ(hits[k][i], 1);
    }
    return expect_result();
}
