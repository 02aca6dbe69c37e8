// On two sockets of two cores of two threads, for every policy, team and place of the primary: each thread has
// everybody in its order once, itself first, and nobody before one that sits nearer, and knows how many are of its node.
// Thieves of a socket begin with different victims.
// RUN: %veda-unit
#include "expect.h"
#include "numa/near.h"
#include "small_machine.h"

enum { PLACES = 8, MOST_THREADS = 20 };

static const struct veda_processor *at[PLACES];
static struct veda_team_placement team;
static int order[MOST_THREADS][MOST_THREADS];

static int far(int a, int b)
{
    int place[2];
    struct veda_partition partition;
    veda_placement(&team, a, &place[0], &partition);
    veda_placement(&team, b, &place[1], &partition);
    return (int)veda_topology_shared(at[place[0]], at[place[1]]);
}

static void expect_near_first(void)
{
    for (int tid = 0; tid < team.nthreads; tid++) {
        bool seen[MOST_THREADS] = {false};
        int neighbours = veda_near_order(&team, at, tid, order[tid]);
        EXPECT_EQ(order[tid][0], tid);
        for (int i = 0; i < team.nthreads; i++) {
            int v = order[tid][i];
            EXPECT(v >= 0 && v < team.nthreads && !seen[v]);
            seen[v] = true;
            if (i) {
                EXPECT(far(tid, order[tid][i - 1]) <= far(tid, v));
                EXPECT_EQ(far(tid, v) <= VEDA_SHARE_NODE, i < neighbours);
            }
        }
    }
}

/* Which thread tid looks at first of those that are that far from it. */
static int first_at(int tid, int sharing)
{
    for (int i = 1; i < team.nthreads; i++)
        if (far(tid, order[tid][i]) == sharing)
            return order[tid][i];
    return -1;
}

/* A thread a processor, neighbours next to each other: no two thieves of a socket begin with the same victim. */
static void expect_spread(void)
{
    team = (struct veda_team_placement){.policy = VEDA_PLACE_CLOSE, .nthreads = PLACES, .partition = {0, PLACES}};
    expect_near_first();
    for (int a = 0; a < PLACES; a++)
        for (int b = 0; b < a; b++)
            if (a / 4 == b / 4)
                EXPECT(first_at(a, VEDA_SHARE_MACHINE) != first_at(b, VEDA_SHARE_MACHINE));
    EXPECT_EQ(order[5][1], 4); /* its core's other thread */
    EXPECT(order[5][2] / 2 == 3 && order[5][3] / 2 == 3);
    EXPECT_EQ(order[5][4], 1);
}

int main(void)
{
    const struct veda_topology *t = small_machine();
    /* In the order of the system's numbers: first threads of all cores, then second ones. */
    for (int i = 0; i < PLACES; i++)
        at[i] = veda_topology_processor(t, i);
    for (int policy = VEDA_PLACE_PRIMARY; policy <= VEDA_PLACE_BALANCED; policy++)
        for (int n = 1; n <= MOST_THREADS; n++)
            for (int place = 0; place < PLACES; place++) {
                team = (struct veda_team_placement){.policy = (uint8_t)policy,
                                                    .nthreads = n,
                                                    .place = place,
                                                    .group = 2,
                                                    .partition = {0, PLACES}};
                expect_near_first();
            }
    at[3] = NULL; /* one that the topology does not know */
    expect_near_first();
    for (int i = 0; i < PLACES; i++)
        at[i] = &t->processor[i];
    expect_spread();
    return expect_result();
}
