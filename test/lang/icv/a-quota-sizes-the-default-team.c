// A control group's quota of one processor makes default teams of one thread and is what the program is told;
// OMP_NUM_THREADS and num_threads are obeyed all the same. The quota may be a parent group's.
// RUN: %gcc-omp %s -o %t
// RUN: env -u OMP_NUM_THREADS %with-quota 100 %run %t 1 1
// RUN: env -u OMP_NUM_THREADS %with-quota 100 --above %run %t 1 1
// RUN: env OMP_NUM_THREADS=3 %with-quota 100 %run %t 3 1
// RUN: env -u OMP_NUM_THREADS OMP_DYNAMIC=true %with-quota 100 %run %t 1 1
// REQUIRES: cpu-quota
#include "expect.h"
#include <omp.h>
#include <stdbool.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    int threads = atoi(argv[1]), processors = atoi(argv[2]);
    EXPECT_EQ(omp_get_max_threads(), threads);
    EXPECT_EQ(omp_get_num_procs(), processors);
#pragma omp parallel
    EXPECT_EQ(omp_get_num_threads(), threads);
    bool fewer = omp_get_dynamic();
#pragma omp parallel num_threads(5)
    EXPECT_EQ(omp_get_num_threads(), fewer ? threads : 5);
    return expect_result();
}
