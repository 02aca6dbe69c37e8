// Variables that mean nothing here, that are for devices only, or that are blank are accepted without a
// word; a sound value never makes one.
// RUN: %veda-c-check --env KMP_AFFINITY=granularity=fine,compact --env KMP_HOT_TEAMS_MAX_LEVEL=2 --env KMP_DUPLICATE_LIB_OK=TRUE --env GOMP_CPU_AFFINITY=0-1 --env OMP_NO_SUCH_VARIABLE=1 --env OMP_SCHEDULE= --env OMP_NUM_TEAMS_DEV_1=3 --env OMP_TOOL=enabled --env OMP_DEBUG=disabled --env OMP_THREADS_RESERVE=2 --env "OMP_AVAILABLE_DEVICES=kind(gpu),*" --env OMP_PLACES={0:2}
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
