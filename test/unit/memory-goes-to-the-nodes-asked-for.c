// Which nodes of a machine have what kind of memory, from trees as systems show them; and what placements ask the
// system for, and which parts memory spaces have, on machines that this one is not: the calls are recorded.
// RUN: rm -rf %t.tree
// RUN: %veda-unit --args %t.tree
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "expect.h"
#include "numa/extent.h"
#include "numa/nodes.h"
#include "runtime/base/config.h"
#include "runtime/memory.h"
#include "runtime/sys/pages.h"

/* --- trees ------------------------------------------------------------------------------------------ */

static char root[512];

static void put(const char *text, const char *fmt, ...)
{
    char path[1024];
    int at = snprintf(path, sizeof path, "%s", root);
    va_list args;
    va_start(args, fmt);
    vsnprintf(path + at, sizeof path - (size_t)at, fmt, args);
    va_end(args);
    for (char *slash = path + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = 0;
        mkdir(path, 0777);
    }
    FILE *f = fopen(path, "w");
    EXPECT(f != NULL);
    fprintf(f, "%s\n", text);
    fclose(f);
}

static void machine(const char *folder, const char *name)
{
    snprintf(root, sizeof root, "%s/%s", folder, name);
}

static void node(int id, const char *cpus, unsigned long mib, const char *distances)
{
    char text[128];
    put(cpus, "/sys/devices/system/node/node%d/cpulist", id);
    snprintf(text, sizeof text, "Node %d MemTotal:       %lu kB\nNode %d MemFree: 1 kB", id, mib * 1024, id);
    put(text, "/sys/devices/system/node/node%d/meminfo", id);
    if (distances)
        put(distances, "/sys/devices/system/node/node%d/distance", id);
}

static void speed(int id, const char *mb_per_s, const char *ns)
{
    put(mb_per_s, "/sys/devices/system/node/node%d/access0/initiators/read_bandwidth", id);
    put(ns, "/sys/devices/system/node/node%d/access0/initiators/read_latency", id);
}

static void two_sockets(void)
{
    put("0-1", "/sys/devices/system/node/online");
    node(0, "0-15,32-47", 64000, "10 21");
    node(1, "16-31,48-63", 64000, "21 10");
    put("0-1", "/sys/devices/virtual/memory_tiering/memory_tier4/nodelist");
}

/* Two nodes of DRAM, two of HBM next to them, one behind a link; numbers with gaps. */
static void all_kinds(void)
{
    put("0-1,4-5,8", "/sys/devices/system/node/online");
    node(0, "0-15", 64000, "10 21 13 23 40");
    node(1, "16-31", 64000, "21 10 23 13 40");
    node(4, "", 16000, "13 23 10 25 50");
    node(5, "", 16000, "23 13 25 10 50");
    node(8, "", 256000, "40 40 50 50 10");
    put("0-1", "/sys/devices/virtual/memory_tiering/memory_tier4/nodelist");
    put("4-5", "/sys/devices/virtual/memory_tiering/memory_tier2/nodelist");
    put("8", "/sys/devices/virtual/memory_tiering/memory_tier22/nodelist");
    speed(0, "200000", "90");
    speed(4, "800000", "110");
    speed(5, "800000", "70");
}

/* No tiers, but the firmware's figures. */
static void by_figures(void)
{
    put("0-3", "/sys/devices/system/node/online");
    node(0, "0-3", 1000, "10 20 20 20");
    node(1, "", 1000, "20 10 20 20");
    node(2, "", 1000, "20 20 10 20");
    node(3, "4-7", 0, "20 20 20 10");
    speed(0, "100000", "90");
    speed(1, "400000", "100");
    speed(2, "30000", "300");
}

static void kinds(const char *folder)
{
    machine(folder, "none");
    struct veda_nodes *m = veda_nodes_read(root);
    EXPECT_EQ(m->n, 1);
    EXPECT_EQ(m->node[0].id, 0);
    EXPECT_EQ(m->node[0].kind, VEDA_NODE_DRAM);
    veda_nodes_free(m);

    machine(folder, "two");
    two_sockets();
    m = veda_nodes_read(root);
    EXPECT_EQ(m->n, 2);
    for (int i = 0; i < 2; i++) {
        EXPECT_EQ(m->node[i].id, i);
        EXPECT_EQ(m->node[i].kind, VEDA_NODE_DRAM);
        EXPECT_EQ(m->node[i].bytes, 64000ull << 20);
        EXPECT_EQ(m->node[i].tier, 4);
        EXPECT(m->node[i].has_processors && !m->node[i].low_latency);
        EXPECT_EQ(m->distance[2 * i + i], 10);
        EXPECT_EQ(m->distance[2 * i + 1 - i], 21);
    }
    veda_nodes_free(m);

    machine(folder, "all");
    all_kinds();
    m = veda_nodes_read(root);
    struct veda_nodeset hbm = {0}, large = {0}, quick = {0};
    EXPECT_EQ(m->n, 5);
    EXPECT_EQ(veda_nodes_of_kind(m, VEDA_NODE_HBM, &hbm), 2);
    EXPECT_EQ(hbm.bits[0], 0x30);
    EXPECT_EQ(veda_nodes_of_kind(m, VEDA_NODE_LARGE, &large), 1);
    EXPECT_EQ(large.bits[0], 0x100);
    EXPECT_EQ(veda_nodes_of_low_latency(m, &quick), 1);
    EXPECT_EQ(quick.bits[0], 0x20);
    EXPECT_EQ(m->distance[5 * 4 + 2], 50);
    veda_nodes_free(m);

    machine(folder, "figures");
    by_figures();
    m = veda_nodes_read(root);
    EXPECT_EQ(m->node[0].kind, VEDA_NODE_DRAM);
    EXPECT_EQ(m->node[1].kind, VEDA_NODE_HBM);
    EXPECT_EQ(m->node[2].kind, VEDA_NODE_LARGE);
    EXPECT_EQ(m->node[3].kind, VEDA_NODE_EMPTY);
    veda_nodes_free(m);

    machine(folder, "nonsense");
    put("x", "/sys/devices/system/node/online");
    m = veda_nodes_read(root);
    EXPECT_EQ(m->n, 1);
    veda_nodes_free(m);
}

/* --- calls -------------------------------------------------------------------------------------------- */

static struct call {
    size_t at, bytes; /* in the extent */
    enum veda_policy_mode mode;
    uint64_t nodes;
} calls[VEDA_PARTS_MOST + 8];
static int ncalls, refuse, here_node, larges, wishes, locks, refuse_lock, gathers, refuse_gather;
static uint64_t gathered;
static uint64_t allowed_nodes;
static char *base;

static int place(void *start, size_t bytes, enum veda_policy_mode mode, const struct veda_nodeset *nodes)
{
    calls[ncalls++] = (struct call){(size_t)((char *)start - base), bytes, mode, nodes->bits[0]};
    return refuse;
}

static int gather(void *start, size_t bytes, const struct veda_nodeset *nodes)
{
    EXPECT(bytes <= 64 << 20);
    memset(start, 1, bytes);
    gathers++;
    gathered = nodes->bits[0];
    return refuse_gather;
}

static void *map(size_t bytes, size_t alignment)
{
    base = veda_pages_new_aligned(bytes, alignment);
    return base;
}

static void *map_large(size_t bytes)
{
    EXPECT_EQ(bytes % veda_large_page_bytes(), 0);
    larges++;
    return larges > 1 ? map(bytes, veda_large_page_bytes()) : NULL; /* the first time there are none */
}

static void prefer_large(void *start, size_t bytes)
{
    (void)bytes;
    EXPECT_EQ((uintptr_t)start % veda_large_page_bytes(), 0);
    wishes++;
}

static int lock(void *start, size_t bytes)
{
    (void)start;
    (void)bytes;
    locks++;
    return refuse_lock;
}

static int allowed(struct veda_nodeset *nodes)
{
    *nodes = (struct veda_nodeset){{allowed_nodes}};
    return 0;
}

static int here(void)
{
    return here_node;
}

static void expect_call(int i, size_t at, size_t bytes, enum veda_policy_mode mode, uint64_t nodes)
{
    EXPECT_EQ(calls[i].at, at);
    EXPECT_EQ(calls[i].bytes, bytes);
    EXPECT_EQ(calls[i].mode, mode);
    EXPECT_EQ(calls[i].nodes, nodes);
}

static int extent(struct veda_extent *e, size_t pages, enum veda_spread spread, uint64_t nodes, size_t part_bytes)
{
    struct veda_placement how = {.spread = spread, .part_bytes = part_bytes, .nodes = {{nodes}}};
    ncalls = 0;
    return veda_extent_new(e, pages * veda_page_bytes(), 1, &how);
}

static void extents(void)
{
    size_t page = veda_page_bytes();
    struct veda_extent e;
    EXPECT_EQ(extent(&e, 10, VEDA_SPREAD_NONE, 3, 0), 0);
    EXPECT_EQ(ncalls, 0);
    veda_extent_free(&e);

    EXPECT_EQ(extent(&e, 10, VEDA_SPREAD_PREFER, 0x30, 0), 0);
    EXPECT_EQ(ncalls, 1);
    expect_call(0, 0, 10 * page, VEDA_POLICY_PREFER, 0x30);
    veda_extent_free(&e);

    EXPECT_EQ(extent(&e, 11, VEDA_SPREAD_BLOCKED, 0x133, 0), 0); /* 5 nodes: 3 2 2 2 2 */
    EXPECT_EQ(ncalls, 5);
    expect_call(0, 0, 3 * page, VEDA_POLICY_PREFER, 1);
    expect_call(1, 3 * page, 2 * page, VEDA_POLICY_PREFER, 2);
    expect_call(2, 5 * page, 2 * page, VEDA_POLICY_PREFER, 0x10);
    expect_call(4, 9 * page, 2 * page, VEDA_POLICY_PREFER, 0x100);
    veda_extent_free(&e);

    EXPECT_EQ(extent(&e, 2, VEDA_SPREAD_BLOCKED, 0x133, 0), 0); /* fewer pages than nodes */
    EXPECT_EQ(ncalls, 2);
    veda_extent_free(&e);

    EXPECT_EQ(extent(&e, 10, VEDA_SPREAD_INTERLEAVED, 3, 0), 0);
    EXPECT_EQ(ncalls, 1);
    expect_call(0, 0, 10 * page, VEDA_POLICY_INTERLEAVE, 3);
    veda_extent_free(&e);

    EXPECT_EQ(extent(&e, 10, VEDA_SPREAD_INTERLEAVED, 5, 2 * page + 1), 0); /* parts of 3 pages */
    EXPECT_EQ(ncalls, 4);
    expect_call(0, 0, 3 * page, VEDA_POLICY_PREFER, 1);
    expect_call(1, 3 * page, 3 * page, VEDA_POLICY_PREFER, 4);
    expect_call(2, 6 * page, 3 * page, VEDA_POLICY_PREFER, 1);
    expect_call(3, 9 * page, page, VEDA_POLICY_PREFER, 4);
    veda_extent_free(&e);

    EXPECT_EQ(extent(&e, 20 * VEDA_PARTS_MOST, VEDA_SPREAD_INTERLEAVED, 5, 2 * page), 0);
    EXPECT(ncalls <= VEDA_PARTS_MOST && ncalls > VEDA_PARTS_MOST / 2);
    size_t end = 0;
    for (int i = 0; i < ncalls; end += calls[i++].bytes)
        EXPECT_EQ(calls[i].at, end);
    EXPECT_EQ(end, e.bytes);
    veda_extent_free(&e);

    refuse = EPERM;
    EXPECT_EQ(extent(&e, 10, VEDA_SPREAD_BLOCKED, 3, 0), 0); /* memory all the same, and no second try */
    EXPECT_EQ(ncalls, 1);
    veda_extent_free(&e);
    refuse = 0;
}

static void large_pages(void)
{
    struct veda_extent e;
    size_t large = veda_large_page_bytes(), pages = 3 * large / veda_page_bytes();
    wishes = larges = 0;
    for (int knob = 0; knob < 2; knob++) {
        veda_config.large_pages = knob;
        EXPECT_EQ(extent(&e, pages, VEDA_SPREAD_NONE, 0, 0), 0);
        EXPECT_EQ(wishes, knob);
        EXPECT_EQ(larges, 0);
        veda_extent_free(&e);
    }
    veda_config.large_pages = 2;
    EXPECT_EQ(extent(&e, pages + 1, VEDA_SPREAD_NONE, 0, 0), 0); /* there are none: transparent ones */
    EXPECT_EQ(wishes, 2);
    EXPECT_EQ(larges, 1);
    veda_extent_free(&e);
    EXPECT_EQ(extent(&e, pages + 1, VEDA_SPREAD_NONE, 0, 0), 0);
    EXPECT_EQ(wishes, 2);
    EXPECT_EQ(e.bytes, 4 * large);
    veda_extent_free(&e);
    EXPECT_EQ(extent(&e, pages, VEDA_SPREAD_BLOCKED, 3, 0), 0); /* the system cuts none of them */
    EXPECT_EQ(ncalls, 2);
    expect_call(0, 0, 2 * large, VEDA_POLICY_PREFER, 1);
    expect_call(1, 2 * large, large, VEDA_POLICY_PREFER, 2);
    veda_extent_free(&e);
    EXPECT_EQ(extent(&e, pages, VEDA_SPREAD_INTERLEAVED, 3, large + 1), 0);
    EXPECT_EQ(ncalls, 2);
    expect_call(1, 2 * large, large, VEDA_POLICY_PREFER, 2);
    veda_extent_free(&e);
    EXPECT_EQ(extent(&e, 1, VEDA_SPREAD_NONE, 0, 0), 0);
    EXPECT_EQ(larges, 4);
    veda_extent_free(&e);
    veda_config.large_pages = 1;
}

/* --- allocators ------------------------------------------------------------------------------------------ */

static uintptr_t made[64];
static int nmade;

static uintptr_t with(uintptr_t space, uintptr_t partition, size_t part_size)
{
    struct veda_trait t[] = {{VEDA_TRAIT_PARTITION, partition},
                             {VEDA_TRAIT_FALLBACK, VEDA_VALUE_NULL_FB},
                             {VEDA_TRAIT_PART_SIZE, part_size}};
    uintptr_t allocator = veda_allocator_new(space, part_size ? 3 : 2, t);
    EXPECT(nmade < 64);
    made[nmade++] = allocator;
    return allocator;
}

/* A block of 100 pages, and the nodes of its first call. */
static uint64_t nodes_of(uintptr_t allocator, enum veda_policy_mode mode)
{
    ncalls = 0;
    void *p = veda_memory_alloc(allocator, 0, 100 * veda_page_bytes(), false);
    EXPECT(p != NULL);
    uint64_t nodes = ncalls ? calls[0].nodes : 0;
    if (ncalls)
        EXPECT_EQ(calls[0].mode, mode);
    veda_memory_free(p);
    return nodes;
}

static void allocators(const char *folder)
{
    machine(folder, "all");
    veda_nodes_root = root;
    allowed_nodes = ~UINT64_C(0);
    here_node = 1;
    EXPECT_EQ(nodes_of(VEDA_ALLOCATOR_DEFAULT, 0), 0);
    EXPECT_EQ(nodes_of(VEDA_ALLOCATOR_CONST, 0), 0);
    EXPECT_EQ(nodes_of(VEDA_ALLOCATOR_HIGH_BW, VEDA_POLICY_PREFER), 0x30);
    EXPECT_EQ(nodes_of(VEDA_ALLOCATOR_LARGE_CAP, VEDA_POLICY_PREFER), 0x100);
    EXPECT_EQ(nodes_of(VEDA_ALLOCATOR_LOW_LAT, VEDA_POLICY_PREFER), 0x20);

    uintptr_t nearest = with(VEDA_SPACE_DEFAULT, VEDA_VALUE_NEAREST, 0);
    EXPECT_EQ(nodes_of(nearest, VEDA_POLICY_PREFER), 2);
    here_node = 0;
    EXPECT_EQ(nodes_of(nearest, VEDA_POLICY_PREFER), 1); /* the thread has moved */
    uintptr_t fast_and_near = with(VEDA_SPACE_HIGH_BW, VEDA_VALUE_NEAREST, 0);
    EXPECT_EQ(nodes_of(fast_and_near, VEDA_POLICY_PREFER), 0x10);
    here_node = 1;
    EXPECT_EQ(nodes_of(fast_and_near, VEDA_POLICY_PREFER), 0x20);

    uintptr_t interleaved = with(VEDA_SPACE_DEFAULT, VEDA_VALUE_INTERLEAVED, 0);
    EXPECT_EQ(nodes_of(interleaved, VEDA_POLICY_INTERLEAVE), 3); /* plain memory alone */
    uintptr_t parts = with(VEDA_SPACE_HIGH_BW, VEDA_VALUE_INTERLEAVED, 1 << 16);
    EXPECT_EQ(nodes_of(parts, VEDA_POLICY_PREFER), 0x10);
    EXPECT_EQ(calls[1].nodes, 0x20);
    EXPECT_EQ(calls[1].at, 1 << 16);
    uintptr_t blocked = with(VEDA_SPACE_DEFAULT, VEDA_VALUE_BLOCKED, 0);
    EXPECT_EQ(nodes_of(blocked, VEDA_POLICY_PREFER), 1);
    EXPECT_EQ(ncalls, 2);

    /* Small blocks come from arenas, one a placement; what is nearest changes with the thread's place. */
    ncalls = 0;
    void *p = veda_memory_get(interleaved, 100), *q = veda_memory_get(interleaved, 3000);
    EXPECT_EQ(ncalls, 1);
    EXPECT_EQ(calls[0].mode, VEDA_POLICY_INTERLEAVE);
    veda_memory_free(p);
    veda_memory_free(q);
    ncalls = 0;
    p = veda_memory_get(nearest, 100);
    EXPECT_EQ(calls[0].nodes, 2);
    here_node = 0;
    q = veda_memory_get(nearest, 100);
    EXPECT_EQ(ncalls, 2);
    EXPECT_EQ(calls[1].nodes, 1);
    veda_memory_free(p);
    veda_memory_free(q);
    p = veda_memory_get(nearest, 100);
    EXPECT_EQ(p, q);
    EXPECT_EQ(ncalls, 2);
    veda_memory_free(p);

    /* A process that may not use the nodes in question has plain memory. */
    allowed_nodes = 1;
    uintptr_t none = with(VEDA_SPACE_HIGH_BW, VEDA_VALUE_ENVIRONMENT, 0);
    EXPECT_EQ(nodes_of(none, 0), 0);
    uintptr_t one = with(VEDA_SPACE_DEFAULT, VEDA_VALUE_INTERLEAVED, 0);
    EXPECT_EQ(nodes_of(one, VEDA_POLICY_INTERLEAVE), 1);

    /* Pinned: each block is locked; refused, there is a line, and the fallback. */
    struct veda_trait pinned[] = {{VEDA_TRAIT_PINNED, 1}, {VEDA_TRAIT_FALLBACK, VEDA_VALUE_NULL_FB}};
    uintptr_t pin = veda_allocator_new(VEDA_SPACE_DEFAULT, 2, pinned);
    EXPECT(nmade < 64);
    made[nmade++] = pin;
    locks = 0;
    p = veda_memory_get(pin, 100);
    EXPECT(p != NULL);
    EXPECT_EQ(locks, 1);
    veda_memory_free(p);
    refuse_lock = ENOMEM;
    EXPECT(veda_memory_get(pin, 100) == NULL);
    struct veda_memory_stats s;
    EXPECT(veda_memory_stats(pin, &s));
    EXPECT_EQ(s.fallbacks, 1);
    EXPECT_EQ(s.blocks, 0);
    EXPECT(!veda_memory_stats(VEDA_ALLOCATOR_NULL, &s) && !veda_memory_stats(77, &s));
}

/* --- memory spaces: of the machine with all kinds --------------------------------------------------------- */

static uintptr_t part(uintptr_t space, int n, int first, int second)
{
    return veda_space_part(space, n, (int[]){first, second});
}

static void spaces(void)
{
    allowed_nodes = ~UINT64_C(0);
    EXPECT_EQ(veda_space_resources(VEDA_SPACE_DEFAULT), 2);
    EXPECT_EQ(veda_space_resources(VEDA_SPACE_CONST), 2);
    EXPECT_EQ(veda_space_resources(VEDA_SPACE_HIGH_BW), 2);
    EXPECT_EQ(veda_space_resources(VEDA_SPACE_LARGE_CAP), 1);
    EXPECT_EQ(veda_space_resources(VEDA_SPACE_LOW_LAT), 1);
    EXPECT_EQ(veda_space_page_bytes(VEDA_SPACE_HIGH_BW), veda_page_bytes());

    uintptr_t one = part(VEDA_SPACE_DEFAULT, 1, 1, 0);
    EXPECT(one > VEDA_SPACE_PREDEFINED_MAX);
    EXPECT_EQ(veda_space_resources(one), 1);
    EXPECT_EQ(veda_space_page_bytes(one), veda_page_bytes());
    EXPECT_EQ(part(VEDA_SPACE_DEFAULT, 1, 1, 0), one);
    EXPECT_EQ(part(VEDA_SPACE_DEFAULT, 2, 1, 1), one);
    EXPECT_EQ(part(one, 1, 0, 0), one);
    EXPECT(part(VEDA_SPACE_DEFAULT, 1, 0, 0) != one);
    EXPECT(part(VEDA_SPACE_CONST, 1, 1, 0) != one);
    EXPECT_EQ(part(VEDA_SPACE_DEFAULT, 2, 1, 0), VEDA_SPACE_DEFAULT);
    EXPECT_EQ(part(VEDA_SPACE_LARGE_CAP, 1, 0, 0), VEDA_SPACE_LARGE_CAP);

    uintptr_t none[] = {VEDA_SPACE_NULL, VEDA_SPACE_TARGET_DEVICE, 77, (uintptr_t)root, one + 1};
    for (int i = 0; i < 5; i++) {
        EXPECT_EQ(veda_space_resources(none[i]), 0);
        EXPECT_EQ(veda_space_page_bytes(none[i]), 0);
        EXPECT_EQ(part(none[i], 1, 0, 0), VEDA_SPACE_NULL);
        EXPECT(i == 0 || !veda_allocator_new(none[i], 0, NULL));
    }
    EXPECT_EQ(part(VEDA_SPACE_DEFAULT, 0, 0, 0), VEDA_SPACE_NULL);
    EXPECT_EQ(part(VEDA_SPACE_DEFAULT, -1, 0, 0), VEDA_SPACE_NULL);
    EXPECT_EQ(part(VEDA_SPACE_DEFAULT, 2, 0, 2), VEDA_SPACE_NULL);
    EXPECT_EQ(part(VEDA_SPACE_DEFAULT, 1, -1, 0), VEDA_SPACE_NULL);
    EXPECT_EQ(part(one, 1, 1, 0), VEDA_SPACE_NULL);
    EXPECT_EQ(veda_space_part(VEDA_SPACE_DEFAULT, 1, NULL), VEDA_SPACE_NULL);

    /* A process that may use one node has one resource, whatever it is. */
    allowed_nodes = 1 << 4;
    EXPECT_EQ(veda_space_resources(VEDA_SPACE_HIGH_BW), 1);
    EXPECT_EQ(veda_space_resources(VEDA_SPACE_DEFAULT), 1);
    EXPECT_EQ(nodes_of(with(VEDA_SPACE_DEFAULT, VEDA_VALUE_INTERLEAVED, 0), VEDA_POLICY_INTERLEAVE), 0x10);
    allowed_nodes = 1 << 1;
    EXPECT_EQ(veda_space_resources(VEDA_SPACE_HIGH_BW), 1); /* plain memory */
    allowed_nodes = ~UINT64_C(0);
}

static void parts(void)
{
    uintptr_t one = part(VEDA_SPACE_DEFAULT, 1, 1, 0), quick = part(VEDA_SPACE_HIGH_BW, 1, 1, 0);
    gathers = 0;
    EXPECT_EQ(nodes_of(with(one, VEDA_VALUE_ENVIRONMENT, 0), VEDA_POLICY_PREFER), 2);
    EXPECT_EQ(gathers, 1);
    EXPECT_EQ(gathered, 2);
    here_node = 0;
    EXPECT_EQ(nodes_of(with(one, VEDA_VALUE_NEAREST, 0), VEDA_POLICY_PREFER), 2);
    EXPECT_EQ(nodes_of(with(quick, VEDA_VALUE_ENVIRONMENT, 0), VEDA_POLICY_PREFER), 0x20);
    EXPECT_EQ(gathered, 0x20);
    EXPECT_EQ(nodes_of(with(quick, VEDA_VALUE_INTERLEAVED, 0), VEDA_POLICY_INTERLEAVE), 0x20);
    EXPECT_EQ(nodes_of(with(quick, VEDA_VALUE_BLOCKED, 0), VEDA_POLICY_PREFER), 0x20);
    EXPECT_EQ(ncalls, 1);

    /* Who falls back to default memory has it page by page, and blocks that nobody has touched. */
    struct veda_trait t[] = {{VEDA_TRAIT_FALLBACK, VEDA_VALUE_DEFAULT_MEM_FB}, {VEDA_TRAIT_FB_DATA, 0}};
    EXPECT(nmade + 2 <= 64);
    uintptr_t soft = made[nmade++] = veda_allocator_new(one, 1, t);
    gathers = 0;
    refuse_gather = EIO;
    EXPECT_EQ(nodes_of(soft, VEDA_POLICY_PREFER), 2);
    EXPECT_EQ(gathers, 0);

    /* The others have a whole block of these nodes, or what they fall back to; small blocks as well. */
    uintptr_t hard = with(one, VEDA_VALUE_ENVIRONMENT, 0);
    EXPECT(veda_memory_get(hard, 100 * veda_page_bytes()) == NULL);
    EXPECT(veda_memory_get(with(quick, VEDA_VALUE_NEAREST, 0), 100) == NULL);
    EXPECT(gathers >= 2);
    t[0].value = VEDA_VALUE_ALLOCATOR_FB;
    t[1].value = VEDA_ALLOCATOR_HIGH_BW;
    uintptr_t other = made[nmade++] = veda_allocator_new(one, 2, t);
    ncalls = 0;
    void *p = veda_memory_get(other, 100 * veda_page_bytes());
    EXPECT(p != NULL);
    EXPECT_EQ(calls[1].nodes, 0x30);
    veda_memory_free(p);
    refuse_gather = 0;
    p = veda_memory_get(hard, 100);
    EXPECT(p != NULL);
    veda_memory_free(p);

    /* Asked for by steps, of no reserved pages; more than the node has is not touched at all. */
    gathers = larges = 0;
    veda_config.large_pages = 2;
    p = veda_memory_get(hard, 65 << 20);
    EXPECT(p != NULL);
    EXPECT_EQ(gathers, 2);
    EXPECT_EQ(larges, 0);
    veda_memory_free(p);
    EXPECT(veda_memory_get(hard, (size_t)64001 << 20) == NULL);
    EXPECT_EQ(gathers, 2);
}

int main(int argc, char **argv)
{
    EXPECT(argc > 1);
    kinds(argv[1]);
    veda_extent_calls = (struct veda_extent_calls){.map = map,
                                                   .map_large = map_large,
                                                   .unmap = veda_pages_free,
                                                   .prefer_large = prefer_large,
                                                   .lock = lock,
                                                   .allowed = allowed,
                                                   .here = here,
                                                   .place = place,
                                                   .gather = gather};
    extents();
    large_pages();
    allocators(argv[1]);
    spaces();
    parts();
    while (nmade)
        veda_allocator_destroy(made[--nmade]);
    return expect_result();
}
