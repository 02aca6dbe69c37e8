/* omp_alloc and its kin, allocators and memory spaces (5.2, 18.13; 6.0, 27) in C and Fortran, and
 * the handles as data symbols. Thread-safe. There is no device but the host: what a routine asks of
 * other devices is not to be had, and the null handle says so. A Fortran spelling takes everything
 * by reference. */
#include "abi/export.h"
#include "offload/host/host.h"
#include "runtime/veda.h"

/* The handles by name: bound to by Windows-style headers and Fortran modules that import them. */
#define HANDLE(name, number)                                                                       \
    VEDA_EXPORT(name)                                                                              \
    const uintptr_t name = number;

HANDLE(omp_null_allocator, VEDA_ALLOCATOR_NULL)
HANDLE(omp_default_mem_alloc, VEDA_ALLOCATOR_DEFAULT)
HANDLE(omp_large_cap_mem_alloc, VEDA_ALLOCATOR_LARGE_CAP)
HANDLE(omp_const_mem_alloc, VEDA_ALLOCATOR_CONST)
HANDLE(omp_high_bw_mem_alloc, VEDA_ALLOCATOR_HIGH_BW)
HANDLE(omp_low_lat_mem_alloc, VEDA_ALLOCATOR_LOW_LAT)
HANDLE(omp_cgroup_mem_alloc, VEDA_ALLOCATOR_CGROUP)
HANDLE(omp_pteam_mem_alloc, VEDA_ALLOCATOR_PTEAM)
HANDLE(omp_thread_mem_alloc, VEDA_ALLOCATOR_THREAD)
HANDLE(kmp_max_mem_alloc, VEDA_ALLOCATOR_PREDEFINED_MAX)

HANDLE(omp_null_mem_space, VEDA_SPACE_NULL)
HANDLE(omp_default_mem_space, VEDA_SPACE_DEFAULT)
HANDLE(omp_large_cap_mem_space, VEDA_SPACE_LARGE_CAP)
HANDLE(omp_const_mem_space, VEDA_SPACE_CONST)
HANDLE(omp_high_bw_mem_space, VEDA_SPACE_HIGH_BW)
HANDLE(omp_low_lat_mem_space, VEDA_SPACE_LOW_LAT)
HANDLE(omp_cgroup_mem_space, VEDA_SPACE_CGROUP)
HANDLE(kmp_max_mem_space, VEDA_SPACE_PREDEFINED_MAX)

/* --- blocks: 5.2, 18.13.6 to 18.13.10 --------------------------------------------------------- */

/* n objects of that size; SIZE_MAX, which nobody has, where that is more than a size_t says. */
static size_t product(size_t n, size_t size)
{
    size_t bytes;
    return __builtin_mul_overflow(n, size, &bytes) ? SIZE_MAX : bytes;
}

VEDA_EXPORT(omp_alloc)
void *omp_alloc(size_t size, uintptr_t allocator)
{
    return veda_memory_get(allocator, size);
}

VEDA_EXPORT(omp_aligned_alloc)
void *omp_aligned_alloc(size_t alignment, size_t size, uintptr_t allocator)
{
    return veda_memory_alloc(allocator, alignment, size, false);
}

VEDA_EXPORT(omp_calloc)
void *omp_calloc(size_t n, size_t size, uintptr_t allocator)
{
    return veda_memory_alloc(allocator, 0, product(n, size), true);
}

VEDA_EXPORT(omp_aligned_calloc)
void *omp_aligned_calloc(size_t alignment, size_t n, size_t size, uintptr_t allocator)
{
    return veda_memory_alloc(allocator, alignment, product(n, size), true);
}

VEDA_EXPORT(omp_realloc)
void *omp_realloc(void *p, size_t size, uintptr_t allocator, uintptr_t free_allocator)
{
    return veda_memory_realloc(p, size, allocator, free_allocator);
}

VEDA_EXPORT(omp_free)
void omp_free(void *p, uintptr_t allocator)
{
    (void)allocator;
    veda_memory_free(p);
}

/* --- allocators: 5.2, 18.13.2 to 18.13.5 ------------------------------------------------------ */

VEDA_EXPORT(omp_init_allocator)
uintptr_t omp_init_allocator(uintptr_t space, int ntraits, const struct veda_trait *traits)
{
    return veda_allocator_new(space, ntraits, traits);
}

VEDA_EXPORT(omp_init_allocator_)
uintptr_t omp_init_allocator_(const uintptr_t *space, const int32_t *ntraits,
                              const struct veda_trait *traits)
{
    return veda_allocator_new(*space, *ntraits, traits);
}

VEDA_EXPORT(omp_init_allocator_8_)
uintptr_t omp_init_allocator_8_(const uintptr_t *space, const int64_t *ntraits,
                                const struct veda_trait *traits)
{
    return veda_allocator_new(*space, (int)*ntraits, traits);
}

VEDA_EXPORT(omp_destroy_allocator)
void omp_destroy_allocator(uintptr_t allocator)
{
    veda_allocator_destroy(allocator);
}

VEDA_EXPORT(omp_destroy_allocator_)
void omp_destroy_allocator_(const uintptr_t *allocator)
{
    veda_allocator_destroy(*allocator);
}

VEDA_EXPORT(omp_set_default_allocator)
void omp_set_default_allocator(uintptr_t allocator)
{
    veda_allocator_set_default(allocator);
}

VEDA_EXPORT(omp_set_default_allocator_)
void omp_set_default_allocator_(const uintptr_t *allocator)
{
    veda_allocator_set_default(*allocator);
}

VEDA_EXPORT(omp_get_default_allocator)
uintptr_t omp_get_default_allocator(void)
{
    return veda_allocator_default();
}

VEDA_EXPORT(omp_get_default_allocator_)
uintptr_t omp_get_default_allocator_(void)
{
    return veda_allocator_default();
}

/* --- spaces and allocators of devices: 6.0, 27.1 and 27.5 ------------------------------------- */

/* The space of the n devices, n at least 1, and of the host where with_host: that of the host, if
 * nobody else is asked for. */
static uintptr_t space_of(int n, const int *devices, uintptr_t space, bool with_host)
{
    if (n < 0 || (n == 0 && !with_host) || !veda_allocator_of_space(space))
        return VEDA_SPACE_NULL;
    for (int i = 0; i < n; i++)
        if (!veda_offload_is_host(devices[i]))
            return VEDA_SPACE_NULL;
    return space;
}

/* One routine for a list of devices and one for a single one, each as memspace and as allocator. */
#define OF_DEVICES(what, with_host, get)                                                           \
    VEDA_EXPORT(omp_get_devices_##what)                                                            \
    uintptr_t omp_get_devices_##what(int n, const int *devices, uintptr_t space)                   \
    {                                                                                              \
        return get(space_of(n, devices, space, with_host));                                        \
    }                                                                                              \
    VEDA_EXPORT(omp_get_devices_##what##_)                                                         \
    uintptr_t omp_get_devices_##what##_(const int *n, const int *devices, const uintptr_t *space)  \
    {                                                                                              \
        return get(space_of(*n, devices, *space, with_host));                                      \
    }                                                                                              \
    VEDA_EXPORT(omp_get_device_##what)                                                             \
    uintptr_t omp_get_device_##what(int device, uintptr_t space)                                   \
    {                                                                                              \
        return get(space_of(1, &device, space, with_host));                                        \
    }                                                                                              \
    VEDA_EXPORT(omp_get_device_##what##_)                                                          \
    uintptr_t omp_get_device_##what##_(const int *device, const uintptr_t *space)                  \
    {                                                                                              \
        return get(space_of(1, device, *space, with_host));                                        \
    }

/* And for all devices there are. */
#define OF_ALL(what, get)                                                                          \
    VEDA_EXPORT(omp_get_devices_all_##what)                                                        \
    uintptr_t omp_get_devices_all_##what(uintptr_t space)                                          \
    {                                                                                              \
        return get(space_of(0, NULL, space, true));                                                \
    }                                                                                              \
    VEDA_EXPORT(omp_get_devices_all_##what##_)                                                     \
    uintptr_t omp_get_devices_all_##what##_(const uintptr_t *space)                                \
    {                                                                                              \
        return get(space_of(0, NULL, *space, true));                                               \
    }

#define THE_SPACE(space) (space)

OF_DEVICES(memspace, false, THE_SPACE)
OF_DEVICES(and_host_memspace, true, THE_SPACE)
OF_ALL(memspace, THE_SPACE)
OF_DEVICES(allocator, false, veda_allocator_of_space)
OF_DEVICES(and_host_allocator, true, veda_allocator_of_space)
OF_ALL(allocator, veda_allocator_of_space)

/* 6.0, 27.2 to 27.4. */

VEDA_EXPORT(omp_get_memspace_num_resources)
int omp_get_memspace_num_resources(uintptr_t space)
{
    return veda_space_resources(space);
}

VEDA_EXPORT(omp_get_memspace_num_resources_)
int omp_get_memspace_num_resources_(const uintptr_t *space)
{
    return veda_space_resources(*space);
}

/* 6.0 has Fortran call the same name with a reference, which is no space: 0. */
VEDA_EXPORT(omp_get_memspace_pagesize)
size_t omp_get_memspace_pagesize(uintptr_t space)
{
    return veda_space_page_bytes(space);
}

VEDA_EXPORT(omp_get_submemspace)
uintptr_t omp_get_submemspace(uintptr_t space, int n, const int *resources)
{
    return veda_space_part(space, n, resources);
}

VEDA_EXPORT(omp_get_submemspace_)
uintptr_t omp_get_submemspace_(const uintptr_t *space, const int *n, const int *resources)
{
    return veda_space_part(*space, *n, resources);
}

/* --- dynamic groupprivate memory: 6.1 --------------------------------------------------------- */

/* A contention group of the host has no such block. access: which group is meant. */

VEDA_EXPORT(omp_get_dyn_gprivate_ptr)
void *omp_get_dyn_gprivate_ptr(size_t offset, int access)
{
    (void)offset;
    (void)access;
    return NULL;
}

VEDA_EXPORT(omp_get_dyn_gprivate_nofb_ptr)
void *omp_get_dyn_gprivate_nofb_ptr(size_t offset, int access)
{
    (void)offset;
    (void)access;
    return NULL;
}

VEDA_EXPORT(omp_get_dyn_gprivate_size)
size_t omp_get_dyn_gprivate_size(int access)
{
    (void)access;
    return 0;
}

VEDA_EXPORT(omp_get_dyn_gprivate_memspace)
uintptr_t omp_get_dyn_gprivate_memspace(int access)
{
    (void)access;
    return VEDA_SPACE_NULL;
}
