// A program that asks for no places pays nothing for them: no thread's mask is set, no module is opened. It has no
// places, as in libgomp.
// RUN: %gcc-omp %s -o %t.g && %run strace -f -o %t.log %t.g && not grep -e sched_setaffinity -e hwloc %t.log
// RUN: %clang-omp %s -o %t.c && %run strace -f -o %t.log %t.c && not grep -e sched_setaffinity -e hwloc %t.log
// REQUIRES: strace, load-names
// (Sanitizers' runtimes make calls of their own.)
// UNSUPPORTED: sanitizer
#define _GNU_SOURCE
#include "places.h"

int main(void)
{
    for (int n = 1; n < 5; n++)
#pragma omp parallel num_threads(n) proc_bind(spread)
        EXPECT_EQ(omp_get_place_num(), -1);
    EXPECT_EQ(omp_get_num_places(), 0);
    EXPECT_EQ(omp_get_partition_num_places(), 0);
    EXPECT_EQ(omp_get_place_num_procs(0), 0);
    EXPECT_EQ(omp_get_proc_bind(), omp_proc_bind_false);
    return expect_result();
}
