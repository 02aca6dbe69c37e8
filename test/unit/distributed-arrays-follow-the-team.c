// The parts of a blocked array on a machine that this one is not: by places, and by processors where there are none;
// the system's calls are recorded.
// RUN: %veda-unit
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "runtime/distributed.h"
#include "runtime/sys/pages.h"
#include "small_machine.h"

static struct call {
    size_t first, end; /* page */
    enum veda_policy_mode mode;
    uint64_t nodes;
} calls[64];
static int ncalls, refuse;
static size_t page; /* of the extent */
static uint64_t allowed_nodes = ~UINT64_C(0);
static char base[1];

static int place(void *start, size_t bytes, enum veda_policy_mode mode, const struct veda_nodeset *nodes)
{
    size_t at = (size_t)((char *)start - base);
    EXPECT_EQ(at % page, 0);
    EXPECT_EQ(bytes % page, 0);
    calls[ncalls++] = (struct call){at / page, (at + bytes) / page, mode, nodes->bits[0]};
    return refuse;
}

static int allowed(struct veda_nodeset *nodes)
{
    *nodes = (struct veda_nodeset){{allowed_nodes}};
    return 0;
}

static void expect_call(int i, size_t first, size_t end, uint64_t nodes)
{
    EXPECT_EQ(calls[i].first, first);
    EXPECT_EQ(calls[i].end, end);
    EXPECT_EQ(calls[i].mode, VEDA_POLICY_PREFER);
    EXPECT_EQ(calls[i].nodes, nodes);
}

/* Memory of sockets 0 and 1 is nodes 2 and 5; node 6 is fast memory at socket 1, node 7 at none. */
static struct veda_topology machine(void)
{
    static const struct veda_memory_node node[] = {
        {.number = 2, .kind = VEDA_MEMORY_DRAM, .local = 0},
        {.number = 6, .kind = VEDA_MEMORY_HIGH_BANDWIDTH, .local = 1},
        {.number = 5, .kind = VEDA_MEMORY_DRAM, .local = 1},
        {.number = 7, .kind = VEDA_MEMORY_LARGE, .local = -1},
    };
    struct veda_topology t = *small_machine();
    t.nodes = 4;
    t.node = node;
    return t;
}

static void ask(size_t bytes, const struct veda_topology *t, const struct veda_places *places,
                const struct veda_team_placement *team)
{
    struct veda_extent e = {base, (bytes + page - 1) / page * page, page};
    ncalls = 0;
    veda_distributed_place(&e, bytes, t, places, team);
}

int main(void)
{
    static const int cpus[][2] = {{0, 4}, {1, 5}, {2, 6}, {3, 7}};
    struct veda_places *cores = calloc(1, sizeof *cores + 5 * sizeof cores->place[0]);
    struct veda_topology t = machine();
    page = veda_page_bytes();
    veda_extent_calls.place = place;
    veda_extent_calls.allowed = allowed;
    cores->n = 5;
    for (int i = 0; i < 4; i++)
        cores->place[i] = (struct veda_place){2, cpus[i]};
    cores->place[4] = (struct veda_place){2, (const int[]){1, 2}}; /* one of each socket */

    /* Nobody has a place: a socket has half of the processors. */
    ask(10 * page, &t, NULL, NULL);
    EXPECT_EQ(ncalls, 2);
    expect_call(0, 0, 5, 1 << 2);
    expect_call(1, 5, 10, 1 << 5);
    t.n = 5;
    ask(10 * page, &t, NULL, NULL); /* one of five processors is in socket 1 */
    EXPECT_EQ(ncalls, 2);
    expect_call(0, 0, 8, 1 << 2);
    expect_call(1, 8, 10, 1 << 5);
    t.n = 8;

    /* Three threads on cores 1, 2, 3; parts of 10/3 pages, their ends moved down. */
    struct veda_team_placement team = {
        .policy = VEDA_PLACE_CLOSE, .nthreads = 3, .place = 1, .group = 1, .partition = {0, 5}};
    ask(10 * page - 7, &t, cores, &team);
    EXPECT_EQ(ncalls, 2);
    expect_call(0, 0, 3, 1 << 2);
    expect_call(1, 3, 10, 1 << 5);
    team.nthreads = 5; /* the fourth has memory of both, the fifth of the first again */
    ask(10 * page, &t, cores, &team);
    EXPECT_EQ(ncalls, 4);
    expect_call(0, 0, 2, 1 << 2);
    expect_call(1, 2, 6, 1 << 5);
    expect_call(2, 6, 8, 1 << 2 | 1 << 5);
    expect_call(3, 8, 10, 1 << 2);

    /* More threads than bytes: the page is the last one's. */
    team.nthreads = 40;
    ask(3, &t, cores, &team);
    EXPECT_EQ(ncalls, 1);
    EXPECT_EQ(calls[0].end, 1);

    /* Reserved large pages: parts end between those, the last with the extent. */
    team.nthreads = 3;
    page = veda_large_page_bytes();
    ask(10 * page - 4096, &t, cores, &team);
    EXPECT_EQ(ncalls, 2);
    expect_call(0, 0, 3, 1 << 2);
    expect_call(1, 3, 10, 1 << 5);
    page = veda_page_bytes();

    /* A node that the process may not use, one that no processor knows of, and a system that refuses. */
    allowed_nodes = 1 << 5;
    team.nthreads = 3;
    ask(9 * page, &t, cores, &team);
    EXPECT_EQ(ncalls, 1);
    expect_call(0, 3, 9, 1 << 5);
    allowed_nodes = ~UINT64_C(0);
    t.nodes = 1;
    ask(9 * page, &t, cores, &team);
    EXPECT_EQ(ncalls, 1);
    expect_call(0, 0, 3, 1 << 2);
    t.nodes = 4;
    refuse = 1;
    ask(9 * page, &t, cores, &team);
    EXPECT_EQ(ncalls, 1);
    free(cores);
    return expect_result();
}
