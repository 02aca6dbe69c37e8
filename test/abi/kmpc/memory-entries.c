// __kmpc_alloc and its kin are the omp_* routines with a thread number; kmp_malloc and its kin are
// malloc in C, from inside other runtimes, and in Fortran.
// RUN: %veda-abi
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"

typedef uintptr_t handle;
struct trait {
    int key;
    uintptr_t value;
};

int __kmpc_global_thread_num(void *);
void *__kmpc_alloc(int, size_t, handle), *__kmpc_aligned_alloc(int, size_t, size_t, handle);
void *__kmpc_calloc(int, size_t, size_t, handle);
void *__kmpc_realloc(int, void *, size_t, handle, handle);
void __kmpc_free(int, void *, handle);
handle __kmpc_init_allocator(int, handle, int, const struct trait *);
void __kmpc_destroy_allocator(int, handle), __kmpc_set_default_allocator(int, handle);
handle __kmpc_get_default_allocator(int);
void omp_free(void *, handle);

void *kmp_malloc(size_t), *kmpc_malloc(size_t), *kmp_malloc_(const size_t *);
void *kmp_calloc(size_t, size_t), *kmpc_calloc(size_t, size_t);
void *kmp_calloc_(const size_t *, const size_t *);
void *kmp_realloc(void *, size_t), *kmpc_realloc(void *, size_t);
void *kmp_realloc_(void **, const size_t *);
void *kmp_aligned_malloc(size_t, size_t), *kmpc_aligned_malloc(size_t, size_t);
void *kmp_aligned_malloc_(const size_t *, const size_t *);
void kmp_free(void *), kmpc_free(void *), kmp_free_(void **);

int main(void)
{
    int gtid = __kmpc_global_thread_num(NULL);
    struct trait traits[] = {{2, 256}, {4, 8192}, {5, 12}};
    handle a = __kmpc_init_allocator(gtid, 0, 3, traits);
    char *p = __kmpc_alloc(gtid, 1000, a);
    EXPECT_EQ((uintptr_t)p % 256, 0);
    memset(p, 1, 1000);
    p = __kmpc_realloc(gtid, p, 6000, a, 0);
    EXPECT_EQ(p[999], 1);
    EXPECT(__kmpc_alloc(gtid, 6000, a) == NULL);
    __kmpc_free(gtid, p, 0);
    p = __kmpc_aligned_alloc(gtid, 1024, 3000, a);
    EXPECT_EQ((uintptr_t)p % 1024, 0);
    omp_free(p, a);
    p = __kmpc_calloc(gtid, 100, 10, a);
    for (int i = 0; i < 1000; i++)
        EXPECT_EQ(p[i], 0);
    __kmpc_free(gtid, p, a);
    EXPECT(__kmpc_calloc(gtid, SIZE_MAX, 2, a) == NULL);
    EXPECT_EQ(__kmpc_get_default_allocator(gtid), 1);
    __kmpc_set_default_allocator(gtid, a);
    EXPECT_EQ(__kmpc_get_default_allocator(gtid), a);
    p = __kmpc_alloc(gtid, 16, 0);
    EXPECT_EQ((uintptr_t)p % 256, 0);
    __kmpc_free(gtid, p, 0);
    __kmpc_set_default_allocator(gtid, 0);
    __kmpc_destroy_allocator(gtid, a);

    size_t n = 100, two = 2, big = 4096, odd = 24;
    void *block[] = {kmp_malloc(n),
                     kmpc_malloc(n),
                     kmp_malloc_(&n),
                     kmp_calloc(n, 2),
                     kmpc_calloc(n, 2),
                     kmp_calloc_(&n, &two),
                     kmp_realloc(NULL, n),
                     kmpc_realloc(NULL, n),
                     kmp_realloc_(&(void *){NULL}, &n),
                     kmp_aligned_malloc(n, big),
                     kmpc_aligned_malloc(n, big),
                     kmp_aligned_malloc_(&n, &big)};
    for (int i = 0; i < 12; i++) {
        EXPECT(block[i] != NULL);
        EXPECT((uintptr_t)block[i] % (i < 9 ? 16 : 4096) == 0);
        memset(block[i], i, n);
    }
    for (int i = 0; i < 12; i++) {
        block[i] = i % 3 == 0   ? kmp_realloc(block[i], big)
                   : i % 3 == 1 ? kmpc_realloc(block[i], big)
                                : kmp_realloc_(&block[i], &big);
        EXPECT_EQ(((char *)block[i])[n - 1], i);
        if (i % 3 == 0)
            kmp_free(block[i]);
        else if (i % 3 == 1)
            kmpc_free(block[i]);
        else
            kmp_free_(&block[i]);
    }
    errno = 0;
    EXPECT(kmp_aligned_malloc(n, odd) == NULL);
    EXPECT_EQ(errno, EINVAL);
    EXPECT(kmp_realloc(kmp_malloc(5), 0) == NULL);
    return expect_result();
}
