// Every spelling of the memory routines, the handles as data, and what 6.0 asks about devices, of
// which the host is the only one.
// RUN: %veda-abi
#include <stdint.h>
#include <string.h>

#include "expect.h"

typedef uintptr_t handle;
struct trait {
    int key;
    uintptr_t value;
};

void *omp_alloc(size_t, handle), *omp_aligned_alloc(size_t, size_t, handle);
void *omp_calloc(size_t, size_t, handle), *omp_aligned_calloc(size_t, size_t, size_t, handle);
void *omp_realloc(void *, size_t, handle, handle);
void omp_free(void *, handle);
handle omp_init_allocator(handle, int, const struct trait *);
handle omp_init_allocator_(const handle *, const int32_t *, const struct trait *);
handle omp_init_allocator_8_(const handle *, const int64_t *, const struct trait *);
void omp_destroy_allocator(handle), omp_destroy_allocator_(const handle *);
void omp_set_default_allocator(handle), omp_set_default_allocator_(const handle *);
handle omp_get_default_allocator(void), omp_get_default_allocator_(void);

#define OF_DEVICES(what)                                                                           \
    handle omp_get_devices_##what(int, const int *, handle);                                       \
    handle omp_get_devices_##what##_(const int *, const int *, const handle *);                    \
    handle omp_get_device_##what(int, handle),                                                     \
        omp_get_device_##what##_(const int *, const handle *);
OF_DEVICES(memspace)
OF_DEVICES(allocator)
OF_DEVICES(and_host_memspace)
OF_DEVICES(and_host_allocator)
handle omp_get_devices_all_memspace(handle), omp_get_devices_all_memspace_(const handle *);
handle omp_get_devices_all_allocator(handle), omp_get_devices_all_allocator_(const handle *);
int omp_get_memspace_num_resources(handle), omp_get_memspace_num_resources_(const handle *);
size_t omp_get_memspace_pagesize(handle);
handle omp_get_submemspace(handle, int, const int *);
handle omp_get_submemspace_(const handle *, const int *, const int *);
void *omp_get_dyn_gprivate_ptr(size_t, int), *omp_get_dyn_gprivate_nofb_ptr(size_t, int);
size_t omp_get_dyn_gprivate_size(int);
handle omp_get_dyn_gprivate_memspace(int);

extern const handle omp_null_allocator, omp_default_mem_alloc, omp_large_cap_mem_alloc;
extern const handle omp_const_mem_alloc, omp_high_bw_mem_alloc, omp_low_lat_mem_alloc;
extern const handle omp_cgroup_mem_alloc, omp_pteam_mem_alloc, omp_thread_mem_alloc;
extern const handle omp_null_mem_space, omp_default_mem_space, omp_large_cap_mem_space;
extern const handle omp_const_mem_space, omp_high_bw_mem_space, omp_low_lat_mem_space;
extern const handle omp_cgroup_mem_space, kmp_max_mem_alloc, kmp_max_mem_space;

static void handles(void)
{
    const handle *allocators[] = {&omp_null_allocator,      &omp_default_mem_alloc,
                                  &omp_large_cap_mem_alloc, &omp_const_mem_alloc,
                                  &omp_high_bw_mem_alloc,   &omp_low_lat_mem_alloc,
                                  &omp_cgroup_mem_alloc,    &omp_pteam_mem_alloc,
                                  &omp_thread_mem_alloc};
    for (handle i = 0; i <= 8; i++)
        EXPECT_EQ(*allocators[i], i);
    const handle *spaces[] = {&omp_null_mem_space,    &omp_large_cap_mem_space,
                              &omp_const_mem_space,   &omp_high_bw_mem_space,
                              &omp_low_lat_mem_space, &omp_cgroup_mem_space};
    for (handle i = 0; i <= 5; i++)
        EXPECT_EQ(*spaces[i], i);
    EXPECT_EQ(omp_default_mem_space, 99);
    EXPECT_EQ(kmp_max_mem_alloc, 1024);
    EXPECT_EQ(kmp_max_mem_space, 1024);
}

static void blocks(handle a)
{
    omp_free(omp_alloc(100, a), a);
    char *p = omp_aligned_alloc(64, 100, a);
    EXPECT_EQ((uintptr_t)p % 64, 0);
    memset(p, 1, 100);
    p = omp_realloc(p, 10000, a, a);
    EXPECT_EQ(p[99], 1);
    omp_free(p, 0);
    p = omp_calloc(10, 10, a);
    EXPECT_EQ(p[99], 0);
    omp_free(p, a);
    p = omp_aligned_calloc(128, 10, 10, a);
    EXPECT_EQ((uintptr_t)p % 128 + (uintptr_t)p[99], 0);
    omp_free(p, a);
    EXPECT(omp_aligned_alloc(24, 100, a) == NULL);
}

static void allocators(void)
{
    struct trait traits[] = {{2, 64}, {4, 1 << 20}};
    int32_t n = 2;
    int64_t n8 = 2;
    for (handle space = 0; space <= 5; space++) {
        handle a[] = {omp_init_allocator(space, 2, traits), omp_init_allocator_(&space, &n, traits),
                      omp_init_allocator_8_(&space, &n8, traits)};
        for (int i = 0; i < 3; i++) {
            EXPECT(a[i] > kmp_max_mem_alloc);
            blocks(a[i]);
        }
        omp_set_default_allocator(a[0]);
        EXPECT_EQ(omp_get_default_allocator_(), a[0]);
        omp_set_default_allocator_(&a[1]);
        EXPECT_EQ(omp_get_default_allocator(), a[1]);
        blocks(0);
        omp_set_default_allocator(0);
        omp_destroy_allocator(a[0]);
        omp_destroy_allocator_(&a[1]);
        omp_destroy_allocator_(&a[2]);
    }
    EXPECT_EQ(omp_init_allocator(55, 0, NULL), 0);
    EXPECT_EQ(omp_init_allocator(102, 0, NULL), 0);                 /* memory of a device */
    EXPECT(omp_alloc(100, 102) == NULL);
    blocks(100);
    blocks(200); /* pinned, gcc's */
    blocks(201);
}

#define CHECK_OF_DEVICES(what, want, without)                                                      \
    do {                                                                                           \
        const int n = 1, none = 0, host = 0, initial = -1, other = 3;                              \
        const int both[] = {0, 3};                                                                 \
        const handle space = 99;                                                                   \
        EXPECT_EQ(omp_get_device_##what(host, space), want);                                       \
        EXPECT_EQ(omp_get_device_##what(other, space), 0);                                         \
        EXPECT_EQ(omp_get_device_##what##_(&initial, &space), want);                               \
        EXPECT_EQ(omp_get_devices_##what(1, &host, space), want);                                  \
        EXPECT_EQ(omp_get_devices_##what(2, both, space), 0);                                      \
        EXPECT_EQ(omp_get_devices_##what##_(&n, &initial, &space), want);                          \
        EXPECT_EQ(omp_get_devices_##what##_(&none, NULL, &space), without);                        \
        EXPECT_EQ(omp_get_devices_##what(1, &host, 77), 0);                                        \
    } while (0)

static void devices(void)
{
    CHECK_OF_DEVICES(memspace, 99, 0);
    CHECK_OF_DEVICES(allocator, 1, 0);
    CHECK_OF_DEVICES(and_host_memspace, 99, 99);
    CHECK_OF_DEVICES(and_host_allocator, 1, 1);
    const handle space = 3;
    EXPECT_EQ(omp_get_devices_all_memspace(space), 3);
    EXPECT_EQ(omp_get_devices_all_memspace_(&space), 3);
    EXPECT_EQ(omp_get_devices_all_allocator(space), 4);
    EXPECT_EQ(omp_get_devices_all_allocator_(&space), 4);
}

/* On a machine with one node, and on any other. */
static void resources(void)
{
    enum { MOST = 1024 };
    int resource[MOST + 1];
    for (int i = 0; i <= MOST; i++)
        resource[i] = i;
    for (handle space = 1; space <= 5; space++) {
        const int n = omp_get_memspace_num_resources(space), one = 1, more = n + 1;
        EXPECT(n >= 1 && n <= MOST);
        EXPECT_EQ(omp_get_memspace_num_resources_(&space), n);
        EXPECT(omp_get_memspace_pagesize(space) >= 4096);
        EXPECT_EQ(omp_get_submemspace(space, n, resource), space);
        EXPECT_EQ(omp_get_submemspace_(&space, &n, resource), space);
        handle part = omp_get_submemspace(space, 1, resource);
        EXPECT_EQ(omp_get_submemspace_(&space, &one, resource), part);
        EXPECT_EQ(part == space, n == 1);
        EXPECT_EQ(omp_get_memspace_num_resources(part), 1);
        EXPECT_EQ(omp_get_submemspace_(&space, &more, resource), 0);
        EXPECT_EQ(omp_get_submemspace(space, 1, &resource[n]), 0);
        EXPECT_EQ(omp_get_submemspace(space, 0, resource), 0);
        handle a = omp_init_allocator(part, 0, NULL);
        EXPECT(a > kmp_max_mem_alloc);
        blocks(a);
        omp_destroy_allocator(a);
    }
    const handle null = 0, made_up = (handle)resource;
    EXPECT_EQ(omp_get_memspace_num_resources_(&null), 0);
    EXPECT_EQ(omp_get_memspace_num_resources(made_up), 0);
    EXPECT_EQ(omp_get_memspace_pagesize(made_up), 0);
    EXPECT_EQ(omp_get_submemspace(made_up, 1, resource), 0);
    EXPECT_EQ(omp_init_allocator(made_up, 0, NULL), 0);
}

static void groups(void)
{
    EXPECT(omp_get_dyn_gprivate_ptr(0, 0) == NULL);
    EXPECT(omp_get_dyn_gprivate_nofb_ptr(8, 0) == NULL);
    EXPECT_EQ(omp_get_dyn_gprivate_size(0), 0);
    EXPECT_EQ(omp_get_dyn_gprivate_memspace(0), 0);
}

int main(void)
{
    handles();
    allocators();
    devices();
    resources();
    groups();
    return expect_result();
}
