// Arrays of veda_alloc_distributed are zeroed pages that any thread uses and any thread frees. First touch is by the
// threads of the team, each its part; in a parallel region nobody touches. Wrong arguments get NULL, errno, a line.
// RUN: %veda-abi-check -fopenmp --env OMP_NUM_THREADS=4 --env OMP_VEDA_LARGE_PAGES=0
// CHECK: veda_alloc_distributed: 0 is no enum veda_distribution; giving NULL
// CHECK-NEXT: veda_alloc_distributed: 4 is no enum veda_distribution; giving NULL
// CHECK-NEXT: veda_free_distributed: 0x{{[0-9a-f]+}} is not from veda_alloc_distributed; not freed
// CHECK-NEXT: veda_free_distributed: 0x{{[0-9a-f]+}} is not from veda_alloc_distributed; not freed
// CHECK-NOT: {{.}}
#define _GNU_SOURCE
#include <errno.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <veda_omp.h>

#include "expect.h"

enum { THREADS = 4, PAGES = 4000 };
static size_t page;

static int resident(void *p)
{
    static unsigned char in[PAGES];
    int n = 0;
    EXPECT_EQ(mincore(p, PAGES * page, in), 0);
    for (int i = 0; i < PAGES; i++)
        n += in[i] & 1;
    return n;
}

static void is_memory(int how)
{
    size_t bytes = PAGES * page - 5;
    unsigned char *p = (unsigned char *)veda_alloc_distributed(bytes, how);
    EXPECT(p != NULL);
    EXPECT_EQ((uintptr_t)p % page, 0);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < bytes; i++)
        p[i] += (unsigned char)(i % 251 + 1);
    for (size_t i = 0; i < bytes; i += 77)
        EXPECT_EQ(p[i], i % 251 + 1);
#pragma omp parallel
    if (omp_get_thread_num() == omp_get_num_threads() - 1)
        veda_free_distributed(p);
}

static long faults(void)
{
    struct rusage r;
    EXPECT_EQ(getrusage(RUSAGE_THREAD, &r), 0);
    return r.ru_minflt;
}

static void first_touch(void)
{
    long before[THREADS], after[THREADS];
    void *p;
#pragma omp parallel
    before[omp_get_thread_num()] = faults();
    p = veda_alloc_distributed(PAGES * page, VEDA_FIRST_TOUCH);
#pragma omp parallel
    after[omp_get_thread_num()] = faults();
    EXPECT_EQ(resident(p), PAGES);
    for (int i = 0; i < THREADS; i++)
        EXPECT(after[i] - before[i] >= PAGES / THREADS / 64); /* a page of the system's may be many */
    veda_free_distributed(p);

#pragma omp parallel
#pragma omp single
    {
        p = veda_alloc_distributed(PAGES * page, VEDA_FIRST_TOUCH);
        EXPECT_EQ(resident(p), 0);
    }
    veda_free_distributed(p);
    p = veda_alloc_distributed(PAGES * page, VEDA_BLOCKED);
    EXPECT_EQ(resident(p), 0);
    veda_free_distributed(p);
}

static void is_refused(size_t bytes, int how, int want)
{
    errno = 0;
    EXPECT(veda_alloc_distributed(bytes, how) == NULL);
    EXPECT_EQ(errno, want);
}

int main(void)
{
    page = (size_t)sysconf(_SC_PAGESIZE);
    for (int how = VEDA_BLOCKED; how <= VEDA_FIRST_TOUCH; how++) {
        is_memory(how);
        void *small = veda_alloc_distributed(1, how);
        EXPECT(small != NULL);
        veda_free_distributed(small);
        is_refused(0, how, EINVAL);
        is_refused(SIZE_MAX, how, ENOMEM);
        is_refused(SIZE_MAX / 4, how, ENOMEM);
    }
    first_touch();
    is_refused(100, 0, EINVAL);
    is_refused(100, 4, EINVAL);
    veda_free_distributed(NULL);
    char *p = (char *)veda_alloc_distributed(page, VEDA_BLOCKED), *other = (char *)malloc(1);
    veda_free_distributed(p + 1);
    veda_free_distributed(other);
    p[0] = 1;
    veda_free_distributed(p);
    free(other);
    return expect_result();
}
