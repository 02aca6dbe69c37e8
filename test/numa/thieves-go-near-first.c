// A thread that looks for work takes that of its neighbours first: of its core, its last-level cache, its node, its
// socket, then the rest; before them all that of the thread that it has robbed last (at the start: number 0). Where
// nobody is bound it goes by number. Each thread makes one task and waits outside of every scheduling point until one
// thread, at a barrier, has run them all. The machine is made up: places are given, and nobody is bound in truth.
// REQUIRES: hwloc
// RUN: rm -rf %t.d && mkdir %t.d && %python %S/machines/machines.py %t.d
// RUN: %gcc-omp %s -o %t
// RUN: env HWLOC_XMLFILE=%t.d/epyc.xml OMP_PLACES=threads OMP_PROC_BIND=close %run %t | FileCheck %s --check-prefix=CLOSE
// RUN: env HWLOC_XMLFILE=%t.d/epyc.xml KMP_AFFINITY=scatter,granularity=fine %run %t | FileCheck %s --check-prefix=SCATTER
// RUN: env HWLOC_XMLFILE=%t.d/epyc.xml %run %t | FileCheck %s --check-prefix=NUMBER
// CLOSE: thread 5 robs 0 4 7 6 1 2 3 13 14 15 8 9 10 11 12
// CLOSE: thread 5 robs 12 4 7 6 1 2 3 0 13 14 15 8 9 10 11
// SCATTER: thread 5 robs 0 13 9 1 7 11 15 3 10 12 14 2 4 6 8
// NUMBER: thread 5 robs 0 1 2 3 4 6 7 8 9 10 11 12 13 14 15
#include <omp.h>
#include <stdio.h>
#include <unistd.h>

enum { THREADS = 16 };

static void rob(int thief)
{
    int made = 0, robbed = 0, maker[THREADS];
#pragma omp parallel num_threads(THREADS) shared(made, robbed, maker)
    {
        int me = omp_get_thread_num(), seen, *until = me == thief ? &made : &robbed;
        if (me != thief) {
#pragma omp task shared(robbed, maker) firstprivate(me)
            {
                maker[robbed] = me;
#pragma omp atomic
                robbed++;
            }
        }
#pragma omp atomic
        made++;
        do {
            usleep(1000);
#pragma omp atomic read
            seen = *until;
        } while (seen < THREADS - (me != thief));
#pragma omp barrier
    }
    printf("thread %d robs", thief);
    for (int i = 0; i < robbed; i++)
        printf(" %d", maker[i]);
    puts("");
}

int main(void)
{
    rob(5);
    rob(5);
}
