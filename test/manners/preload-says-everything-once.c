// Under LD_PRELOAD the library says once what there is to say about a variable, in its own name. What the program's
// own libgomp says in its constructor cannot be kept from it: its one line, and its own display, come first, and
// under the runtimes' names they do not come at all. libomp says nothing unless it is called.
// RUN: %gcc-omp %s -o %t.gcc
// RUN: %clang-omp %s -o %t.clang
// RUN: env OMP_SCHEDULE=odd OMP_DISPLAY_ENV=true LD_PRELOAD=%libveda %t.gcc 2>&1 | FileCheck %s --check-prefix=GCC
// RUN: env OMP_SCHEDULE=odd OMP_DISPLAY_ENV=true LD_PRELOAD=%libveda %t.clang 2>&1 | FileCheck %s
// RUN: env OMP_SCHEDULE=odd OMP_DISPLAY_ENV=true LD_LIBRARY_PATH=%names %t.gcc 2>&1 | FileCheck %s
// UNSUPPORTED: sanitizer, load-link
// GCC: libgomp: {{Unknown|Invalid}} value for environment variable OMP_SCHEDULE
// GCC: OPENMP DISPLAY ENVIRONMENT BEGIN
// GCC: OPENMP DISPLAY ENVIRONMENT END
// GCC-NEXT: the program
// GCC-NEXT: veda: OMP_SCHEDULE=odd: not
// GCC: OPENMP DISPLAY ENVIRONMENT BEGIN
// GCC: OPENMP DISPLAY ENVIRONMENT END
// GCC-NEXT: {{[0-9]+}} threads
// CHECK-NOT: libgomp:
// CHECK: the program
// CHECK-NEXT: veda: OMP_SCHEDULE=odd: not
// CHECK: OPENMP DISPLAY ENVIRONMENT BEGIN
// CHECK: OPENMP DISPLAY ENVIRONMENT END
// CHECK-NEXT: {{[0-9]+}} threads
// CHECK-NOT: OPENMP
#include <omp.h>
#include <stdio.h>

int main(void)
{
    int n = 0;
    fprintf(stderr, "the program\n");
#pragma omp parallel reduction(+ : n)
    n++;
    fprintf(stderr, "%d threads\n", n);
    return 0;
}
