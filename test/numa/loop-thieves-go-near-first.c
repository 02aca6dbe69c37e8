// A thread that has run its share of a loop takes half of a neighbour's, as long as one at its memory node has a fourth
// of what the one with most anywhere has; then it goes further. Where nobody is bound it goes by number. Each thread
// takes one iteration and waits within it until one of them, the thief, has run all that is left: in which order is
// told by whose share the iterations are of. The machine is made up, and nobody is bound in truth.
// REQUIRES: hwloc
// RUN: rm -rf %t.d && mkdir %t.d && %python %S/machines/machines.py %t.d
// RUN: %gcc-omp %s -o %t-gcc && %clang-omp %s -o %t-clang
// RUN: env HWLOC_XMLFILE=%t.d/epyc.xml OMP_PLACES=threads OMP_PROC_BIND=close %run %t-gcc | FileCheck %s --check-prefix=CLOSE
// RUN: env HWLOC_XMLFILE=%t.d/epyc.xml OMP_PLACES=threads OMP_PROC_BIND=close %run %t-clang | FileCheck %s --check-prefix=CLOSE
// RUN: env HWLOC_XMLFILE=%t.d/epyc.xml %run %t-gcc | FileCheck %s --check-prefix=NUMBER
// CLOSE: thief 5 of 5 4 7 6 1 2 3 0 4 7 6 1 2 3 0 13 14 15 8 9 10 11 12 4 7 6
// NUMBER: thief 5 of 5 6 7 8 9 10 11 12 13 14 15 0 1 2 3 4 6 7 8 9
#include <omp.h>
#include <stdio.h>
#include <unistd.h>

enum { THREADS = 16, SHARE = 16, THIEF = 5, TRIP = THREADS * SHARE + 1 }; /* the last iteration is in nobody's share */

int main(void)
{
    int inside = 0, left = TRIP - THREADS, of[TRIP], n = 0;
#pragma omp parallel num_threads(THREADS)
    {
        int me = omp_get_thread_num(), first = 1, seen;
#pragma omp for schedule(nonmonotonic : dynamic, 1)
        for (int i = 0; i < TRIP; i++) {
            if (first) {
#pragma omp atomic
                inside++;
            }
            do { /* the thief begins when all are inside, the others go on when it has run the rest */
                if (!first)
                    break;
                usleep(1000);
                if (me == THIEF) {
#pragma omp atomic read
                    seen = inside;
                    seen = seen < THREADS;
                } else {
#pragma omp atomic read
                    seen = left;
                }
            } while (seen > 0);
            if (me == THIEF && !first) {
                of[n++] = i / SHARE;
#pragma omp atomic
                left--;
            }
            first = 0;
        }
    }
    printf("thief %d of", THIEF);
    for (int i = 0; i < n; i++)
        if (i == 0 || of[i] != of[i - 1])
            printf(" %d", of[i]);
    puts("");
}
