// KMP_SETTINGS and KMP_VERSION: what the user set, what holds, and which library this is.
// RUN: %veda-c-check --env KMP_SETTINGS=1 --env KMP_VERSION=true --env OMP_NUM_THREADS=3 --env KMP_HOT_TEAMS_MODE=1 --env OMP_PLACES=invalid
//     CHECK: veda: OMP_PLACES=invalid: not a list of places; using cores
//     CHECK: VEDA version: {{[0-9.]+}}
//     CHECK: User settings:
// CHECK-DAG: OMP_NUM_THREADS=3
// CHECK-DAG: KMP_SETTINGS=1
// CHECK-DAG: KMP_HOT_TEAMS_MODE=1 (has no effect)
//     CHECK: Effective settings:
// CHECK-DAG: OMP_NUM_THREADS='3'
// CHECK-DAG: OMP_PLACES='cores'
// CHECK-DAG: OMP_TOOL_LIBRARIES: value is not defined
#include <omp.h>

int main(void)
{
    return omp_get_max_threads() != 3;
}
