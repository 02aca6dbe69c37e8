/* __kmpc_alloc and its kin, which clang calls for the allocate directive and clause and for depend
 * objects, and kmp_malloc and its kin, LLVM's own allocator for programs (kmp_alloc.cpp and
 * kmp_ftn_entry.h are the ABI's source). The first are omp_alloc and its kin with a thread number
 * in front, which is ignored. The second are malloc: their blocks are not those of an allocator,
 * and the other way round. Thread-safe. */
#include <errno.h>
#include <stdlib.h>

#include "abi/export.h"
#include "runtime/veda.h"

#define CALLER VEDA_UNUSED int32_t gtid

VEDA_EXPORT(__kmpc_alloc)
void *__kmpc_alloc(CALLER, size_t size, uintptr_t allocator)
{
    return veda_memory_get(allocator, size);
}

VEDA_EXPORT(__kmpc_aligned_alloc)
void *__kmpc_aligned_alloc(CALLER, size_t alignment, size_t size, uintptr_t allocator)
{
    return veda_memory_alloc(allocator, alignment, size, false);
}

VEDA_EXPORT(__kmpc_calloc)
void *__kmpc_calloc(CALLER, size_t n, size_t size, uintptr_t allocator)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        bytes = SIZE_MAX; /* which nobody has */
    return veda_memory_alloc(allocator, 0, bytes, true);
}

VEDA_EXPORT(__kmpc_realloc)
void *__kmpc_realloc(CALLER, void *p, size_t size, uintptr_t allocator, uintptr_t free_allocator)
{
    return veda_memory_realloc(p, size, allocator, free_allocator);
}

VEDA_EXPORT(__kmpc_free)
void __kmpc_free(CALLER, void *p, VEDA_UNUSED uintptr_t allocator)
{
    veda_memory_free(p);
}

VEDA_EXPORT(__kmpc_init_allocator)
uintptr_t __kmpc_init_allocator(CALLER, uintptr_t space, int ntraits,
                                const struct veda_trait *traits)
{
    return veda_allocator_new(space, ntraits, traits);
}

VEDA_EXPORT(__kmpc_destroy_allocator)
void __kmpc_destroy_allocator(CALLER, uintptr_t allocator)
{
    veda_allocator_destroy(allocator);
}

VEDA_EXPORT(__kmpc_set_default_allocator)
void __kmpc_set_default_allocator(CALLER, uintptr_t allocator)
{
    veda_allocator_set_default(allocator);
}

VEDA_EXPORT(__kmpc_get_default_allocator)
uintptr_t __kmpc_get_default_allocator(CALLER)
{
    return veda_allocator_default();
}

/* --- kmp_malloc: C, C from inside other runtimes, Fortran ------------------------------------- */

VEDA_EXPORT(kmp_malloc)
void *kmp_malloc(size_t size)
{
    return malloc(size);
}

VEDA_EXPORT(kmpc_malloc)
void *kmpc_malloc(size_t size)
{
    return malloc(size);
}

VEDA_EXPORT(kmp_malloc_)
void *kmp_malloc_(const size_t *size)
{
    return malloc(*size);
}

/* An alignment that is no power of 2: NULL and EINVAL. */
static void *aligned(size_t size, size_t alignment)
{
    void *p = NULL;
    int err = EINVAL;
    if (alignment && !(alignment & (alignment - 1)))
        err = posix_memalign(&p, alignment < sizeof(void *) ? sizeof(void *) : alignment, size);
    if (err)
        errno = err;
    return err ? NULL : p;
}

VEDA_EXPORT(kmp_aligned_malloc)
void *kmp_aligned_malloc(size_t size, size_t alignment)
{
    return aligned(size, alignment);
}

VEDA_EXPORT(kmpc_aligned_malloc)
void *kmpc_aligned_malloc(size_t size, size_t alignment)
{
    return aligned(size, alignment);
}

VEDA_EXPORT(kmp_aligned_malloc_)
void *kmp_aligned_malloc_(const size_t *size, const size_t *alignment)
{
    return aligned(*size, *alignment);
}

VEDA_EXPORT(kmp_calloc)
void *kmp_calloc(size_t n, size_t size)
{
    return calloc(n, size);
}

VEDA_EXPORT(kmpc_calloc)
void *kmpc_calloc(size_t n, size_t size)
{
    return calloc(n, size);
}

VEDA_EXPORT(kmp_calloc_)
void *kmp_calloc_(const size_t *n, const size_t *size)
{
    return calloc(*n, *size);
}

/* No bytes: frees p, gives NULL. */
static void *resized(void *p, size_t size)
{
    if (p && size == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, size);
}

VEDA_EXPORT(kmp_realloc)
void *kmp_realloc(void *p, size_t size)
{
    return resized(p, size);
}

VEDA_EXPORT(kmpc_realloc)
void *kmpc_realloc(void *p, size_t size)
{
    return resized(p, size);
}

VEDA_EXPORT(kmp_realloc_)
void *kmp_realloc_(void *const *p, const size_t *size)
{
    return resized(*p, *size);
}

VEDA_EXPORT(kmp_free)
void kmp_free(void *p)
{
    free(p);
}

VEDA_EXPORT(kmpc_free)
void kmpc_free(void *p)
{
    free(p);
}

VEDA_EXPORT(kmp_free_)
void kmp_free_(void *const *p)
{
    free(*p);
}
