/* Where blocks lie on the machine of ../qemu.sh: its nodes 0 and 1 have processors and plain memory, 2 fast memory,
 * 3 large memory. The first argument says what to look at; the system says where pages are. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <omp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "expect.h"

enum { PAGE = 4096, PAGES = 64, PART_SIZE_TRAIT = 14, OF_NODE = 1, AT_ADDRESS = 2 };
enum { RESERVED_PAGE = 2 << 20 };
enum { FAST = 2, LARGE = 3, FAST_MIB = 96, PLAIN_MIB = 256 };
enum { DEFAULT_SPACE = 99, HIGH_BW_SPACE = 3 }; /* of OpenMP 6.0 */

/* The node of a page that has been touched; both ways to ask agree. */
static int node_of(void *p)
{
    int status = -1, node = -1;
    void *page = (void *)((uintptr_t)p & -(uintptr_t)PAGE);
    EXPECT_EQ(syscall(SYS_move_pages, 0, 1ul, &page, NULL, &status, 0), 0);
    EXPECT_EQ(syscall(SYS_get_mempolicy, &node, NULL, 0ul, p, (unsigned long)(OF_NODE | AT_ADDRESS)), 0);
    EXPECT_EQ(status, node);
    return status;
}

static int own_node(void)
{
    unsigned cpu, node;
    EXPECT_EQ(getcpu(&cpu, &node), 0);
    return (int)node;
}

static omp_allocator_handle_t with(omp_memspace_handle_t space, uintptr_t partition, uintptr_t part_size)
{
    omp_alloctrait_t traits[] = {{omp_atk_partition, partition},
                                 {omp_atk_fallback, omp_atv_null_fb},
                                 {(omp_alloctrait_key_t)PART_SIZE_TRAIT, part_size}};
    omp_allocator_handle_t a = omp_init_allocator(space, part_size ? 3 : 2, traits);
    EXPECT(a != omp_null_allocator);
    return a;
}

/* A block of PAGES pages and its nodes, touched by the caller. */
static char *laid(omp_allocator_handle_t a, int node[PAGES])
{
    char *p = omp_alloc(PAGES * PAGE, a);
    EXPECT(p != NULL);
    for (int i = 0; i < PAGES; i++)
        p[i * PAGE] = 1;
    for (int i = 0; i < PAGES; i++)
        node[i] = node_of(p + i * PAGE);
    return p;
}

/* Parts of so many pages, from 0 and 1 in turn. */
static void expect_dealt(omp_allocator_handle_t a, int part)
{
    int node[PAGES];
    char *p = laid(a, node);
    for (int i = 0; i < PAGES; i++) {
        EXPECT(node[i] == 0 || node[i] == 1);
        EXPECT_EQ(node[i], (i / part & 1) ^ node[0]);
    }
    omp_free(p, a);
}

static void interleaved(void)
{
    expect_dealt(with(omp_default_mem_space, omp_atv_interleaved, 0), 1);
    expect_dealt(with(omp_default_mem_space, omp_atv_interleaved, 2 * PAGE + 1), 3);
}

static void blocked(void)
{
    int node[PAGES], first = 0;
    omp_allocator_handle_t a = with(omp_default_mem_space, omp_atv_blocked, 0);
    char *p = laid(a, node);
    while (first < PAGES && node[first] == 0)
        first++;
    EXPECT(first == PAGES / 2 || first == PAGES / 2 + 1); /* the block's head is in its first page */
    for (int i = first; i < PAGES; i++)
        EXPECT_EQ(node[i], 1);
    omp_free(p, a);
}

/* The initial thread touches what others have got: so it is their policy that counts. */
static void nearest(void)
{
    enum { THREADS = 4 };
    omp_allocator_handle_t a = with(omp_default_mem_space, omp_atv_nearest, 0);
    char *large[THREADS], *small[THREADS];
    int node[THREADS], seen = 0;
#pragma omp parallel num_threads(THREADS)
    {
        int i = omp_get_thread_num();
        large[i] = omp_alloc(PAGES * PAGE, a);
        small[i] = omp_alloc(100, a);
        node[i] = own_node();
    }
    for (int i = 0; i < THREADS; i++) {
        EXPECT(large[i] && small[i]);
        memset(large[i], 1, PAGES * PAGE);
        memset(small[i], 1, 100);
        for (int k = 0; k < PAGES; k++)
            EXPECT_EQ(node_of(large[i] + k * PAGE), node[i]);
        EXPECT_EQ(node_of(small[i]), node[i]);
        seen |= 1 << node[i];
    }
    EXPECT_EQ(seen, 3);
}

/* First touch, as of any memory. */
static void environment(void)
{
    omp_allocator_handle_t a = with(omp_default_mem_space, omp_atv_environment, 0);
    char *p = omp_alloc(PAGES * PAGE, a);
    EXPECT(p != NULL);
#pragma omp parallel for schedule(static)
    for (int i = 1; i < PAGES; i++) {
        p[i * PAGE] = 1;
        EXPECT_EQ(node_of(p + i * PAGE), own_node());
    }
}

static void expect_kind(omp_allocator_handle_t a, int wanted)
{
    int node[PAGES];
    char *p = laid(a, node), *q = omp_calloc(1, 100, a);
    for (int i = 0; i < PAGES; i++)
        EXPECT_EQ(node[i], wanted);
    EXPECT(q != NULL);
    EXPECT_EQ(node_of(q), wanted);
    omp_free(p, a);
    omp_free(q, a);
}

static void spaces(void)
{
    int here = own_node(); /* bound */
    expect_kind(omp_default_mem_alloc, here);
    expect_kind(omp_const_mem_alloc, here);
    expect_kind(omp_high_bw_mem_alloc, FAST);
    expect_kind(omp_large_cap_mem_alloc, LARGE);
    expect_kind(with(omp_high_bw_mem_space, omp_atv_interleaved, 0), FAST);
    expect_kind(with(omp_large_cap_mem_space, omp_atv_nearest, 0), LARGE);
}

/* A node that is full is preferred, and that is all. */
static void full(void)
{
    size_t bytes = (FAST_MIB + 16) << 20;
    char *p = omp_alloc(bytes, omp_high_bw_mem_alloc);
    int on_it = 0, elsewhere = 0;
    EXPECT(p != NULL);
    for (size_t at = 0; at < bytes; at += PAGE)
        p[at] = 1;
    for (size_t at = 0; at < bytes; at += 64 * PAGE)
        ++*(node_of(p + at) == FAST ? &on_it : &elsewhere);
    EXPECT(on_it > 0 && elsewhere > 0);
    omp_free(p, omp_high_bw_mem_alloc);
}

/* OMP_PLACES=numa_domains: nodes without processors are no places. */
static void places(void)
{
    EXPECT_EQ(omp_get_num_places(), 2);
    for (int i = 0; i < 2; i++) {
        int ids[8] = {-1, -1};
        EXPECT_EQ(omp_get_place_num_procs(i), 2);
        omp_get_place_proc_ids(i, ids);
        EXPECT_EQ(ids[0], 2 * i);
        EXPECT_EQ(ids[1], 2 * i + 1);
    }
#pragma omp parallel num_threads(2) proc_bind(spread)
    EXPECT_EQ(own_node(), omp_get_thread_num());
}

static int reserved_free(void)
{
    char line[256];
    int n = -1;
    FILE *f = fopen("/proc/meminfo", "r");
    while (f && n < 0 && fgets(line, sizeof line, f))
        sscanf(line, "HugePages_Free: %d", &n);
    EXPECT(f != NULL);
    if (f)
        fclose(f);
    return n;
}

/* OMP_VEDA_LARGE_PAGES=2: a block of so many reserved pages, of which the first half is to come from node 0. */
static void expect_halves(omp_allocator_handle_t a, int pages)
{
    int before = reserved_free();
    char *p = omp_alloc((size_t)pages * RESERVED_PAGE - PAGE, a);
    EXPECT(p != NULL);
    for (int i = 0; i < pages; i++) {
        p[i * RESERVED_PAGE] = 1;
        EXPECT_EQ(node_of(p + i * RESERVED_PAGE), i >= pages / 2);
    }
    EXPECT_EQ(reserved_free(), before - pages);
    omp_free(p, a);
    EXPECT_EQ(reserved_free(), before);
}

static void reserved(void)
{
    expect_halves(with(omp_default_mem_space, omp_atv_blocked, 0), 4);
    expect_halves(with(omp_default_mem_space, omp_atv_interleaved, RESERVED_PAGE + PAGE), 4);
}

/* A routine of 6.0, which the compilers' own libraries do not have. */
static void *routine(const char *name)
{
    void *p = dlsym(RTLD_DEFAULT, name);
    EXPECT(p != NULL);
    return p;
}

static void parts(void)
{
    enum { BLOCK_MIB = 40, BLOCKS = PLAIN_MIB / BLOCK_MIB };
    int (*resources)(uintptr_t) = (int (*)(uintptr_t))routine("omp_get_memspace_num_resources");
    uintptr_t (*part)(uintptr_t, int, const int *) =
        (uintptr_t (*)(uintptr_t, int, const int *))routine("omp_get_submemspace");
    EXPECT_EQ(resources(DEFAULT_SPACE), 2);
    EXPECT_EQ(resources(HIGH_BW_SPACE), 1);
    for (int i = 0; i < 2; i++) {
        omp_memspace_handle_t space = (omp_memspace_handle_t)part(DEFAULT_SPACE, 1, &i);
        EXPECT_EQ(resources((uintptr_t)space), 1);
        expect_kind(with(space, omp_atv_environment, 0), i);
        expect_kind(with(space, omp_atv_interleaved, 0), i);
        expect_kind(with(space, omp_atv_blocked, 0), i);
        expect_kind(with(space, omp_atv_nearest, 0), i);
        expect_kind(omp_init_allocator(space, 0, NULL), i);
    }

    /* Of the node until it has no more, whatever the others have; then, what the fallback says. */
    const int last = 1;
    omp_memspace_handle_t space = (omp_memspace_handle_t)part(DEFAULT_SPACE, 1, &last);
    omp_allocator_handle_t a = with(space, omp_atv_environment, 0);
    char *block[BLOCKS + 1];
    int n = 0;
    while (n < BLOCKS && (block[n] = omp_alloc(BLOCK_MIB << 20, a)))
        n++;
    EXPECT(n >= 3 && n < BLOCKS);
    EXPECT(omp_alloc(BLOCK_MIB << 20, a) == NULL);
    char *other = omp_alloc(BLOCK_MIB << 20, omp_init_allocator(space, 0, NULL));
    EXPECT(other != NULL);
    memset(other, 1, BLOCK_MIB << 20);
    for (int i = 0; i < n; i++)
        for (size_t at = 0; at < (size_t)BLOCK_MIB << 20; at += PAGE)
            EXPECT_EQ(node_of(block[i] + at), last);
    while (n > 0)
        omp_free(block[--n], a);
    expect_kind(a, last);
    EXPECT(omp_alloc((size_t)(PLAIN_MIB + 1) << 20, a) == NULL);
}

static const struct {
    const char *name;
    void (*look)(void);
} looks[] = {{"interleaved", interleaved}, {"blocked", blocked}, {"nearest", nearest}, {"environment", environment},
             {"spaces", spaces}, {"full", full}, {"places", places},
             {"reserved", reserved}, {"parts", parts}};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof looks / sizeof *looks; i++)
        if (!strcmp(looks[i].name, argv[1])) {
            looks[i].look();
            return expect_result();
        }
    return 2;
}
