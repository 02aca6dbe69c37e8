/* What plug-ins of the loading tests export: a test builds its own source with -DPLUGIN into shared objects, by gcc
 * and by clang, and opens those. Each function gives how many of its checks failed. */
#ifndef VEDA_TEST_PLUGIN_H
#define VEDA_TEST_PLUGIN_H

/* Runs a region of n threads with a loop, a single, a critical and tasks, then, if inner is not NULL, inner(n) on
 * one of them from inside the region. */
typedef int plugin_run(int n, int (*inner)(int));

#ifdef PLUGIN
#include <omp.h>

static int plugin_fib(int n)
{
    int a, b;
    if (n < 2)
        return n;
#pragma omp task shared(a)
    a = plugin_fib(n - 1);
    b = plugin_fib(n - 2);
#pragma omp taskwait
    return a + b;
}

int run(int n, int (*inner)(int));
int run(int n, int (*inner)(int))
{
    int count = 0, sum = 0, f = 0, shared = 0, failed = 0;
    omp_set_max_active_levels(3);
#pragma omp parallel num_threads(n) reduction(+ : count)
    {
        count++;
#pragma omp for schedule(dynamic, 3) reduction(+ : sum)
        for (int i = 0; i < 1000; i++)
            sum += i;
#pragma omp single
        f = plugin_fib(12);
#pragma omp critical
        shared++;
#pragma omp barrier
        if (inner && omp_get_thread_num() == n - 1)
            failed = inner(n);
    }
    return failed + (count != n) + (sum != 499500) + (f != 144) + (shared != n);
}
#endif

#endif
