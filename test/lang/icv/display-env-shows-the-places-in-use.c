// OMP_DISPLAY_ENV shows the place list in force, whoever asked for it, not the variable's text: OMP_PROC_BIND alone,
// GOMP_CPU_AFFINITY, a name, a list with processors that are not there.
// RUN: %veda-c-check --env OMP_DISPLAY_ENV=true --env OMP_PLACES={0},{1},{100000}
// RUN: %veda-c-check --env OMP_DISPLAY_ENV=true --env OMP_PROC_BIND=close -DALONE
// RUN: %veda-c-check --env OMP_DISPLAY_ENV=true --env OMP_PLACES=threads
// RUN: %veda-c-check --env OMP_DISPLAY_ENV=verbose --env "GOMP_CPU_AFFINITY=0 1"
// RUN: %gcc-omp -DNONE %s -o %t.none && env OMP_DISPLAY_ENV=true %run %t.none 2>&1 | FileCheck %s --check-prefix=NONE
// REQUIRES: cpus-2
// UNSUPPORTED: load-preload
// CHECK: OMP_PLACES = '{{.*}}{0{{.*}}1{{.*}}}{{.*}}'
// NONE: OMP_PLACES = ''
#include <omp.h>

#include "expect.h"

int main(void)
{
#ifdef NONE
    EXPECT_EQ(omp_get_num_places(), 0);
#else
    EXPECT(omp_get_num_places() >= 1);
#endif
    return expect_result();
}
