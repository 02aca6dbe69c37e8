// KMP_WARNINGS=0 silences the complaints about other variables.
// RUN: %veda-c-check --env KMP_WARNINGS=0 --env OMP_NUM_THREADS=abc --env OMP_VEDA_SPIN_US=x
// CHECK-NOT: veda:
// CHECK: done
#include <omp.h>
#include <stdio.h>

int main(void)
{
    omp_get_max_threads();
    fprintf(stderr, "done\n");
    return 0;
}
