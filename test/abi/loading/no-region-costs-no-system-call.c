// A program that opens no region pays for the load alone: behind the loader's last call comes the exit.
// RUN: %gcc-omp %s -o %t
// RUN: %run strace -f -o %t.log %t
// RUN: tail -n 3 %t.log | FileCheck %s
// CHECK: munmap
// CHECK-NEXT: exit_group
// REQUIRES: strace, load-names
// UNSUPPORTED: sanitizer, coverage
#include <stdlib.h>

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 100) {
#pragma omp parallel
        abort();
    }
    return 0;
}
