// OMP_DISPLAY_ENV and omp_display_env (5.2, 21.7 and 18.15): the standard's frame on stderr, the initial
// values of the ICVs whatever the program has set since, the library's own variables when asked for all.
// RUN: %veda-c-check --env OMP_DISPLAY_ENV=true --env OMP_NUM_THREADS=4,2 --env OMP_SCHEDULE=monotonic:guided,7 --env OMP_PROC_BIND=spread,close --env OMP_STACKSIZE=16384 --env OMP_WAIT_POLICY=active
// UNSUPPORTED: load-preload
//      CHECK: OPENMP DISPLAY ENVIRONMENT BEGIN
// CHECK-NEXT: _OPENMP = '202111'
//  CHECK-DAG: [host] OMP_DYNAMIC = 'FALSE'
//  CHECK-DAG: [host] OMP_NUM_THREADS = '4,2'
//  CHECK-DAG: [host] OMP_SCHEDULE = 'MONOTONIC:GUIDED,7'
//  CHECK-DAG: [host] OMP_PROC_BIND = 'SPREAD,CLOSE'
//  CHECK-DAG: [host] OMP_STACKSIZE = '16M'
//  CHECK-DAG: [host] OMP_WAIT_POLICY = 'ACTIVE'
//  CHECK-DAG: [host] OMP_MAX_ACTIVE_LEVELS = '2147483647'
//  CHECK-DAG: [host] OMP_NUM_TEAMS = '0'
//  CHECK-NOT: KMP_
//      CHECK: OPENMP DISPLAY ENVIRONMENT END
//      CHECK: from the program
//      CHECK: OPENMP DISPLAY ENVIRONMENT BEGIN
//  CHECK-DAG: [host] OMP_NUM_THREADS = '4,2'
//  CHECK-DAG: [host] OMP_NUM_TEAMS = '0'
//  CHECK-DAG: [host] KMP_BLOCKTIME =
//  CHECK-DAG: [host] GOMP_SPINCOUNT =
//  CHECK-DAG: [host] OMP_VEDA_SPIN_US = '-1'
//      CHECK: OPENMP DISPLAY ENVIRONMENT END
#include <omp.h>
#include <stdio.h>

void omp_display_env(int verbose);

int main(void)
{
    omp_set_num_threads(3);
    omp_set_num_teams(9);
    omp_set_dynamic(1);
    fprintf(stderr, "from the program\n");
    omp_display_env(1);
    return 0;
}
