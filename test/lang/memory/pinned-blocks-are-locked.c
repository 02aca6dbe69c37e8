// Blocks of an allocator with pinned=true are locked in memory until they are freed; where the limit on locked memory
// forbids it there is one line, and what the fallback says (5.2, 6.2, Memory Allocators).
// Sanitizers take mlock away.
// REQUIRES: !sanitizer
// RUN: %veda-c-check
// CHECK: veda: {{[0-9]+}} bytes cannot be pinned ({{.*}}RLIMIT_MEMLOCK{{.*}}using the allocator's fallback
// CHECK-NOT: veda:
#define _GNU_SOURCE
#include <grp.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "expect.h"

enum { SMALL = 100, LARGE = 200 * 1024 };

static long locked_kib(void)
{
    char line[256];
    long kib = -1;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        sscanf(line, "VmLck: %ld", &kib);
    EXPECT(f != NULL && kib >= 0);
    if (f)
        fclose(f);
    return kib;
}

static omp_allocator_handle_t pinned(uintptr_t fallback, uintptr_t fb_data)
{
    omp_alloctrait_t traits[] = {{omp_atk_pinned, omp_atv_true},
                                 {omp_atk_fallback, fallback},
                                 {omp_atk_fb_data, fb_data}};
    omp_allocator_handle_t a = omp_init_allocator(omp_default_mem_space, 3, traits);
    EXPECT(a != omp_null_allocator);
    return a;
}

static void allowed(void)
{
    omp_allocator_handle_t a = pinned(omp_atv_null_fb, 0);
    long before = locked_kib();
    char *p = omp_alloc(SMALL, a), *q = omp_calloc(1, LARGE, a);
    EXPECT(p && q);
    EXPECT(locked_kib() >= before + (SMALL + LARGE) / 1024);
    memset(p, 1, SMALL);
    q = omp_realloc(q, 2 * LARGE, a, a);
    EXPECT(q && !q[0] && !q[LARGE - 1]);
    EXPECT(locked_kib() >= before + 2 * LARGE / 1024);
    omp_free(q, a);
    omp_free(p, a);
    EXPECT_EQ(locked_kib(), before);
    omp_destroy_allocator(a);
}

static void forbidden(void)
{
    struct rlimit none = {0, 0};
    EXPECT_EQ(setrlimit(RLIMIT_MEMLOCK, &none), 0);
    if (!getuid()) /* the limit is not for root */
        EXPECT(!setgroups(0, NULL) && !setresgid(65534, 65534, 65534) && !setresuid(65534, 65534, 65534));
    long before = locked_kib();
    omp_allocator_handle_t null = pinned(omp_atv_null_fb, 0), def = pinned(omp_atv_default_mem_fb, 0);
    omp_allocator_handle_t other = pinned(omp_atv_allocator_fb, omp_const_mem_alloc);
    EXPECT(omp_alloc(SMALL, null) == NULL);
    EXPECT(omp_alloc(LARGE, null) == NULL);
    char *p = omp_alloc(SMALL, def), *q = omp_alloc(LARGE, other);
    EXPECT(p && q);
    memset(p, 1, SMALL);
    memset(q, 1, LARGE);

    /* A block that is to be pinned and cannot stays what it was, or where it was. */
    char *plain = omp_alloc(LARGE, omp_default_mem_alloc);
    EXPECT(plain != NULL);
    plain[LARGE - 1] = 3;
    EXPECT(omp_realloc(plain, LARGE, null, omp_default_mem_alloc) == NULL);
    EXPECT_EQ(plain[LARGE - 1], 3);
    EXPECT(omp_realloc(plain, LARGE, def, omp_default_mem_alloc) == plain);
    omp_free(plain, omp_default_mem_alloc);
    EXPECT_EQ(locked_kib(), before);
    omp_free(p, def);
    omp_free(q, other);
}

int main(void)
{
    allowed();
    forbidden();
    return expect_result();
}
