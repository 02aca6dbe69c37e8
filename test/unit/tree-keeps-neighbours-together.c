// The barrier's tree of a team with places, on two sockets of two nodes of two caches, for teams of every size, close,
// scattered and crowded: everybody is below exactly one other but for the primary, and the tree is no deeper than a
// level of the machine adds; threads that have the machine in order have one edge into each socket, node and cache. By
// number again, and all is as before.
// RUN: %veda-unit
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "numa/near.h"
#include "runtime/sync/barrier.h"

enum { PROCESSORS = 256, MOST = 600 };

static struct veda_processor processor[PROCESSORS];
static const struct veda_processor *at[PROCESSORS];
static struct veda_team_placement p;
static struct veda_team *team;
static struct veda_near ring[MOST];

static const struct veda_processor *seat(const struct veda_member *m)
{
    int place;
    struct veda_partition partition;
    veda_placement(&p, m->tid, &place, &partition);
    return at[place];
}

static int times[MOST]; /* that each thread is below somebody */
static int deepest, edges[VEDA_SHARINGS]; /* by what their ends share */

static void walk(const struct veda_member *m, int depth)
{
    deepest = depth > deepest ? depth : deepest;
    for (int c = m->below; c < m->below_end; c++) {
        const struct veda_member *child = team->tree[c];
        edges[veda_topology_shared(seat(m), seat(child))]++;
        if (times[child->tid]++ == 0)
            walk(child, depth + 1);
    }
}

static void look(void)
{
    memset(times, 0, sizeof times);
    memset(edges, 0, sizeof edges);
    deepest = 0;
    walk(team->member[0], 0);
    EXPECT_EQ(times[0], 0);
    for (int i = 1; i < p.nthreads; i++)
        EXPECT_EQ(times[i], 1);
}

static void expect_tree(int policy, int n, int place)
{
    p = (struct veda_team_placement){
        .policy = (uint8_t)policy, .nthreads = n, .place = place, .group = 1, .partition = {0, PROCESSORS}};
    team->nthreads = n;
    veda_near_tree(&p, at, VEDA_TREE_FAN, ring);
    EXPECT_EQ(ring[0].tid, 0);
    veda_tree_by_ring(team, ring);
    look();
    EXPECT(deepest <= 2 + 3 + n / 272);
    if (place == 0) { /* else the primary's socket, node and cache may stand at both ends of the ring */
        EXPECT(edges[VEDA_SHARE_MACHINE] <= 1);
        EXPECT(edges[VEDA_SHARE_SOCKET] <= 2);
        EXPECT(edges[VEDA_SHARE_NODE] <= 4);
    } else {
        EXPECT(edges[VEDA_SHARE_MACHINE] <= 2);
    }
    veda_tree_by_number(team);
    look();
    EXPECT(team->tree == team->member);
    EXPECT(deepest <= 1 + (n > 17) + (n > 273));
}

static void expect_trees(void)
{
    for (int n = 1; n <= MOST; n += n < 70 ? 1 : 53)
        for (int policy = VEDA_PLACE_PRIMARY; policy <= VEDA_PLACE_BALANCED; policy++)
            for (int place = 0; place < PROCESSORS; place += 51)
                expect_tree(policy, n, place);
}

int main(void)
{
    team = aligned_alloc(VEDA_CACHE_LINE, sizeof *team);
    memset(team, 0, sizeof *team);
    team->member = team->tree = calloc(MOST, sizeof *team->member);
    for (int i = 0; i < MOST; i++) {
        team->member[i] = aligned_alloc(VEDA_CACHE_LINE, sizeof *team->member[i]);
        memset(team->member[i], 0, sizeof *team->member[i]);
        team->member[i]->tid = i;
    }
    for (int i = 0; i < PROCESSORS; i++) {
        processor[i] = (struct veda_processor){.cpu = i, .unit = {i, i / 2, i / 32, i / 64, i / 128, 0}};
        at[i] = &processor[i];
    }
    expect_trees();
    for (int i = 0; i < PROCESSORS; i++) /* sockets first, then nodes, then caches */
        at[i] = &processor[i % 2 * 128 + i / 2 % 2 * 64 + i / 4 % 2 * 32 + i / 8];
    expect_trees();
    return expect_result();
}
