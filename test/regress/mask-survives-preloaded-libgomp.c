// Under LD_PRELOAD the program's own libgomp pins the initial thread in its constructor when binding is
// asked for; the processors that we count are those that the process was started with.
// RUN: %gcc-omp %s -o %t
// RUN: env -u OMP_NUM_THREADS OMP_PROC_BIND=true LD_PRELOAD=%libveda %t
// UNSUPPORTED: sanitizer
#define _GNU_SOURCE
#include <omp.h>
#include <unistd.h>

#include "expect.h"

int main(void)
{
    int seen = omp_get_num_procs();
    EXPECT(seen == sysconf(_SC_NPROCESSORS_ONLN) || seen > 1);
    return expect_result();
}
