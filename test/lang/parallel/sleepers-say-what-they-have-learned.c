// A worker that goes to sleep between regions says how long it has looked and from how many waits it has learned
// how long looking pays.
// RUN: %veda-c-check --env OMP_VEDA_LOG=sleep --env OMP_NUM_THREADS=2
// CHECK: sleep looked_us={{[0-9]+}} waits_seen={{[1-9][0-9]*}} wake_us={{[1-9]}}
#include <omp.h>
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 8; i++) {
#pragma omp parallel
        omp_get_thread_num();
        usleep(30000);
    }
    return 0;
}
