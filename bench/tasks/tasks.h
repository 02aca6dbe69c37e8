/* tasks.h: the problems of the task benchmark, how they are checked, and how they are timed.
 *
 * omp_tasks.c and tbb_tasks.cpp include it and add for each problem a function that solves it with
 * tasks; rayon/main.rs says the same in Rust. So a row is one algorithm, of one size, with one check,
 * on every runtime.
 *
 *     PROGRAM ROW       prints "ROW begin OPS" and then "ROW FIGURE ns"
 *     PROGRAM --list    prints the names of the rows and what one operation of each is
 *
 * OPS is the number of operations of a sample, FIGURE the wall time of a sample divided by it: the
 * median of up to NSAMPLES samples after a first one that only warms up, or as many of them as
 * TASKS_BUDGET_MS allows, at least one; a first sample that is longer than the budget is the figure.
 * Whoever stops a program that takes too long knows OPS by then. Every sample is checked; a wrong
 * result ends the program with status 1. "ROW - ns" says that the team is too small for the row.
 *
 * OMP_NUM_THREADS is the number of threads on every runtime, TASKS_SCALE the factor of all sizes.
 */
#ifndef TASKS_H
#define TASKS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NSAMPLES = 5, MAX_THREADS = 4096, GROUP = 100, SORT_CUT = 2048, SORT_RUN = 32 };

enum row_id {
    SPAWN_ONE,
    SPAWN_ALL,
    FIB,
    TASKLOOP,
    CHAIN,
    WAVEFRONT,
    TREE,
    SORT,
    FINAL,
    UNDEFERRED,
    STEAL,
    TASKGROUP,
    PRIVATE1,
    PRIVATE4,
    AFFINE,
    NROWS
};

static int nthreads; /* team size of every row: OMP_NUM_THREADS */

static void die(const char *row, const char *what, long got, long expected)
{
    fprintf(stderr, "%s: %s: %ld, not %ld\n", row, what, got, expected);
    exit(1);
}

/* What a thread has done: a line for each thread that ever ran a task, added up when all is done. */

struct counter {
    long visits;
    uint64_t sum;
    char own_line[128 - sizeof(long) - sizeof(uint64_t)];
};

static struct counter counters[MAX_THREADS] __attribute__((aligned(128)));
static int ncounters;
static __thread struct counter *my_counter;

static __attribute__((noinline)) struct counter *claim_counter(void)
{
    int n = __atomic_fetch_add(&ncounters, 1, __ATOMIC_RELAXED); /* counter */

    if (n >= MAX_THREADS)
        die("tasks", "threads", n, MAX_THREADS);
    return my_counter = &counters[n];
}

static inline struct counter *counter(void)
{
    return my_counter != NULL ? my_counter : claim_counter();
}

/* The body of an empty task: nothing but the proof that it ran. */
static inline void visit(void)
{
    counter()->visits++;
}

static inline void visit_with(uint64_t value)
{
    struct counter *c = counter();

    c->visits++;
    c->sum += value;
}

static struct counter counted(void)
{
    struct counter all;

    memset(&all, 0, sizeof all);
    for (int i = 0; i < ncounters; i++) {
        all.visits += counters[i].visits;
        all.sum += counters[i].sum;
    }
    return all;
}

/* The part of n operations that a thread does: from share_from(n, t) up to share_from(n, t + 1). */
static inline long share_from(long n, int thread)
{
    return n / nthreads * thread + (thread < n % nthreads ? thread : n % nthreads);
}

static long ops_itself(long size)
{
    return size;
}

static void forget_visits(long size)
{
    (void)size;
    memset(counters, 0, sizeof counters);
}

static void check_visits(const char *row, long size)
{
    long visits = counted().visits;

    if (visits != size)
        die(row, "tasks run", visits, size);
}

static uint64_t sum_below(long n)
{
    return (uint64_t)n * ((uint64_t)n - 1) / 2;
}

static void check_sum(const char *row, uint64_t expected)
{
    uint64_t sum = counted().sum;

    if (sum != expected)
        die(row, "sum", (long)sum, (long)expected);
}

static void check_visits_sum(const char *row, long size)
{
    check_visits(row, size);
    check_sum(row, sum_below(size));
}

/* A task that was given i, i + 1, i + 2 and i + 3. */
static void check_visits_sum4(const char *row, long size)
{
    check_visits(row, size);
    check_sum(row, 4 * sum_below(size) + 6 * (uint64_t)size);
}

/* Fibonacci: a call above 1 is one task, for its first half, and a plain call, for its second. */

static long fib_result;

static long fib_value(long n)
{
    long a = 0, b = 1;

    for (long i = 0; i < n; i++) {
        long next = a + b;
        a = b;
        b = next;
    }
    return a;
}

static long ops_fib(long n)
{
    return fib_value(n + 1) - 1;
}

static void check_fib(const char *row, long n)
{
    if (fib_result != fib_value(n))
        die(row, "result", fib_result, fib_value(n));
}

/* A chain: task i may only run after task i - 1, and then finds i in chain_value. */

static long chain_value, chain_in_order;

static inline void chain_step(long i)
{
    chain_in_order += chain_value++ == i;
}

static void prepare_chain(long size)
{
    (void)size;
    chain_value = chain_in_order = 0;
}

static void check_chain(const char *row, long size)
{
    if (chain_in_order != size)
        die(row, "tasks in order", chain_in_order, size);
}

/* A wavefront: a square whose cells are the sum of the upper and the left one. Row and column 0 are
 * its border, all ones. */

static uint64_t *wave;

static inline long wave_at(long side, long i, long j)
{
    return i * (side + 1) + j;
}

static inline void wave_cell(long side, long i, long j)
{
    wave[wave_at(side, i, j)] = wave[wave_at(side, i - 1, j)] + wave[wave_at(side, i, j - 1)];
}

static long ops_wavefront(long side)
{
    return side * side;
}

static void prepare_wavefront(long side)
{
    if (wave == NULL)
        wave = (uint64_t *)malloc(sizeof *wave * (size_t)((side + 1) * (side + 1)));
    if (wave == NULL)
        abort();
    for (long k = 0; k < (side + 1) * (side + 1); k++)
        wave[k] = k <= side || k % (side + 1) == 0;
}

static void check_wavefront(const char *row, long side)
{
    long right = 0;

    for (long i = 1; i <= side; i++) {
        for (long j = 1; j <= side; j++) {
            uint64_t found = wave[wave_at(side, i, j)];
            wave_cell(side, i, j);
            right += found == wave[wave_at(side, i, j)];
        }
    }
    if (right != side * side)
        die(row, "right cells", right, side * side);
}

/* An irregular tree: a node is a number that decides how many children it has and which. The number
 * of children is geometrically distributed; its mean falls from TREE_MEAN at the root to 0 at the
 * greatest depth. Nothing but the walk tells how large a subtree is. */

enum { TREE_MEAN = 4, TREE_CHILDREN = 64 };
static const uint64_t tree_root = 59;

static inline uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

static inline int tree_children(uint64_t node, long depth, long deepest)
{
    uint64_t left = (uint64_t)(TREE_MEAN * (deepest - depth));
    uint64_t odds = (left << 32) / ((uint64_t)deepest + left); /* of one more child, times 2^32 */
    uint64_t draw = node;
    int n = 0;

    while (n < TREE_CHILDREN && ((draw = mix(draw)) & 0xffffffff) < odds)
        n++;
    return n;
}

static inline uint64_t tree_child(uint64_t node, int i)
{
    return mix(node ^ mix((uint64_t)i + 1));
}

static struct counter tree_alone; /* the whole tree, walked by one thread without tasks */

static void walk_alone(uint64_t node, long depth, long deepest)
{
    int children = tree_children(node, depth, deepest);

    tree_alone.visits++;
    tree_alone.sum += node;
    for (int i = 0; i < children; i++)
        walk_alone(tree_child(node, i), depth + 1, deepest);
}

static long ops_tree(long deepest)
{
    if (tree_alone.visits == 0)
        walk_alone(tree_root, 0, deepest);
    return tree_alone.visits;
}

static void check_tree(const char *row, long deepest)
{
    check_visits(row, ops_tree(deepest));
    check_sum(row, tree_alone.sum);
}

/* A merge sort whose halves, and the halves of whose merges, are tasks down to SORT_CUT elements. */

static int *sort_data, *sort_space;
static uint64_t sort_sum;

static void prepare_sort(long n)
{
    if (sort_data == NULL) {
        sort_data = (int *)malloc(sizeof(int) * (size_t)n);
        sort_space = (int *)malloc(sizeof(int) * (size_t)n);
        if (sort_data == NULL || sort_space == NULL)
            abort();
    }
    sort_sum = 0;
    for (long i = 0; i < n; i++) {
        sort_data[i] = (int)(mix((uint64_t)i) >> 33);
        sort_sum += (uint64_t)sort_data[i];
    }
}

static void check_sort(const char *row, long n)
{
    uint64_t sum = n > 0 ? (uint64_t)sort_data[0] : 0;
    long in_order = n > 0;

    for (long i = 1; i < n; i++) {
        in_order += sort_data[i - 1] <= sort_data[i];
        sum += (uint64_t)sort_data[i];
    }
    if (in_order != n)
        die(row, "elements in order", in_order, n);
    if (sum != sort_sum)
        die(row, "sum", (long)sum, (long)sort_sum);
}

static inline void merge_alone(const int *x, long nx, const int *y, long ny, int *out)
{
    while (nx > 0 && ny > 0) {
        if (*y < *x) {
            *out++ = *y++;
            ny--;
        } else {
            *out++ = *x++;
            nx--;
        }
    }
    if (nx > 0)
        memcpy(out, x, sizeof *x * (size_t)nx);
    if (ny > 0)
        memcpy(out, y, sizeof *y * (size_t)ny);
}

/* Sorts n elements of a, and leaves them there or in b, which is as large. */
static inline void sort_alone(int *a, int *b, long n, int into_b)
{
    if (n > SORT_RUN) {
        long half = n / 2;
        int *from = into_b ? a : b;

        sort_alone(a, b, half, !into_b);
        sort_alone(a + half, b + half, n - half, !into_b);
        merge_alone(from, half, from + half, n - half, into_b ? b : a);
        return;
    }
    for (long i = 1; i < n; i++) {
        int value = a[i];
        long k = i;

        for (; k > 0 && value < a[k - 1]; k--)
            a[k] = a[k - 1];
        a[k] = value;
    }
    if (into_b)
        memcpy(b, a, sizeof *a * (size_t)n);
}

/* How many of n ascending elements are less than the value. */
static inline long count_less(const int *x, long n, int value)
{
    long from = 0;

    while (n > 0) {
        long half = n / 2;
        if (x[from + half] < value) {
            from += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return from;
}

/* A steal: one thread makes a task and waits, without a chance to run it, until another has. */

static long steal_turn, stolen;
static __thread int is_producer;

/* The body of the task. */
static inline void steal_run(long i)
{
    stolen += !is_producer;
    __atomic_store_n(&steal_turn, i + 1, __ATOMIC_RELEASE); /* publishes stolen to steal_await */
}

static inline void steal_await(long i)
{
    while (__atomic_load_n(&steal_turn, __ATOMIC_ACQUIRE) != i + 1) { /* see steal_run */
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
}

static void prepare_steal(long size)
{
    (void)size;
    steal_turn = stolen = 0;
}

static void check_steal(const char *row, long size)
{
    if (stolen != size)
        die(row, "tasks run by another thread than their producer", stolen, size);
}

/* Blocks that a task each updates, round after round: a block stays in a cache if the same thread takes it again. */

enum { BLOCKS_EACH = 4, BLOCK_WORDS = 32768 };

static uint64_t *blocks; /* BLOCKS_EACH for each thread, of BLOCK_WORDS words */

static inline uint64_t *block(long b)
{
    return blocks + b * BLOCK_WORDS;
}

static inline long nblocks(void)
{
    return (long)BLOCKS_EACH * nthreads;
}

static inline void block_update(long b)
{
    uint64_t *word = block(b);

    for (long i = 0; i < BLOCK_WORDS; i++)
        word[i] += (uint64_t)(b + i);
}

static long ops_affine(long rounds)
{
    return rounds * nblocks();
}

static void prepare_affine(long rounds)
{
    size_t bytes = sizeof *blocks * BLOCK_WORDS * (size_t)nblocks();

    (void)rounds;
    if (blocks == NULL)
        blocks = (uint64_t *)malloc(bytes);
    if (blocks == NULL)
        abort();
    memset(blocks, 0, bytes);
}

static void check_affine(const char *row, long rounds)
{
    long right = 0;

    for (long b = 0; b < nblocks(); b++)
        for (long i = 0; i < BLOCK_WORDS; i++)
            right += block(b)[i] == (uint64_t)(rounds * (b + i));
    if (right != nblocks() * BLOCK_WORDS)
        die(row, "right words", right, nblocks() * BLOCK_WORDS);
}

/* The rows */

struct row {
    const char *name, *operation;
    int threads;   /* it makes sense for */
    long size;     /* at scale 1 */
    double growth; /* of the operations if the size grows by one; 0: they are proportional to it */
    long (*ops)(long size);
    void (*prepare)(long size); /* before each sample, untimed; may be NULL */
    void (*check)(const char *row, long size);
};

static const struct row rows[NROWS] = {
    {"spawn_one", "empty task; one thread makes them, all run them", 1, 1000000, 0, ops_itself,
     forget_visits, check_visits},
    {"spawn_all", "empty task; each thread makes its share", 1, 1000000, 0, ops_itself,
     forget_visits, check_visits},
    {"fib", "task of fib(30) without cut-off", 1, 30, 1.618, ops_fib, NULL, check_fib},
    {"taskloop", "iteration of an empty taskloop with grainsize(1)", 1, 1000000, 0, ops_itself,
     forget_visits, check_visits_sum},
    {"chain", "task that depends on the one made before it", 1, 100000, 0, ops_itself,
     prepare_chain, check_chain},
    {"wavefront", "task of a square grid that depends on its upper and left neighbour", 1, 316, 0,
     ops_wavefront, prepare_wavefront, check_wavefront},
    {"tree", "node of an irregular tree, a task each", 1, 19, 1.94, ops_tree, forget_visits,
     check_tree},
    {"sort", "element of a merge sort of 10 million, in tasks down to 2048", 1, 10000000, 0,
     ops_itself, prepare_sort, check_sort},
    {"final", "task made inside a final task, by one thread", 1, 1000000, 0, ops_itself,
     forget_visits, check_visits},
    {"undeferred", "task with if(0), made by one thread", 1, 1000000, 0, ops_itself, forget_visits,
     check_visits},
    {"steal", "task run by another thread than its producer, until the producer sees it", 2, 20000,
     0, ops_itself, prepare_steal, check_steal},
    {"taskgroup", "empty task in a taskgroup of 100, one thread makes them", 1, 1000000, 0,
     ops_itself, forget_visits, check_visits},
    {"private1", "task with 1 firstprivate word; each thread makes its share", 1, 1000000, 0,
     ops_itself, forget_visits, check_visits_sum},
    {"private4", "task with 4 firstprivate words; each thread makes its share", 1, 1000000, 0,
     ops_itself, forget_visits, check_visits_sum4},
    {"affine", "task that updates 256 KiB, in each round a block its own, and says so (affinity)", 1,
     100, 0, ops_affine, prepare_affine, check_affine},
};

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static double environment(const char *name, double otherwise)
{
    const char *text = getenv(name);
    double value = text != NULL ? atof(text) : otherwise;

    if (value <= 0) {
        fprintf(stderr, "%s is no number above 0: %s\n", name, text);
        exit(2);
    }
    return value;
}

static long scaled_size(const struct row *row, double scale)
{
    double size = (double)row->size;

    if (row->ops == ops_wavefront) { /* proportional to the square of the side */
        long side = 2;
        while ((double)((side + 1) * (side + 1)) <= size * size * scale)
            side++;
        return side;
    }
    if (row->growth == 0) {
        size *= scale;
        return GROUP * (size < GROUP ? 1 : (long)size / GROUP); /* whole groups for taskgroup */
    }
    for (; scale < 1 && size > 2; size--)
        scale *= row->growth;
    for (; scale >= row->growth; size++)
        scale /= row->growth;
    return (long)size;
}

static double sample(const struct row *row, void (*run)(long size), long size)
{
    if (row->prepare != NULL)
        row->prepare(size);
    double start = now_ns();
    run(size);
    double ns = now_ns() - start;
    row->check(row->name, size);
    return ns;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void measure(const struct row *row, void (*run)(long size))
{
    double budget_ns = 1e6 * environment("TASKS_BUDGET_MS", 400), start = now_ns();
    long size = scaled_size(row, environment("TASKS_SCALE", 1)), ops = row->ops(size);
    double ns[NSAMPLES];
    int n = 0;

    if (nthreads < row->threads) {
        printf("%s - ns\n", row->name);
        return;
    }
    printf("%s begin %ld\n", row->name, ops);
    fflush(stdout);
    double first = sample(row, run, size);
    if (first >= budget_ns)
        ns[n++] = first;
    while (n == 0 || (n < NSAMPLES && now_ns() - start < budget_ns))
        ns[n++] = sample(row, run, size);
    qsort(ns, (size_t)n, sizeof ns[0], by_value);
    printf("%s %.2f ns\n", row->name, ns[n / 2] / (double)ops);
}

/* main of both programs; runs[] has NULL for the rows that they lack. */
static int tasks_main(int argc, char **argv, void (*const runs[NROWS])(long size))
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s ROW | --list\n", argv[0]);
        return 2;
    }
    for (int r = 0; r < NROWS; r++) {
        if (runs[r] == NULL)
            continue;
        if (strcmp(argv[1], "--list") == 0) {
            printf("%s\t%s\n", rows[r].name, rows[r].operation);
        } else if (strcmp(argv[1], rows[r].name) == 0) {
            measure(&rows[r], runs[r]);
            return 0;
        }
    }
    if (strcmp(argv[1], "--list") == 0)
        return 0;
    fprintf(stderr, "%s: no row '%s' (--list names them)\n", argv[0], argv[1]);
    return 2;
}

#endif
