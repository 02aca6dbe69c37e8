// omp_realloc of a block that is the system's pages has the system move them: what nobody has touched stays untouched,
// and to grow in steps costs about as many page faults as the last size has pages. Each step copied the whole block
// into new pages: old and new were in memory at once, and 8 MiB took seconds to become 64 MiB.
// RUN: %veda-c
// RUN: %veda-c --env OMP_VEDA_LARGE_PAGES=0
// RUN: %veda-c --env OMP_VEDA_LARGE_PAGES=2 --args reserved
#define _GNU_SOURCE
#include <omp.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "expect.h"
#include "stress/stress.h"

enum { MIB = 1 << 20, STEP = MIB / 4, PAGE = 4096 };

static int reserved; /* such pages cannot move; and where there are none, nobody tries */

static omp_allocator_handle_t with(uintptr_t alignment, uintptr_t pool_size)
{
    omp_alloctrait_t traits[] = {{omp_atk_alignment, alignment},
                                 {omp_atk_fallback, omp_atv_null_fb},
                                 {omp_atk_pool_size, pool_size}};
    return omp_init_allocator(omp_default_mem_space, pool_size ? 3 : 2, traits);
}

/* Each page has its number. */
static void fill(char *p, size_t from, size_t to)
{
    for (size_t at = (from + PAGE - 1) / PAGE * PAGE; at + sizeof at <= to; at += PAGE)
        memcpy(p + at, &at, sizeof at);
}

static int is_filled(const char *p, size_t bytes)
{
    for (size_t at = 0, is; at + sizeof at <= bytes; at += PAGE) {
        memcpy(&is, p + at, sizeof is);
        if (is != at)
            return 0;
    }
    return 1;
}

static long faults(void)
{
    struct rusage now;
    getrusage(RUSAGE_SELF, &now);
    return now.ru_minflt;
}

static void steps(size_t alignment, size_t from, size_t to)
{
    omp_allocator_handle_t a = with(alignment, 0);
    long before = faults();
    char *p = omp_alloc(from, a);
    EXPECT(p != NULL);
    fill(p, 0, from);
    for (size_t bytes = from; bytes < to; bytes += STEP) {
        p = omp_realloc(p, bytes + STEP, a, a);
        EXPECT(p && (uintptr_t)p % alignment == 0);
        EXPECT(is_filled(p, bytes));
        fill(p, bytes, bytes + STEP);
    }
    int sanitized = STRESS_ROUNDS(100) < 100; /* which has page faults of its own */
    if (!reserved && !sanitized && alignment <= PAGE)
        EXPECT(faults() - before < (long)(2 * to / PAGE));
    for (size_t bytes = to; bytes > 1000; bytes = bytes / 5 * 2 + 1) {
        p = omp_realloc(p, bytes, a, a);
        EXPECT(p && (uintptr_t)p % alignment == 0);
        EXPECT(is_filled(p, bytes));
    }
    omp_free(p, a);
    omp_destroy_allocator(a);
}

/* Bytes of [p, p + bytes) that are in memory; -1: not all is mapped. */
static long resident(char *p, size_t bytes)
{
    static unsigned char in[(600u << 20) / PAGE];
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *start = (char *)((uintptr_t)p & ~(page - 1));
    size_t pages = (size_t)(p + bytes - start + page - 1) / page;
    long n = 0;
    if (mincore(start, pages * page, in))
        return -1;
    for (size_t i = 0; i < pages; i++)
        n += in[i] & 1;
    return n * (long)page;
}

static void untouched(size_t alignment)
{
    size_t large = (size_t)256 * MIB;
    omp_allocator_handle_t a = with(alignment, 0);
    char *p = omp_alloc(large, a);
    EXPECT(p != NULL);
    p[0] = 1;
    p[large - 1] = 2;
    for (int i = 0; i < 5; i++) {
        char *behind = omp_alloc(16 * MIB, a); /* in the way, perhaps */
        p = omp_realloc(p, large + (size_t)(i + 1) * 48 * MIB, a, a);
        EXPECT(p && p[0] == 1 && p[large - 1] == 2);
        p[large + (size_t)(i + 1) * 48 * MIB - 1] = 3;
        EXPECT(resident(p, large + 240 * MIB) <= 64 * MIB);
        omp_free(behind, a);
    }
    char *q = omp_realloc(p, 9 * MIB, a, a);
    EXPECT_EQ(q == p, 1);
    EXPECT_EQ(q[0], 1);
    omp_free(q, a);
    omp_destroy_allocator(a);
}

/* The program has told the system of a part of its block: that cannot move at once. */
static void in_parts(void)
{
    size_t bytes = 8 * MIB, page = (size_t)sysconf(_SC_PAGESIZE);
    char *p = omp_alloc(bytes, omp_default_mem_alloc);
    EXPECT(p != NULL);
    fill(p, 0, bytes);
    uintptr_t part = ((uintptr_t)p + bytes / 2) & ~(uintptr_t)(page - 1);
    EXPECT_EQ(madvise((void *)part, page, MADV_DONTFORK), 0);
    p = omp_realloc(p, 4 * bytes, omp_default_mem_alloc, omp_default_mem_alloc);
    EXPECT(p && is_filled(p, bytes));
    memset(p, 1, 4 * bytes);
    omp_free(p, omp_default_mem_alloc);
}

/* Only the difference is charged, whether or not the pool has it; in the end it is all there again. */
static void pools(void)
{
    omp_allocator_handle_t a = with(16, 40 * MIB);
    for (int round = 0; round < 10; round++) {
        size_t bytes = 6 * MIB;
        char *p = omp_alloc(bytes, a), *q;
        EXPECT(p != NULL);
        fill(p, 0, bytes);
        while ((q = omp_realloc(p, bytes + 2 * MIB, a, a))) {
            p = q;
            fill(p, bytes, bytes + 2 * MIB);
            bytes += 2 * MIB;
        }
        EXPECT_EQ(bytes, 38 * MIB);
        EXPECT(is_filled(p, bytes));
        q = omp_alloc(MIB, a);
        EXPECT(q != NULL);
        EXPECT(omp_alloc(2 * MIB, a) == NULL);
        omp_free(q, a);
        p = omp_realloc(p, 7 * MIB, a, a);
        EXPECT(p && is_filled(p, 7 * MIB));
        q = omp_alloc(32 * MIB, a);
        EXPECT(q != NULL);
        omp_free(q, a);
        omp_free(p, a);
    }
    omp_destroy_allocator(a);
}

static void by_threads(void)
{
#pragma omp parallel num_threads(4)
    for (int round = 0; round < 10; round++) {
        size_t bytes = (size_t)(5 + omp_get_thread_num()) * MIB;
        char *p = omp_alloc(bytes, omp_default_mem_alloc);
        fill(p, 0, bytes);
        for (int i = 0; i < 8; i++) {
            p = omp_realloc(p, bytes + MIB, omp_default_mem_alloc, omp_default_mem_alloc);
            EXPECT(p && is_filled(p, bytes));
            fill(p, bytes, bytes + MIB);
            bytes += MIB;
        }
        omp_free(p, omp_default_mem_alloc);
    }
}

int main(int argc, char **argv)
{
    (void)argv;
    reserved = argc > 1;
    steps(16, 8 * MIB, reserved ? 16 * MIB : 64 * MIB);
    steps(4096, 5 * MIB, 16 * MIB);
    steps(16, 2 * MIB, 7 * MIB);
    steps(1 << 16, 5 * MIB, 8 * MIB);
    steps(8 * MIB, 5 * MIB, 8 * MIB);
    if (!reserved) {
        untouched(16);
        untouched(1024);
    }
    in_parts();
    pools();
    by_threads();
    EXPECT(omp_realloc(NULL, (size_t)-1 / 2, omp_null_allocator, omp_null_allocator) == NULL);
    return expect_result();
}
