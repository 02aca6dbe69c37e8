// What veda_omp.h says of this machine is what the system shows under /sys; the same from every thread, a thread that
// OpenMP has not seen included, and in the child of a fork.
// RUN: %veda-abi
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <veda_omp.h>

#include "expect.h"

enum { MOST = 4096 };
static int32_t cpu[MOST];
static int n;

/* A number in a file of a processor; -1: not there. */
static int of_cpu(int number, const char *file)
{
    char path[256];
    int value = -1;
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/topology/%s", number, file);
    FILE *f = fopen(path, "r");
    if (!f || fscanf(f, "%d", &value) != 1)
        value = -1;
    if (f)
        fclose(f);
    return value;
}

static void *look(void *unused)
{
    (void)unused;
    EXPECT_EQ(veda_topology_count(VEDA_UNIT_PROCESSOR), n);
    EXPECT_EQ(veda_topology_processors(NULL, 0), n);
    return NULL;
}

static void processors(void)
{
    cpu_set_t mask;
    EXPECT_EQ(sched_getaffinity(0, sizeof mask, &mask), 0);
    EXPECT_EQ(n, CPU_COUNT(&mask));
    for (int i = 0; i < n; i++) {
        EXPECT(CPU_ISSET(cpu[i], &mask));
        for (int unit = VEDA_UNIT_CORE; unit <= VEDA_UNIT_MACHINE; unit++)
            if (unit != VEDA_UNIT_NODE)
                EXPECT(veda_topology_unit(cpu[i], unit) >= 0 &&
                       veda_topology_unit(cpu[i], unit) < veda_topology_count(unit));
        EXPECT(veda_topology_kind(cpu[i]) < veda_topology_kinds());
    }
}

static void neighbours(void)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            int socket = of_cpu(cpu[i], "physical_package_id"), other = of_cpu(cpu[k], "physical_package_id");
            if (socket < 0 || other < 0)
                continue;
            int same_core = socket == other && of_cpu(cpu[i], "core_id") == of_cpu(cpu[k], "core_id");
            EXPECT_EQ(veda_topology_sharing(cpu[i], cpu[k]) <= VEDA_UNIT_CORE, same_core);
            EXPECT_EQ(veda_topology_unit(cpu[i], VEDA_UNIT_SOCKET) == veda_topology_unit(cpu[k], VEDA_UNIT_SOCKET),
                      socket == other);
        }
}

static void memory(void)
{
    int32_t node[MOST];
    int nodes = veda_topology_nodes(node, MOST);
    for (int i = 0; i < nodes; i++) {
        char path[256];
        unsigned long long kib;
        int distance;
        snprintf(path, sizeof path, "/sys/devices/system/node/node%d/meminfo", node[i]);
        FILE *f = fopen(path, "r");
        if (!f || fscanf(f, "Node %*d MemTotal: %llu kB", &kib) != 1)
            continue;
        fclose(f);
        EXPECT_EQ(veda_topology_memory_bytes(node[i]) / 1024, kib);
        snprintf(path, sizeof path, "/sys/devices/system/node/node%d/distance", node[i]);
        f = fopen(path, "r");
        for (int k = 0; f && k < nodes && fscanf(f, "%d", &distance) == 1; k++)
            if (veda_topology_distance(node[i], node[k]) >= 0) /* hwloc asks the system, too */
                EXPECT_EQ(veda_topology_distance(node[i], node[k]), distance);
        if (f)
            fclose(f);
    }
    for (int i = 0; i < n; i++) {
        char path[256];
        int at = veda_topology_unit(cpu[i], VEDA_UNIT_NODE);
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/node%d", cpu[i], at);
        EXPECT(at < 0 || access("/sys/devices/system/node/node0", F_OK) || !access(path, F_OK));
    }
}

int main(void)
{
    n = veda_topology_processors(cpu, MOST);
    EXPECT(n > 0 && n <= MOST);
    processors();
    if (!strcmp(veda_topology_source(), "hwloc")) {
        neighbours();
        memory();
    } else {
        EXPECT(!strcmp(veda_topology_source(), "plain"));
        EXPECT_EQ(veda_topology_nodes(NULL, 0), 0);
        EXPECT_EQ(veda_topology_unit(cpu[0], VEDA_UNIT_NODE), -1);
    }
    pthread_t thread;
    pthread_create(&thread, NULL, look, NULL);
    pthread_join(thread, NULL);
    pid_t child = fork();
    if (!child) {
        look(NULL);
        _exit(expect_result());
    }
    int status;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    return expect_result();
}
