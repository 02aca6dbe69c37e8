// Alignment, pool_size and every fallback of an allocator with traits; unknown traits make none; a
// block may be freed without naming its allocator (5.2, 6.2 and 18.13).
// RUN: %veda-c
#include <omp.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"

#define NEW(...)                                                                                   \
    omp_init_allocator(omp_default_mem_space,                                                      \
                       sizeof((omp_alloctrait_t[]){__VA_ARGS__}) / sizeof(omp_alloctrait_t),       \
                       (omp_alloctrait_t[]){__VA_ARGS__})

static int is_aligned(const void *p, uintptr_t to)
{
    return p && (uintptr_t)p % to == 0;
}

static void alignment(void)
{
    omp_allocator_handle_t a = NEW({omp_atk_alignment, 256}, {omp_atk_pool_size, omp_atv_default});
    for (size_t size = 1; size < 5000; size = size * 3 + 1) {
        char *p = omp_alloc(size, a), *q = omp_aligned_alloc(1024, size, a);
        EXPECT(is_aligned(p, 256) && is_aligned(q, 1024));
        memset(p, 1, size);
        memset(q, 2, size);
        char *r = omp_aligned_calloc(4096, size, 2, omp_null_allocator);
        EXPECT(is_aligned(r, 4096));
        for (size_t i = 0; i < 2 * size; i++)
            EXPECT_EQ(r[i], 0);
        omp_free(p, omp_null_allocator);
        omp_free(q, a);
        omp_free(r, omp_null_allocator);
    }
    omp_destroy_allocator(a);
}

static void pools(void)
{
    omp_allocator_handle_t none =
        NEW({omp_atk_pool_size, 4096}, {omp_atk_fallback, omp_atv_null_fb});
    char *p = omp_alloc(3000, none);
    EXPECT(p != NULL);
    EXPECT(omp_alloc(3000, none) == NULL);
    EXPECT(omp_calloc(SIZE_MAX / 2, 3, none) == NULL);
    p[0] = 3;
    p = omp_realloc(p, 3900, none, none); /* only the difference counts */
    EXPECT(p != NULL && p[0] == 3);
    EXPECT(omp_realloc(p, 5000, none, none) == NULL);
    EXPECT_EQ(p[0], 3);
    p = omp_realloc(p, 100, omp_null_allocator, omp_null_allocator);
    EXPECT(p != NULL && p[0] == 3);
    char *q = omp_alloc(3000, none);
    EXPECT(q != NULL);

    omp_allocator_handle_t other =
        NEW({omp_atk_pool_size, 2048}, {omp_atk_fallback, omp_atv_allocator_fb},
            {omp_atk_fb_data, none});
    EXPECT(omp_alloc(3000, other) == NULL);
    omp_free(q, omp_null_allocator);
    q = omp_alloc(3000, other);
    EXPECT(q != NULL);
    EXPECT(omp_alloc(3000, none) == NULL); /* it is there */
    omp_free(q, other);

    omp_allocator_handle_t any = NEW({omp_atk_pool_size, 1024});
    q = omp_alloc(100000, any);
    EXPECT(q != NULL);
    q = omp_realloc(q, 200000, any, any);
    EXPECT(q != NULL);
    omp_free(q, any);
    omp_free(p, none);

    EXPECT(omp_alloc(0, any) == NULL);
    EXPECT(omp_realloc(NULL, 0, any, any) == NULL);
    p = omp_realloc(NULL, 10, any, any);
    EXPECT(p != NULL);
    EXPECT(omp_realloc(p, 0, any, any) == NULL);
    omp_free(NULL, any);
    omp_destroy_allocator(any);
    omp_destroy_allocator(other);
    omp_destroy_allocator(none);
}

static void refused(void)
{
    EXPECT(NEW({omp_atk_alignment, 3}) == omp_null_allocator);
    EXPECT(NEW({omp_atk_fallback, 99}) == omp_null_allocator);
    EXPECT(NEW({(omp_alloctrait_key_t)77, 1}) == omp_null_allocator);
    omp_allocator_handle_t a =
        NEW({omp_atk_sync_hint, omp_atv_uncontended}, {omp_atk_access, omp_atv_thread},
            {omp_atk_partition, omp_atv_interleaved}, {omp_atk_pinned, omp_atv_false},
            {omp_atk_access, omp_atv_default});
    EXPECT(a != omp_null_allocator);
    omp_destroy_allocator(a);
    omp_destroy_allocator(omp_null_allocator);
    omp_destroy_allocator(omp_default_mem_alloc);
}

int main(void)
{
    alignment();
    pools();
    refused();
    for (uintptr_t i = 0; i <= omp_thread_mem_alloc; i++) {
        char *p = omp_alloc(100, (omp_allocator_handle_t)i);
        EXPECT(p != NULL);
        memset(p, 1, 100);
        omp_free(p, (omp_allocator_handle_t)i);
    }
    return expect_result();
}
