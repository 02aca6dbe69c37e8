// OMP_VEDA_VERBOSE=1: every value and what gave it; a knob may be spelled without the OMP_.
// RUN: %veda-c-check --env VEDA_VERBOSE=1 --env OMP_VEDA_SPIN_US=99 --env OMP_DYNAMIC_ALL=true
// CHECK-DAG: veda: version {{.+}}, built by
// CHECK-DAG: veda: OMP_DYNAMIC = 'TRUE' (OMP_DYNAMIC_ALL)
// CHECK-DAG: veda: OMP_SCHEDULE = 'STATIC' (default)
// CHECK-DAG: veda: OMP_VEDA_SPIN_US = '99' (OMP_VEDA_SPIN_US): microseconds
// CHECK-DAG: veda: OMP_VEDA_VERBOSE = '1' (VEDA_VERBOSE)
#include <omp.h>

int main(void)
{
    return !omp_get_dynamic();
}
