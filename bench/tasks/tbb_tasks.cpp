/* tbb_tasks: the problems of tasks.h on oneTBB, which has no final or undeferred tasks, and whose
 * dependences are counters made by hand (see struct release): here nothing is looked up by address.
 *
 * All tasks run in one arena with a slot for each thread of the team.
 */
#include "tasks.h"

#include <atomic>
#include <memory>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_invoke.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

using tbb::task_group;

static tbb::task_arena *arena;

static void spawn_one(long n)
{
    arena->execute([n] {
        task_group tasks;

        for (long i = 0; i < n; i++)
            tasks.run([] { visit(); });
        tasks.wait();
    });
}

/* Runs producer(from, end) once for each thread of the team, as a task of its own. */
template <typename Producer> static void by_share(long n, const Producer &producer)
{
    arena->execute([&] {
        task_group producers;

        for (int t = 0; t < nthreads; t++)
            producers.run([&, t] { producer(share_from(n, t), share_from(n, t + 1)); });
        producers.wait();
    });
}

static void spawn_all(long n)
{
    by_share(n, [](long from, long end) {
        task_group tasks;

        for (long i = from; i < end; i++)
            tasks.run([] { visit(); });
        tasks.wait();
    });
}

static long fib(long n)
{
    if (n < 2)
        return n;
    long a, b;
    tbb::parallel_invoke([&] { a = fib(n - 1); }, [&] { b = fib(n - 2); });
    return a + b;
}

static void run_fib(long n)
{
    arena->execute([n] { fib_result = fib(n); });
}

static void taskloop(long n)
{
    arena->execute([n] {
        tbb::parallel_for(
            tbb::blocked_range<long>(0, n, 1),
            [](const tbb::blocked_range<long> &r) {
                for (long i = r.begin(); i < r.end(); i++)
                    visit_with((uint64_t)i);
            },
            tbb::simple_partitioner());
    });
}

/* A dependence counter: how many predecessors a task still waits for. */
struct release {
    std::atomic<int> waits_for;

    /* One predecessor is done, and what it wrote is seen by whoever is told true. */
    bool last()
    {
        return waits_for.fetch_sub(1, std::memory_order_acq_rel) == 1;
    }
};

static void chain_task(task_group &tasks, release *todo, long i, long n)
{
    chain_step(i);
    if (i + 1 < n && todo[i + 1].last())
        tasks.run([=, &tasks] { chain_task(tasks, todo, i + 1, n); });
}

static void chain(long n)
{
    std::unique_ptr<release[]> todo(new release[(size_t)n]);

    for (long i = 0; i < n; i++)
        todo[(size_t)i].waits_for.store(i > 0, std::memory_order_relaxed); /* before any task */
    arena->execute([&] {
        task_group tasks;

        tasks.run([&] { chain_task(tasks, todo.get(), 0, n); });
        tasks.wait();
    });
}

static void wave_task(task_group &tasks, release *todo, long side, long i, long j)
{
    wave_cell(side, i, j);
    if (i < side && todo[wave_at(side, i + 1, j)].last())
        tasks.run([=, &tasks] { wave_task(tasks, todo, side, i + 1, j); });
    if (j < side && todo[wave_at(side, i, j + 1)].last())
        tasks.run([=, &tasks] { wave_task(tasks, todo, side, i, j + 1); });
}

static void wavefront(long side)
{
    std::unique_ptr<release[]> todo(new release[(size_t)((side + 1) * (side + 1))]);

    for (long i = 1; i <= side; i++)
        for (long j = 1; j <= side; j++)
            todo[(size_t)wave_at(side, i, j)].waits_for.store(
                (i > 1) + (j > 1), std::memory_order_relaxed); /* before any task */
    arena->execute([&] {
        task_group tasks;

        tasks.run([&] { wave_task(tasks, todo.get(), side, 1, 1); });
        tasks.wait();
    });
}

static void walk(task_group &tasks, uint64_t node, long depth, long deepest)
{
    int children = tree_children(node, depth, deepest);

    visit_with(node);
    for (int i = 0; i < children; i++)
        tasks.run([=, &tasks] { walk(tasks, tree_child(node, i), depth + 1, deepest); });
}

static void tree(long deepest)
{
    arena->execute([deepest] {
        task_group tasks;

        tasks.run([&] { walk(tasks, tree_root, 0, deepest); });
        tasks.wait();
    });
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
    tbb::parallel_invoke([=] { merge(x, mx, y, my, out); },
                         [=] {
                             merge(x + mx + 1, nx - mx - 1, y + my, ny - my, out + mx + my + 1);
                         });
}

static void sort(int *a, int *b, long n, int into_b)
{
    if (n <= SORT_CUT) {
        sort_alone(a, b, n, into_b);
        return;
    }
    long half = n / 2;
    int *from = into_b ? a : b;
    tbb::parallel_invoke([=] { sort(a, b, half, !into_b); },
                         [=] { sort(a + half, b + half, n - half, !into_b); });
    merge(from, half, from + half, n - half, into_b ? b : a);
}

static void run_sort(long n)
{
    arena->execute([n] { sort(sort_data, sort_space, n, 0); });
}

static void steal(long n)
{
    arena->execute([n] {
        task_group tasks;

        is_producer = 1;
        for (long i = 0; i < n; i++) {
            tasks.run([i] { steal_run(i); });
            steal_await(i);
        }
        is_producer = 0;
        tasks.wait();
    });
}

static void taskgroup(long n)
{
    arena->execute([n] {
        for (long g = 0; g < n / GROUP; g++) {
            task_group tasks;

            for (int i = 0; i < GROUP; i++)
                tasks.run([] { visit(); });
            tasks.wait();
        }
    });
}

static void private1(long n)
{
    by_share(n, [](long from, long end) {
        task_group tasks;

        for (long i = from; i < end; i++)
            tasks.run([i] { visit_with((uint64_t)i); });
        tasks.wait();
    });
}

static void private4(long n)
{
    by_share(n, [](long from, long end) {
        task_group tasks;

        for (long i = from; i < end; i++) {
            long j = i + 1, k = i + 2, l = i + 3;
            tasks.run([i, j, k, l] { visit_with((uint64_t)(i + j + k + l)); });
        }
        tasks.wait();
    });
}

static void affine(long rounds)
{
    arena->execute([rounds] {
        tbb::affinity_partitioner where;

        for (long round = 0; round < rounds; round++)
            tbb::parallel_for(
                tbb::blocked_range<long>(0, nblocks(), 1),
                [](const tbb::blocked_range<long> &r) {
                    for (long b = r.begin(); b < r.end(); b++)
                        block_update(b);
                },
                where);
    });
}

int main(int argc, char **argv)
{
    static void (*const runs[])(long size) = {
        spawn_one, spawn_all, run_fib, taskloop, chain,     wavefront, tree,
        run_sort,  nullptr,   nullptr, steal,    taskgroup, private1,  private4,  affine,
    };
    static_assert(sizeof runs / sizeof runs[0] == NROWS,
                  "one for each row, in the order of row_id");

    nthreads = (int)environment("OMP_NUM_THREADS", tbb::this_task_arena::max_concurrency());
    tbb::global_control threads(tbb::global_control::max_allowed_parallelism, (size_t)nthreads);
    tbb::task_arena all(nthreads);
    arena = &all;
    return tasks_main(argc, argv, runs);
}
