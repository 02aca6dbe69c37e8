// A value that cannot be read is one line on stderr with variable, value and what is used instead, once,
// and the program runs on with that.
// RUN: %veda-c-check --env OMP_NUM_THREADS=abc --env OMP_SCHEDULE=foo --env OMP_DYNAMIC=2 --env OMP_STACKSIZE=q --env OMP_PLACES='sockets(' --env OMP_PROC_BIND=x --env OMP_WAIT_POLICY=lazy --env OMP_THREAD_LIMIT=-1 --env OMP_MAX_ACTIVE_LEVELS=many --env OMP_CANCELLATION=maybe --env OMP_TARGET_OFFLOAD=perhaps --env OMP_ALLOCATOR=x --env OMP_DEFAULT_DEVICE=one --env OMP_DISPLAY_ENV=2 --env GOMP_SPINCOUNT=z --env KMP_BLOCKTIME=2h --env KMP_LIBRARY=k --env OMP_MAX_TASK_PRIORITY=-1 --env OMP_NUM_TEAMS=0 --env OMP_VEDA_SPIN_US=-3
// CHECK-DAG: veda: OMP_NUM_THREADS=abc: not a positive number list; using {{[0-9]+$}}
// CHECK-DAG: veda: OMP_SCHEDULE=foo: not [modifier:]kind[,chunk]; using STATIC
// CHECK-DAG: veda: OMP_DYNAMIC=2: not true or false; using FALSE
// CHECK-DAG: veda: OMP_STACKSIZE=q: not a size such as 4M; using {{[0-9]+[BKMG]$}}
// CHECK-DAG: veda: OMP_PLACES=sockets(: not a list of places; using sockets
// CHECK-DAG: veda: OMP_PROC_BIND=x: not true, false or a list such as spread,close; using the default
// CHECK-DAG: veda: OMP_WAIT_POLICY=lazy: not active or passive; using PASSIVE
// CHECK-DAG: veda: OMP_THREAD_LIMIT=-1: not a positive number; using 2147483647
// CHECK-DAG: veda: OMP_MAX_ACTIVE_LEVELS=many: not a number from 0 up; using 1
// CHECK-DAG: veda: OMP_CANCELLATION=maybe: not true or false; using FALSE
// CHECK-DAG: veda: OMP_TARGET_OFFLOAD=perhaps: not mandatory, disabled or default; using DEFAULT
// CHECK-DAG: veda: OMP_ALLOCATOR=x: not a predefined allocator, {{.*}}; using omp_default_mem_alloc
// CHECK-DAG: veda: OMP_DEFAULT_DEVICE=one: not a list of device numbers, {{.*}}; using 0
// CHECK-DAG: veda: OMP_DISPLAY_ENV=2: not true, false or verbose; using FALSE
// CHECK-DAG: veda: GOMP_SPINCOUNT=z: not a number or infinite; using the default
// CHECK-DAG: veda: KMP_BLOCKTIME=2h: not a time such as 200, 10us, 1s, or infinite; using the default
// CHECK-DAG: veda: KMP_LIBRARY=k: not serial, turnaround or throughput; using throughput
// CHECK-DAG: veda: OMP_MAX_TASK_PRIORITY=-1: not a number from 0 up; using 0
// CHECK-DAG: veda: OMP_NUM_TEAMS=0: not a positive number; using 0
// CHECK-DAG: veda: OMP_VEDA_SPIN_US=-3: not a number from -1 to 1000000000; using -1
// CHECK: ran 1
// CHECK-NOT: veda:
#include <omp.h>
#include <stdio.h>

int main(void)
{
    int ran = 0;
#pragma omp parallel num_threads(2)
#pragma omp single
    ran = 1;
    omp_get_max_threads();
    fprintf(stderr, "ran %d\n", ran);
    return 0;
}
