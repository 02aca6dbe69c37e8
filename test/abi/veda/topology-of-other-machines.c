// veda_omp.h tells what a machine is by the system's numbers: units, nodes, kinds, distances, nodes of places; wrong
// questions get -1.
// REQUIRES: hwloc
// RUN: rm -rf %t.d && mkdir %t.d && %python %S/../../numa/machines/machines.py %t.d
// RUN: %veda-abi --env HWLOC_XMLFILE=%t.d/epyc.xml --env OMP_PLACES=sockets --args epyc
// RUN: %veda-abi --env HWLOC_XMLFILE=%t.d/hybrid.xml --args hybrid
// RUN: %veda-abi --env HWLOC_XMLFILE=%t.d/knl.xml --args knl
// RUN: %veda-abi --env HWLOC_XMLFILE=%t.d/grace.xml --args grace
// RUN: %veda-abi --env HWLOC_XMLFILE=%t.d/tiers.xml --args tiers
#include <string.h>
#include <veda_omp.h>

#include "expect.h"

static void counts(int processors, int cores, int caches, int nodes, int sockets)
{
    EXPECT_EQ(veda_topology_count(VEDA_UNIT_PROCESSOR), processors);
    EXPECT_EQ(veda_topology_count(VEDA_UNIT_CORE), cores);
    EXPECT_EQ(veda_topology_count(VEDA_UNIT_CACHE), caches);
    EXPECT_EQ(veda_topology_count(VEDA_UNIT_NODE), nodes);
    EXPECT_EQ(veda_topology_count(VEDA_UNIT_SOCKET), sockets);
    EXPECT_EQ(veda_topology_count(VEDA_UNIT_MACHINE), 1);
    EXPECT_EQ(veda_topology_processors(NULL, 0), processors);
}

static void node_is(int node, int kind, long long mib)
{
    EXPECT_EQ(veda_topology_memory_kind(node), kind);
    EXPECT_EQ(veda_topology_memory_bytes(node), mib << 20);
}

/* Two sockets of two nodes of two caches of two cores of two threads. */
static void epyc(void)
{
    int32_t list[64] = {0};
    EXPECT_EQ(veda_topology_place_nodes(1, NULL, 0), 2); /* the first call of all: the environment is read for it */
    counts(32, 16, 8, 4, 2);
    EXPECT_EQ(veda_topology_processors(list, 3), 32);
    EXPECT(list[0] == 0 && list[1] == 16 && list[2] == 1 && list[3] == 0);
    EXPECT_EQ(veda_topology_unit(25, VEDA_UNIT_PROCESSOR), 25);
    EXPECT_EQ(veda_topology_unit(25, VEDA_UNIT_CORE), 9);
    EXPECT_EQ(veda_topology_unit(25, VEDA_UNIT_CACHE), 4);
    EXPECT_EQ(veda_topology_unit(25, VEDA_UNIT_NODE), 2);
    EXPECT_EQ(veda_topology_unit(25, VEDA_UNIT_SOCKET), 1);
    EXPECT_EQ(veda_topology_unit(25, VEDA_UNIT_MACHINE), 0);
    EXPECT_EQ(veda_topology_sharing(9, 9), VEDA_UNIT_PROCESSOR);
    EXPECT_EQ(veda_topology_sharing(9, 25), VEDA_UNIT_CORE);
    EXPECT_EQ(veda_topology_sharing(8, 25), VEDA_UNIT_CACHE);
    EXPECT_EQ(veda_topology_sharing(10, 25), VEDA_UNIT_NODE);
    EXPECT_EQ(veda_topology_sharing(12, 25), VEDA_UNIT_SOCKET);
    EXPECT_EQ(veda_topology_sharing(0, 25), VEDA_UNIT_MACHINE);
    EXPECT_EQ(veda_topology_nodes(list, 64), 4);
    for (int i = 0; i < 4; i++) {
        EXPECT_EQ(list[i], i);
        node_is(i, VEDA_MEM_ORDINARY, 32768);
        EXPECT_EQ(veda_topology_distance(i, i), 10);
    }
    EXPECT_EQ(veda_topology_distance(0, 1), 12);
    EXPECT_EQ(veda_topology_distance(1, 2), 32);
    EXPECT_EQ(veda_topology_kinds(), 1);
    EXPECT_EQ(veda_topology_kind(31), 0);

    EXPECT_EQ(veda_topology_place_nodes(1, list, 1), 2);
    EXPECT_EQ(list[0], 2);
    EXPECT_EQ(list[1], 1);
    EXPECT_EQ(veda_topology_place_nodes(1, list, 64), 2);
    EXPECT_EQ(list[1], 3);
    EXPECT_EQ(veda_topology_place_nodes(2, list, 64), -1);
    EXPECT_EQ(veda_topology_place_nodes(-1, list, 64), -1);

    EXPECT_EQ(veda_topology_count(6), -1);
    EXPECT_EQ(veda_topology_count(-1), -1);
    EXPECT_EQ(veda_topology_unit(32, VEDA_UNIT_CORE), -1);
    EXPECT_EQ(veda_topology_unit(0, 6), -1);
    EXPECT_EQ(veda_topology_unit(0, -1), -1);
    EXPECT_EQ(veda_topology_sharing(0, 32), -1);
    EXPECT_EQ(veda_topology_sharing(-1, 0), -1);
    EXPECT_EQ(veda_topology_kind(32), -1);
    EXPECT_EQ(veda_topology_memory_kind(4), -1);
    EXPECT_EQ(veda_topology_memory_bytes(-1), -1);
    EXPECT_EQ(veda_topology_distance(0, 4), -1);
    EXPECT_EQ(veda_topology_distance(4, 0), -1);
}

/* Four cores of two threads, eight small ones; a node whose distances nobody tells. */
static void hybrid(void)
{
    counts(16, 12, 1, 1, 1);
    EXPECT_EQ(veda_topology_kinds(), 2);
    EXPECT_EQ(veda_topology_kind(0), 1);
    EXPECT_EQ(veda_topology_kind(8), 0);
    EXPECT_EQ(veda_topology_distance(0, 0), -1);
    EXPECT_EQ(veda_topology_place_nodes(0, NULL, 0), -1); /* nobody asked for places */
}

int main(int argc, char **argv)
{
    EXPECT(argc == 2);
    EXPECT(veda_omp_present());
    EXPECT(veda_omp_version() >= VEDA_OMP_VERSION);
    EXPECT(!strcmp(veda_topology_source(), "hwloc"));
    if (!strcmp(argv[1], "epyc")) {
        epyc();
    } else if (!strcmp(argv[1], "hybrid")) {
        hybrid();
    } else if (!strcmp(argv[1], "knl")) {
        counts(32, 8, 4, 1, 1);
        node_is(0, VEDA_MEM_ORDINARY, 98304);
        node_is(1, VEDA_MEM_HIGH_BANDWIDTH, 16384);
        EXPECT_EQ(veda_topology_unit(31, VEDA_UNIT_NODE), 0);
    } else if (!strcmp(argv[1], "grace")) {
        node_is(1, VEDA_MEM_DEVICE, 98304);
    } else {
        EXPECT_EQ(veda_topology_nodes(NULL, 0), 3);
        node_is(0, VEDA_MEM_ORDINARY, 65536);
        node_is(1, VEDA_MEM_HIGH_BANDWIDTH, 16384);
        node_is(2, VEDA_MEM_LARGE, 262144);
    }
    return expect_result();
}
