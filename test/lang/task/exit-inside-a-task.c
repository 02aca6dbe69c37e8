// exit inside a task ends the process with its status while other tasks run and wait.
// RUN: %veda-c --status 7 --repeat 5
#include <omp.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
#pragma omp parallel num_threads(4)
#pragma omp single
    for (int i = 0; i < 1000; i++) {
#pragma omp task firstprivate(i)
        {
            if (i == 700)
                exit(7);
            usleep(10);
        }
    }
    return 1;
}
