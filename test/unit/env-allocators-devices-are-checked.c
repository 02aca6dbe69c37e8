// The syntax of OMP_ALLOCATOR, OMP_DEFAULT_DEVICE, OMP_AVAILABLE_DEVICES and OMP_THREADS_RESERVE.
// RUN: %veda-unit
#include <string.h>

#include "expect.h"
#include "runtime/env_parse.h"

#define EACH(list, ...)                                                                            \
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)                                        \
        if (!(__VA_ARGS__))                                                                        \
            expect_failed(__FILE__, __LINE__, list[i]);

static void allocators(void)
{
    uintptr_t handle = 0;
    bool traits = true;
    EXPECT(veda_parse_allocator("omp_cgroup_mem_alloc", &handle, &traits));
    EXPECT_EQ(handle, 6);
    EXPECT(!traits);
    EXPECT(!strcmp(veda_allocator_name(handle), "omp_cgroup_mem_alloc"));
    EXPECT(!veda_allocator_name(99));
    EXPECT(veda_parse_allocator("omp_default_mem_space", &handle, &traits));
    EXPECT_EQ(handle, 1);
    EXPECT(veda_parse_allocator("OMP_LARGE_CAP_MEM_SPACE : alignment=16 , pinned=true", &handle, &traits));
    EXPECT_EQ(handle, 2);
    EXPECT(traits);
    static const char *const bad[] = {"", "111", "omp_default_mem_alloc_xyz", "omp_default_mem_space:",
                                      "omp_default_mem_space:alignment", "omp_default_mem_space:alignment=",
                                      "omp_default_mem_space:colour=red",
                                      "omp_default_mem_alloc:alignment=16"};
    handle = 77;
    EACH(bad, !veda_parse_allocator(bad[i], &handle, &traits))
    EXPECT_EQ(handle, 77);
}

static int device(const char *text)
{
    int n = -99;
    return veda_parse_default_device(text, -4, 0, &n) ? n : -99;
}

static void devices(void)
{
    EXPECT_EQ(device("3"), 3);
    EXPECT_EQ(device("initial"), -1);
    EXPECT_EQ(device("INVALID"), -4);
    EXPECT_EQ(device("default"), 0);
    EXPECT_EQ(device("kind(gpu)"), 0);
    EXPECT_EQ(device("kind(gpu),2"), 2);
    EXPECT_EQ(device("uid(GPU-1234-ab)&&!vendor(nobody), initial"), -1);
    static const char *const bad[] = {"", "-2", "x", "1,", "kind()", "kind(gpu", "kind(gpu)&&", "2147483648"};
    EACH(bad, device(bad[i]) == -99)

    static const char *const good_lists[] = {"*", "0,1", "kind(gpu)", "!kind(fpga)[0:2]", "*[1:2:1]",
                                             "(kind(gpu)||kind(fpga))", "vendor(amd)&&(arch(a)||arch(b)),*"};
    static const char *const bad_lists[] = {"", ",", "gpu", "kind(gpu)||isa(x)&&arch(y)", "((kind(gpu))",
                                            "*[", "*[0:2"};
    EACH(good_lists, veda_parse_devices(good_lists[i]))
    EACH(bad_lists, !veda_parse_devices(bad_lists[i]))

    static const char *const good_reserves[] = {"0", "4", "structured", "structured(2),free_agent(1)"};
    static const char *const bad_reserves[] = {"", "-1", "structured(", "structured(x)", "agents(2)"};
    struct veda_reserve r = {-9, -9};
    EACH(bad_reserves, !veda_parse_reserve(bad_reserves[i], &r) && r.structured == -9 && r.agents == -9)
    EACH(good_reserves, veda_parse_reserve(good_reserves[i], &r))
    EXPECT_EQ(r.structured, 2);
    EXPECT_EQ(r.agents, 1);
    EXPECT(veda_parse_reserve("free_agent", &r) && r.structured == 1 && r.agents == VEDA_RESERVE_ALL);
    EXPECT(veda_parse_reserve("4", &r) && r.structured == 4 && r.agents == 0);
}

int main(void)
{
    allocators();
    devices();
    return expect_result();
}
