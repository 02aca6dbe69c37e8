// A blocked array asks the system for memory of the node of each thread's place, in a parallel region for those of its
// team; an interleaved one for pages in turn. The machine is made up and has more nodes than this one: parts of nodes
// that the process may not use are left to first touch.
// REQUIRES: hwloc
// RUN: rm -rf %t.d && mkdir %t.d && %python %S/../../numa/machines/machines.py %t.d
// RUN: %veda-abi -fopenmp --env HWLOC_XMLFILE=%t.d/epyc.xml --env OMP_PLACES=cores --env OMP_PROC_BIND=close \
// RUN:     --env OMP_NUM_THREADS=8
#define _GNU_SOURCE
#include <omp.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <veda_omp.h>

#include "expect.h"

/* linux/mempolicy.h */
enum { DEFAULT = 0, PREFERRED = 1, INTERLEAVE = 3, F_ADDR = 2, F_MEMS_ALLOWED = 4 };

enum { PAGES = 80 };
static size_t page;
static unsigned long allowed[16];

static void is_at(char *p, int first_page, int pages, int node)
{
    for (int i = first_page; i < first_page + pages; i++) {
        int mode = -1;
        unsigned long nodes[16] = {0};
        EXPECT_EQ(syscall(SYS_get_mempolicy, &mode, nodes, 1025ul, p + (size_t)i * page, (unsigned long)F_ADDR), 0);
        if (allowed[0] >> node & 1) {
            EXPECT_EQ(mode, PREFERRED);
            EXPECT_EQ(nodes[0], 1ul << node);
        } else {
            EXPECT_EQ(mode, DEFAULT);
        }
    }
}

int main(void)
{
    page = (size_t)sysconf(_SC_PAGESIZE);
    if (syscall(SYS_get_mempolicy, NULL, allowed, 1025ul, NULL, (unsigned long)F_MEMS_ALLOWED)) {
        printf("no policies here\n");
        return 0;
    }
    /* Eight threads on eight cores, four cores a node. */
    char *p = (char *)veda_alloc_distributed(PAGES * page, VEDA_BLOCKED);
    is_at(p, 0, 40, 0);
    is_at(p, 40, 40, 1);
    veda_free_distributed(p);

    omp_set_num_threads(16);
    p = (char *)veda_alloc_distributed(PAGES * page, VEDA_BLOCKED);
    for (int i = 0; i < 4; i++)
        is_at(p, 20 * i, 20, i);
    veda_free_distributed(p);

    /* The team is that of the region, by the clauses of the region. */
#pragma omp parallel num_threads(5) proc_bind(spread) private(p)
#pragma omp master
    {
        p = (char *)veda_alloc_distributed(PAGES * page, VEDA_BLOCKED); /* on cores 0 4 7 10 13 */
        is_at(p, 0, 16, 0);
        is_at(p, 16, 32, 1);
        is_at(p, 48, 16, 2);
        is_at(p, 64, 16, 3);
        veda_free_distributed(p);
    }

    p = (char *)veda_alloc_distributed(PAGES * page, VEDA_INTERLEAVED);
    int mode = -1;
    EXPECT_EQ(syscall(SYS_get_mempolicy, &mode, NULL, 0ul, p + page, (unsigned long)F_ADDR), 0);
    EXPECT_EQ(mode, INTERLEAVE);
    veda_free_distributed(p);
    return expect_result();
}
