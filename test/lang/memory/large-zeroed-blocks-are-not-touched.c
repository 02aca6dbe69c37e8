// omp_calloc reads as zero, whatever the memory was before; and the pages of a large block are left to who touches them
// first: they were all cleared by the caller, and so on its memory node, and in memory at once.
// RUN: %veda-c
#define _GNU_SOURCE
#include <omp.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "expect.h"

enum { HUGE_BYTES = 512 << 20 };

/* Bytes of the block that are in memory. */
static size_t resident(char *p, size_t bytes)
{
    static unsigned char in[HUGE_BYTES / 4096 + 2];
    size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 0;
    char *start = (char *)((uintptr_t)p & ~(page - 1));
    size_t pages = (size_t)(p + bytes - start + page - 1) / page;
    EXPECT_EQ(mincore(start, pages * page, in), 0);
    for (size_t i = 0; i < pages; i++)
        n += in[i] & 1;
    return n * page;
}

static size_t count_set(const char *p, size_t bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < bytes; i++)
        n += p[i] != 0;
    return n;
}

static void untouched(omp_allocator_handle_t a)
{
    char *p = omp_calloc(1, HUGE_BYTES, a), *q = omp_aligned_calloc(64, 2, HUGE_BYTES / 2, a);
    EXPECT(p && q);
    EXPECT(resident(p, HUGE_BYTES) <= HUGE_BYTES / 8); /* the head's page is a large one, perhaps */
    EXPECT(resident(q, HUGE_BYTES) <= HUGE_BYTES / 8);
    for (size_t at = 0; at < HUGE_BYTES; at += HUGE_BYTES / 16)
        EXPECT(!p[at] && !q[at]);
    EXPECT(!p[HUGE_BYTES - 1] && !q[HUGE_BYTES - 1]);
    omp_free(p, a);
    omp_free(q, a);
}

/* Sizes of heaps, of malloc and of pages that are kept for the next block. */
static void used_before(omp_allocator_handle_t a)
{
    static const size_t sizes[] = {100, 32000, 32752, 32753, 40000, 1 << 20, 5 << 20, 20 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int round = 0; round < 3; round++) {
            char *p = omp_calloc(1, sizes[i], a);
            EXPECT(p != NULL);
            EXPECT_EQ(count_set(p, sizes[i]), 0);
            memset(p, 0xff, sizes[i]);
            omp_free(p, a);
            p = omp_alloc(sizes[i] + 1000, a);
            EXPECT(p != NULL);
            memset(p, 0xff, sizes[i] + 1000);
            omp_free(p, a);
        }
    }
}

int main(void)
{
    omp_alloctrait_t none = {omp_atk_fallback, omp_atv_null_fb}, aligned = {omp_atk_alignment, 4096};
    omp_allocator_handle_t a = omp_init_allocator(omp_default_mem_space, 1, &none);
    omp_allocator_handle_t b = omp_init_allocator(omp_default_mem_space, 1, &aligned);
    untouched(omp_null_allocator);
    untouched(a);
    untouched(b);
    used_before(omp_null_allocator);
    used_before(a);
    used_before(b);
    EXPECT(omp_calloc(0, 10, a) == NULL);
    omp_destroy_allocator(a);
    omp_destroy_allocator(b);
    return expect_result();
}
