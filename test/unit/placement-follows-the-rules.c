// Every policy, for every partition of up to 9 places, every place of the primary and every team of up to 30 threads,
// against the rules of 5.2, 10.1.3, written down here as properties: what a place list of any length must obey.
// RUN: %veda-unit
#include "expect.h"
#include "numa/placement.h"

enum { MOST_PLACES = 9, MOST_THREADS = 30, FIRST = 3 };

static struct veda_team_placement team;
static int place[MOST_THREADS];
static struct veda_partition partition[MOST_THREADS];

static void place_all(void)
{
    for (int tid = 0; tid < team.nthreads; tid++)
        veda_placement(&team, tid, &place[tid], &partition[tid]);
}

/* a's place, `steps` places on, around the primary's partition. */
static int after(int a, int steps)
{
    return FIRST + (a - FIRST + steps) % team.partition.n;
}

static void expect_inherited(void)
{
    for (int tid = 0; tid < team.nthreads; tid++) {
        EXPECT_EQ(partition[tid].first, team.partition.first);
        EXPECT_EQ(partition[tid].n, team.partition.n);
        EXPECT(place[tid] >= FIRST && place[tid] < FIRST + team.partition.n);
    }
    EXPECT_EQ(place[0], team.place);
}

static void primary(void)
{
    expect_inherited();
    for (int tid = 0; tid < team.nthreads; tid++)
        EXPECT_EQ(place[tid], team.place);
}

/* T > P: S_p threads in a place, floor(T/P) <= S_p <= ceiling(T/P); places are filled one after the other from the
 * primary's on, so that their threads are consecutive. */
static void expect_crowded(void)
{
    int t = team.nthreads, p = team.partition.n, count[MOST_PLACES] = {0};
    for (int tid = 0; tid < t; tid++)
        count[place[tid] - FIRST]++;
    for (int i = 0; i < p; i++)
        EXPECT(count[i] >= t / p && count[i] <= (t + p - 1) / p);
    /* As libgomp has it, the T mod P that are left go round once more; as 5.2 has it, nobody comes back. */
    int in_order = team.rest == VEDA_REST_ROUND ? t / p * p : t;
    for (int tid = 1; tid < in_order; tid++)
        EXPECT(place[tid] == place[tid - 1] || place[tid] == after(place[tid - 1], 1));
    EXPECT_EQ(place[in_order - 1], after(team.place, p - 1));
    for (int tid = in_order; tid < t; tid++)
        EXPECT_EQ(place[tid], after(team.place, tid - in_order));
}

static void close_by(void)
{
    expect_inherited();
    if (team.nthreads > team.partition.n)
        expect_crowded();
    else
        for (int tid = 0; tid < team.nthreads; tid++)
            EXPECT_EQ(place[tid], after(team.place, tid));
}

/* T <= P: the parts are T, of floor(P/T) to ceiling(P/T) consecutive places, and all of the partition; a thread each,
 * the primary in that of its place, the others on the first place of theirs, in the order of parts. */
static void spread_out(void)
{
    int t = team.nthreads, p = team.partition.n, covered = 0;
    EXPECT_EQ(place[0], team.place);
    if (t > p) {
        for (int tid = 0; tid < t; tid++) {
            EXPECT_EQ(partition[tid].first, place[tid]);
            EXPECT_EQ(partition[tid].n, 1);
        }
        expect_crowded();
        return;
    }
    for (int tid = 0; tid < t; tid++) {
        struct veda_partition own = partition[tid], next = partition[(tid + 1) % t];
        EXPECT(own.n >= p / t && own.n <= (p + t - 1) / t);
        EXPECT(place[tid] >= own.first && place[tid] < own.first + own.n);
        EXPECT(!tid || place[tid] == own.first);
        EXPECT_EQ(next.first, own.first + own.n == FIRST + p ? FIRST : own.first + own.n);
        covered += own.n;
    }
    EXPECT_EQ(covered, p);
}

static void cycle(void)
{
    expect_inherited();
    for (int tid = 0; tid < team.nthreads; tid++)
        EXPECT_EQ(place[tid], after(team.place, tid));
}

/* Groups of places are filled evenly and in order; within one, threads take its places in turn. Where the
 * partition cuts groups, each place is one. */
static void balanced(void)
{
    bool whole = FIRST % team.group == 0 && team.partition.n % team.group == 0;
    int size = whole ? team.group : 1, groups = team.partition.n / size, count[MOST_PLACES] = {0}, first[MOST_PLACES] = {0};
    expect_inherited();
    for (int tid = 0; tid < team.nthreads; tid++) {
        int group = (place[tid] - FIRST) / size, turn = (place[tid] - FIRST) % size;
        EXPECT_EQ(turn, ((count[group] ? first[group] : (first[group] = turn)) + count[group]) % size);
        count[group]++;
        if (tid)
            EXPECT(group == (place[tid - 1] - FIRST) / size ||
                   group == ((place[tid - 1] - FIRST) / size + 1) % groups);
    }
    for (int i = 0; i < groups; i++)
        EXPECT(count[i] >= team.nthreads / groups && count[i] <= (team.nthreads + groups - 1) / groups);
}

static void each(int policy, void (*check)(void))
{
    for (int rest = 0; rest < 2; rest++)
        for (int n = 1; n <= MOST_PLACES; n++)
            for (int at = 0; at < n; at++)
                for (int t = 1; t <= MOST_THREADS; t++)
                    for (int group = 1; group <= (policy == VEDA_PLACE_BALANCED ? n + 1 : 1); group++) {
                        team = (struct veda_team_placement){.policy = (uint8_t)policy,
                                                            .rest = (uint8_t)rest,
                                                            .nthreads = t,
                                                            .place = FIRST + at,
                                                            .group = group,
                                                            .partition = {FIRST, n}};
                        place_all();
                        check();
                    }
}

/* Numbers near the ends of their range: nothing overflows. */
static void large(void)
{
    team = (struct veda_team_placement){
        .policy = VEDA_PLACE_CLOSE, .nthreads = INT32_MAX, .place = 65535, .group = 1, .partition = {0, 65536}};
    for (int rest = 0; rest < 2; rest++) {
        int at;
        struct veda_partition part;
        team.rest = (uint8_t)rest;
        for (int policy = VEDA_PLACE_TRUE; policy <= VEDA_PLACE_BALANCED; policy++) {
            team.policy = (uint8_t)policy;
            veda_placement(&team, INT32_MAX - 1, &at, &part);
            EXPECT(at >= 0 && at < 65536);
        }
    }
}

int main(void)
{
    each(VEDA_PLACE_PRIMARY, primary);
    each(VEDA_PLACE_TRUE, close_by);
    each(VEDA_PLACE_CLOSE, close_by);
    each(VEDA_PLACE_SPREAD, spread_out);
    each(VEDA_PLACE_CYCLE, cycle);
    each(VEDA_PLACE_BALANCED, balanced);
    large();
    return expect_result();
}
