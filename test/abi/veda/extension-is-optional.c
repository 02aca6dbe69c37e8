// A program with VEDA_OMP_OPTIONAL finds the extension where VEDA runs it, and is itself without it elsewhere.
// REQUIRES: !load-link, !sanitizer
// RUN: %gcc-omp %s -o %t.g && %run %t.g present && timeout 60 %t.g absent
// RUN: %gcc-omp -no-pie -fPIC %s -o %t.n && %run %t.n present && timeout 60 %t.n absent
// RUN: echo '#include <veda_omp.h>' | %gcc-omp -std=c89 -pedantic-errors -x c -fsyntax-only -
// RUN: %clang-omp %s -o %t.c && %run %t.c present && timeout 60 %t.c absent
#define VEDA_OMP_OPTIONAL
#include <stdlib.h>
#include <string.h>
#include <veda_omp.h>

#include "expect.h"

enum { N = 10000 };

int main(int argc, char **argv)
{
    EXPECT(argc == 2);
    EXPECT_EQ(veda_omp_present(), !strcmp(argv[1], "present"));
    double *a = (double *)(veda_omp_present() ? veda_alloc_distributed(N * sizeof *a, VEDA_FIRST_TOUCH)
                                              : malloc(N * sizeof *a));
    EXPECT(a != NULL);
#pragma omp parallel for
    for (int i = 0; i < N; i++)
        a[i] = i;
    EXPECT_EQ((int)a[N - 1], N - 1);
    if (veda_omp_present())
        veda_free_distributed(a);
    else
        free(a);
    return expect_result();
}
