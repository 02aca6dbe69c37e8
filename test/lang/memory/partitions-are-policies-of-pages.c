// What the system says of a block's pages: the policy that its allocator's partition asks for, and none where it is
// `environment` (5.2, 6.2, Memory Allocators). Large blocks and small ones.
// RUN: %veda-c
#define _GNU_SOURCE
#include <errno.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "expect.h"

enum { AT_ADDRESS = 2, DEFAULT = 0, PREFERRED = 1, INTERLEAVE = 3, LOCAL = 4, PREFERRED_MANY = 5 };

/* -1: it must not be asked for here. */
static int policy_of(void *p)
{
    int mode = -1;
    if (syscall(SYS_get_mempolicy, &mode, NULL, 0ul, p, (unsigned long)AT_ADDRESS))
        return -1;
    return mode;
}

static int prefers(int mode)
{
    return mode == PREFERRED || mode == PREFERRED_MANY || mode == LOCAL;
}

static void look(omp_memspace_handle_t space, uintptr_t partition)
{
    static const size_t sizes[] = {24, 3000, 100000, 9 << 20};
    omp_alloctrait_t traits[] = {{omp_atk_partition, partition}, {omp_atk_fallback, omp_atv_null_fb}};
    omp_allocator_handle_t a = omp_init_allocator(space, 2, traits);
    EXPECT(a != omp_null_allocator);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *p = omp_alloc(sizes[i], a);
        EXPECT(p != NULL);
        memset(p, 1, sizes[i]);
        int first = policy_of(p), last = policy_of(p + sizes[i] - 1);
        EXPECT_EQ(first, last);
        if (partition == omp_atv_environment)
            EXPECT_EQ(first, DEFAULT);
        else if (partition == omp_atv_interleaved)
            EXPECT_EQ(first, INTERLEAVE);
        else
            EXPECT(prefers(first));
        p = omp_realloc(p, 3 * sizes[i], a, a);
        EXPECT(p && p[0] == 1 && p[sizes[i] - 1] == 1);
        memset(p, 2, 3 * sizes[i]);
        EXPECT_EQ(policy_of(p), first);
        EXPECT_EQ(policy_of(p + 3 * sizes[i] - 1), first);
        omp_free(p, a);
    }
    omp_destroy_allocator(a);
}

int main(void)
{
    int here;
    if (policy_of(&here) != DEFAULT)
        return 0; /* a container that forbids to ask, or somebody's numactl */
    look(omp_default_mem_space, omp_atv_environment);
    look(omp_default_mem_space, omp_atv_interleaved);
    look(omp_default_mem_space, omp_atv_blocked);
    look(omp_default_mem_space, omp_atv_nearest);
    look(omp_const_mem_space, omp_atv_interleaved);
    return expect_result();
}
