/* omp_tasks: what OpenMP tasks cost. Problems, checks and timing are those of tasks.h.
 *
 * A team is one region; where one thread makes the tasks, it is the one of a single, and the others
 * find them from the single's barrier. The same source is built by gcc and by clang.
 */
#include "tasks.h"

#include <omp.h>

static void spawn_one(long n)
{
#pragma omp parallel
#pragma omp single
    {
        for (long i = 0; i < n; i++) {
#pragma omp task
            visit();
        }
#pragma omp taskwait
    }
}

static void spawn_all(long n)
{
#pragma omp parallel
    {
        long end = share_from(n, omp_get_thread_num() + 1);

        for (long i = share_from(n, omp_get_thread_num()); i < end; i++) {
#pragma omp task
            visit();
        }
#pragma omp taskwait
    }
}

static long fib(long n)
{
    if (n < 2)
        return n;
    long a, b;
#pragma omp task shared(a)
    a = fib(n - 1);
    b = fib(n - 2);
#pragma omp taskwait
    return a + b;
}

static void run_fib(long n)
{
#pragma omp parallel
#pragma omp single
    fib_result = fib(n);
}

static void taskloop(long n)
{
#pragma omp parallel
#pragma omp single
#pragma omp taskloop grainsize(1)
    for (uint64_t i = 0; i < (uint64_t)n; i++)
        visit_with(i);
}

static void chain(long n)
{
#pragma omp parallel
#pragma omp single
    for (long i = 0; i < n; i++) {
#pragma omp task depend(inout : chain_value)
        chain_step(i);
    }
}

static void wavefront(long side)
{
#pragma omp parallel
#pragma omp single
    for (long i = 1; i <= side; i++) {
        for (long j = 1; j <= side; j++) {
            uint64_t *up = &wave[wave_at(side, i - 1, j)], *left = &wave[wave_at(side, i, j - 1)];
            uint64_t *out = &wave[wave_at(side, i, j)];
#pragma omp task depend(in : *up, *left) depend(out : *out)
            wave_cell(side, i, j);
        }
    }
}

static void walk(uint64_t node, long depth, long deepest)
{
    int children = tree_children(node, depth, deepest);

    visit_with(node);
    for (int i = 0; i < children; i++) {
#pragma omp task
        walk(tree_child(node, i), depth + 1, deepest);
    }
}

static void tree(long deepest)
{
#pragma omp parallel
#pragma omp single
#pragma omp task
    walk(tree_root, 0, deepest);
}

static void merge(const int *x, long nx, const int *y, long ny, int *out)
{
    if (nx + ny <= SORT_CUT) {
        merge_alone(x, nx, y, ny, out);
        return;
    }
    if (nx < ny) {
        merge(y, ny, x, nx, out);
        return;
    }
    long mx = nx / 2, my = count_less(y, ny, x[mx]);
    out[mx + my] = x[mx];
#pragma omp task
    merge(x, mx, y, my, out);
    merge(x + mx + 1, nx - mx - 1, y + my, ny - my, out + mx + my + 1);
#pragma omp taskwait
}

static void sort(int *a, int *b, long n, int into_b)
{
    if (n <= SORT_CUT) {
        sort_alone(a, b, n, into_b);
        return;
    }
    long half = n / 2;
    int *from = into_b ? a : b;
#pragma omp task
    sort(a, b, half, !into_b);
    sort(a + half, b + half, n - half, !into_b);
#pragma omp taskwait
    merge(from, half, from + half, n - half, into_b ? b : a);
}

static void run_sort(long n)
{
#pragma omp parallel
#pragma omp single
    sort(sort_data, sort_space, n, 0);
}

static void final(long n)
{
#pragma omp parallel
#pragma omp single
#pragma omp task final(1)
    for (long i = 0; i < n; i++) {
#pragma omp task
        visit();
    }
}

static void undeferred(long n)
{
#pragma omp parallel
#pragma omp single
    for (long i = 0; i < n; i++) {
#pragma omp task if (0)
        visit();
    }
}

/* Two constructs in turn: VEDA runs tasks at once when those of the same construct have been tiny, which would
 * leave nothing to steal. */
static void steal(long n)
{
#pragma omp parallel
#pragma omp single
    {
        is_producer = 1;
        for (long i = 0; i < n; i++) {
            if (i % 2) {
#pragma omp task
                steal_run(i);
            } else {
#pragma omp task
                steal_run(i);
            }
            steal_await(i);
        }
        is_producer = 0;
    }
}

static void taskgroup(long n)
{
#pragma omp parallel
#pragma omp single
    for (long g = 0; g < n / GROUP; g++) {
#pragma omp taskgroup
        for (int i = 0; i < GROUP; i++) {
#pragma omp task
            visit();
        }
    }
}

static void private1(long n)
{
#pragma omp parallel
    {
        long end = share_from(n, omp_get_thread_num() + 1);

        for (long i = share_from(n, omp_get_thread_num()); i < end; i++) {
#pragma omp task firstprivate(i)
            visit_with((uint64_t)i);
        }
#pragma omp taskwait
    }
}

static void private4(long n)
{
#pragma omp parallel
    {
        long end = share_from(n, omp_get_thread_num() + 1);

        for (long i = share_from(n, omp_get_thread_num()); i < end; i++) {
            long j = i + 1, k = i + 2, l = i + 3;
#pragma omp task firstprivate(i, j, k, l)
            visit_with((uint64_t)(i + j + k + l));
        }
#pragma omp taskwait
    }
}

static void affine(long rounds)
{
#pragma omp parallel
#pragma omp single
    for (long round = 0; round < rounds; round++) {
        for (long b = 0; b < nblocks(); b++) {
#pragma omp task affinity(*block(b))
            block_update(b);
        }
#pragma omp taskwait
    }
}

int main(int argc, char **argv)
{
    static void (*const runs[NROWS])(long size) = {
        [SPAWN_ONE] = spawn_one, [SPAWN_ALL] = spawn_all,
        [FIB] = run_fib,         [TASKLOOP] = taskloop,
        [CHAIN] = chain,         [WAVEFRONT] = wavefront,
        [TREE] = tree,           [SORT] = run_sort,
        [FINAL] = final,         [UNDEFERRED] = undeferred,
        [STEAL] = steal,         [TASKGROUP] = taskgroup,
        [PRIVATE1] = private1,   [PRIVATE4] = private4,
        [AFFINE] = affine,
    };

    omp_set_dynamic(0);
    nthreads = omp_get_max_threads();
    return tasks_main(argc, argv, runs);
}
