// exit inside a region ends the process with its status while workers wait or run.
// RUN: %veda-c --status 7
#include <omp.h>
#include <stdlib.h>

int main(void)
{
#pragma omp parallel num_threads(4)
    {
#pragma omp master
        exit(7);
#pragma omp barrier
    }
    return 1;
}
