/* omp_micro: what one OpenMP construct costs, measured from inside one process.
 *
 *     omp_micro ROW...        prints a line "ROW median ns" for each row named
 *     omp_micro --list        prints the names of the rows and what one operation of each is
 *
 * A row here performs n operations and returns a result that is known beforehand. n grows until n
 * operations take at least sample_ns, so that neither the clock nor the region around the operations
 * counts; then NSAMPLES samples are taken and their median, divided by n, is printed. n is set by the
 * shortest of NTRIES runs: on a busy machine a single operation can wait a whole time slice for its
 * team, and n would stay 1. A wrong result ends the program with status 1: a fast wrong answer is none.
 * The rows of figures.c find their figures by themselves.
 *
 * The same source is built by gcc and by clang, so that every row exists in both ABIs; the runtime is
 * whatever the loader finds, the team size is OMP_NUM_THREADS. compare.py runs it; README.md says what
 * the rows mean. Explicit tasks and device constructs are left out. MICRO_SCALE shortens the samples.
 */
#define _GNU_SOURCE
#include "micro.h"

#include <omp.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NSAMPLES = 9, NTRIES = 3, GUIDED_ITERS = 1024, ARRAY = 64 };
enum { EARLIER = 100000, ROOTS = 64, WIDER = 4 };
static const double sample_ns = 5e6; /* at scale 1 */

struct row {
    const char *name;
    const char *operation;
    long (*run)(long n);    /* n operations; the result */
    long (*expect)(long n); /* the result of n operations done right */
    void (*prepare)(void);  /* before the first operation, untimed; may be NULL */
};

int nthreads;
double scale = 1;
static omp_lock_t lock;
static omp_nest_lock_t nest_lock;
static long shared_count;    /* only written under the lock or ordering of its row */
static __thread long visits; /* by this native thread, to prove that it was there */

/* Results */

static long n_times_team(long n)
{
    return n * nthreads;
}

static long n_itself(long n)
{
    return n;
}

static long sum_below_n(long n)
{
    return n * (n - 1) / 2;
}

/* Regions */

/* The counters of the team's threads: the same threads serve every region of this size. */
static long sum_visits(void)
{
    long sum = 0;

#pragma omp parallel reduction(+ : sum)
    {
        sum += visits;
        visits = 0;
    }
    return sum;
}

static long run_region(long n)
{
    for (long i = 0; i < n; i++) {
#pragma omp parallel
        {
            visits++;
            BODY();
        }
    }
    return sum_visits();
}

/* What a region should not feel: regions before it, roots beside it, workers that it does not want. */

static void prepare_late(void)
{
    double start = now_ns();

    for (int n = 0; n < scaled(EARLIER, 1000) && now_ns() - start < 2e9; n += 1000)
        run_region(1000);
}

static pthread_barrier_t roots_there;

static void *idle_root(void *arg)
{
#pragma omp parallel num_threads(2)
    BODY();
    pthread_barrier_wait(&roots_there);
    for (;;)
        pause();
    return arg;
}

static void prepare_among_roots(void)
{
    pthread_t root;

    pthread_barrier_init(&roots_there, NULL, ROOTS + 1);
    for (int i = 0; i < ROOTS; i++)
        if (pthread_create(&root, NULL, idle_root, NULL) != 0)
            abort();
    pthread_barrier_wait(&roots_there);
}

static void prepare_after_wider(void)
{
#pragma omp parallel num_threads(WIDER * nthreads)
    BODY();
}

static long run_nested(long n)
{
    long sum = 0;

#pragma omp parallel reduction(+ : sum)
    for (long i = 0; i < n; i++) {
        long inner = 0;
#pragma omp parallel num_threads(2) reduction(+ : inner)
        inner++;
        sum += inner;
    }
    return sum;
}

static long expect_nested(long n)
{
    return 2 * n * nthreads;
}

static void prepare_nested(void)
{
    omp_set_max_active_levels(2);
}

/* Two levels that fill the team's size: of 16 threads 4 regions of 4. */
static int outer_threads(void)
{
    int outer = 1;

    while ((outer + 1) * (outer + 1) <= nthreads)
        outer++;
    return outer;
}

static long run_nested_filling(long n)
{
    int inner_threads = nthreads / outer_threads();
    long sum = 0;

#pragma omp parallel num_threads(outer_threads()) reduction(+ : sum)
    for (long i = 0; i < n; i++) {
        long inner = 0;
#pragma omp parallel num_threads(inner_threads) reduction(+ : inner)
        inner++;
        sum += inner;
    }
    return sum;
}

static long expect_nested_filling(long n)
{
    return n * outer_threads() * (nthreads / outer_threads());
}

/* Two levels, each as wide as the team. */
static long run_nested_full(long n)
{
    long sum = 0;

#pragma omp parallel reduction(+ : sum)
    for (long i = 0; i < n; i++) {
        long inner = 0;
#pragma omp parallel num_threads(nthreads) reduction(+ : inner)
        inner++;
        sum += inner;
    }
    return sum;
}

static long expect_nested_full(long n)
{
    return n * nthreads * nthreads;
}

static long run_nested_serial(long n)
{
    long sum = 0;

#pragma omp parallel reduction(+ : sum)
    for (long i = 0; i < n; i++) {
        long inner = 0;
#pragma omp parallel num_threads(2) reduction(+ : inner)
        inner++;
        sum += inner;
    }
    return sum;
}

static void prepare_nested_serial(void)
{
    omp_set_max_active_levels(1);
}

/* Whole teams inside one region */

static long run_barrier(long n)
{
#pragma omp parallel
    {
        for (long i = 0; i < n; i++) {
#pragma omp barrier
        }
        visits += n;
    }
    return sum_visits();
}

static long run_single(long n)
{
    shared_count = 0;
#pragma omp parallel
    for (long i = 0; i < n; i++) {
#pragma omp single
        shared_count++;
    }
    return shared_count;
}

static long run_single_nowait(long n)
{
    long sum = 0;

#pragma omp parallel reduction(+ : sum)
    for (long i = 0; i < n; i++) {
#pragma omp single nowait
        sum++;
    }
    return sum;
}

/* Loops: an operation is a chunk, or a whole loop with its barrier where the name begins with "for" */

static long run_dynamic(long n)
{
    long sum = 0;

#pragma omp parallel for schedule(nonmonotonic : dynamic, 1) reduction(+ : sum)
    for (long i = 0; i < n; i++) {
        sum += i;
        BODY();
    }
    return sum;
}

static long run_dynamic_monotonic(long n)
{
    long sum = 0;

#pragma omp parallel for schedule(monotonic : dynamic, 1) reduction(+ : sum)
    for (long i = 0; i < n; i++) {
        sum += i;
        BODY();
    }
    return sum;
}

static long run_runtime(long n)
{
    long sum = 0;

#pragma omp parallel for schedule(runtime) reduction(+ : sum)
    for (long i = 0; i < n; i++) {
        sum += i;
        BODY();
    }
    return sum;
}

static void prepare_runtime_static(void)
{
    omp_set_schedule(omp_sched_static, 1);
}

static long run_for_static(long n)
{
    long sum = 0;

#pragma omp parallel reduction(+ : sum)
    for (long l = 0; l < n; l++) {
#pragma omp for schedule(static)
        for (int i = 0; i < nthreads; i++) {
            sum++;
            BODY();
        }
    }
    return sum;
}

static long run_for_dynamic(long n)
{
    long sum = 0;

#pragma omp parallel reduction(+ : sum)
    for (long l = 0; l < n; l++) {
#pragma omp for schedule(dynamic, 1)
        for (int i = 0; i < nthreads; i++) {
            sum++;
            BODY();
        }
    }
    return sum;
}

static long run_for_guided(long n)
{
    long sum = 0;

#pragma omp parallel reduction(+ : sum)
    for (long l = 0; l < n; l++) {
#pragma omp for schedule(guided)
        for (int i = 0; i < GUIDED_ITERS; i++) {
            sum++;
            BODY();
        }
    }
    return sum;
}

static long expect_guided(long n)
{
    return n * GUIDED_ITERS;
}

/* Fails by its result if an iteration overtakes another: shared_count is then not i. */
static long run_ordered(long n)
{
    long in_order = 0;

    shared_count = 0;
#pragma omp parallel for ordered schedule(static, 1) reduction(+ : in_order)
    for (long i = 0; i < n; i++) {
#pragma omp ordered
        in_order += shared_count++ == i;
    }
    return in_order;
}

static long run_ordered_dynamic(long n)
{
    long in_order = 0;

    shared_count = 0;
#pragma omp parallel for ordered schedule(dynamic, 1) reduction(+ : in_order)
    for (long i = 0; i < n; i++) {
#pragma omp ordered
        in_order += shared_count++ == i;
    }
    return in_order;
}

/* Reductions: an operation is a region that ends in one */

static long run_reduction(long n)
{
    long sum = 0;

    for (long i = 0; i < n; i++) {
#pragma omp parallel reduction(+ : sum)
        sum++;
    }
    return sum;
}

static long run_reduction_array(long n)
{
    static long a[ARRAY];

    memset(a, 0, sizeof a);
    for (long i = 0; i < n; i++) {
#pragma omp parallel reduction(+ : a)
        for (int k = 0; k < ARRAY; k++)
            a[k] += k;
    }
    long sum = 0;
    for (int k = 0; k < ARRAY; k++)
        sum += a[k];
    return sum;
}

static long expect_reduction_array(long n)
{
    return n * nthreads * (ARRAY * (ARRAY - 1) / 2);
}

/* Mutual exclusion: an operation is one entry, by whichever thread */

static long entries(long n, int thread)
{
    return n / nthreads + (thread < n % nthreads);
}

static long run_critical(long n)
{
    shared_count = 0;
#pragma omp parallel
    for (long i = entries(n, omp_get_thread_num()); i > 0; i--) {
#pragma omp critical(bench)
        shared_count++;
    }
    return shared_count;
}

static long run_critical_alone(long n)
{
    shared_count = 0;
    for (long i = 0; i < n; i++) {
#pragma omp critical(bench)
        shared_count++;
    }
    return shared_count;
}

static void prepare_lock(void)
{
    omp_init_lock(&lock);
}

static long run_lock(long n)
{
    shared_count = 0;
#pragma omp parallel
    for (long i = entries(n, omp_get_thread_num()); i > 0; i--) {
        omp_set_lock(&lock);
        shared_count++;
        omp_unset_lock(&lock);
    }
    return shared_count;
}

static long run_lock_alone(long n)
{
    shared_count = 0;
    for (long i = 0; i < n; i++) {
        omp_set_lock(&lock);
        shared_count++;
        omp_unset_lock(&lock);
    }
    return shared_count;
}

static void prepare_nest_lock(void)
{
    omp_init_nest_lock(&nest_lock);
}

static long run_nest_lock(long n)
{
    shared_count = 0;
#pragma omp parallel
    for (long i = entries(n, omp_get_thread_num()); i > 0; i--) {
        omp_set_nest_lock(&nest_lock);
        shared_count++;
        omp_unset_nest_lock(&nest_lock);
    }
    return shared_count;
}

static long run_nest_lock_alone(long n)
{
    shared_count = 0;
    for (long i = 0; i < n; i++) {
        omp_set_nest_lock(&nest_lock);
        shared_count++;
        omp_unset_nest_lock(&nest_lock);
    }
    return shared_count;
}

/* Whole processes: this program started again, see child() */

static long spawn(const char *how)
{
    extern char **environ;
    char *argv[] = {"omp_micro", (char *)how, NULL};
    pid_t pid;
    int status;

    if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, environ) != 0 ||
        waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

static long run_startup(long n)
{
    long sum = 0;

    for (long i = 0; i < n; i++)
        sum += spawn("--child-region");
    return sum;
}

static long expect_startup(long n)
{
    return n * (nthreads < 100 ? nthreads : 100);
}

static long run_startup_empty(long n)
{
    long sum = 0;

    for (long i = 0; i < n; i++)
        sum += spawn("--child-empty");
    return sum;
}

/* What a started process does: one region, or nothing; its status is the threads that took part. */
static int child(const char *how)
{
    int seen = 1;

    if (strcmp(how, "--child-region") == 0) {
        seen = 0;
#pragma omp parallel reduction(+ : seen)
        seen++;
    }
    return seen < 100 ? seen : 100;
}

static const struct row rows[] = {
    {"region", "empty parallel region", run_region, n_times_team, NULL},
    {"region_late", "region after 100 000 others", run_region, n_times_team, prepare_late},
    {"region_among_roots", "region beside 64 idle threads that opened regions of their own",
     run_region, n_times_team, prepare_among_roots},
    {"region_after_wider", "region after one of four times as many threads", run_region,
     n_times_team, prepare_after_wider},
    {"nested", "region of 2 in each thread of a region, both active", run_nested, expect_nested,
     prepare_nested},
    {"nested_filling", "regions on two levels that use the team's size together",
     run_nested_filling, expect_nested_filling, prepare_nested},
    {"nested_full", "regions on two levels, each of the team's size", run_nested_full,
     expect_nested_full, prepare_nested},
    {"nested_serial", "region of 1 in each thread of a region (one active level)",
     run_nested_serial, n_times_team, prepare_nested_serial},
    {"barrier", "barrier", run_barrier, n_times_team, NULL},
    {"single", "single with its barrier", run_single, n_itself, NULL},
    {"single_nowait", "single nowait", run_single_nowait, n_itself, NULL},
    {"dynamic", "chunk of schedule(nonmonotonic:dynamic,1)", run_dynamic, sum_below_n, NULL},
    {"dynamic_monotonic", "chunk of schedule(monotonic:dynamic,1)", run_dynamic_monotonic,
     sum_below_n, NULL},
    {"runtime_static", "chunk of schedule(runtime) set to static,1", run_runtime, sum_below_n,
     prepare_runtime_static},
    {"for_static", "static loop of one iteration a thread, with its barrier", run_for_static,
     n_times_team, NULL},
    {"for_dynamic", "dynamic,1 loop of one iteration a thread, with its barrier", run_for_dynamic,
     n_times_team, NULL},
    {"for_guided", "guided loop of 1024 iterations, with its barrier", run_for_guided,
     expect_guided, NULL},
    {"ordered", "ordered iteration of schedule(static,1)", run_ordered, n_itself, NULL},
    {"ordered_dynamic", "ordered iteration of schedule(dynamic,1)", run_ordered_dynamic, n_itself,
     NULL},
    {"reduction", "region with a scalar reduction", run_reduction, n_times_team, NULL},
    {"reduction_array", "region with a reduction of 64 longs", run_reduction_array,
     expect_reduction_array, NULL},
    {"critical", "entry of a critical, all threads at it", run_critical, n_itself, NULL},
    {"critical_alone", "entry of a critical, one thread", run_critical_alone, n_itself, NULL},
    {"lock", "set and unset of a lock, all threads at it", run_lock, n_itself, prepare_lock},
    {"lock_alone", "set and unset of a lock, one thread", run_lock_alone, n_itself, prepare_lock},
    {"nest_lock", "set and unset of a nest lock, all threads at it", run_nest_lock, n_itself,
     prepare_nest_lock},
    {"nest_lock_alone", "set and unset of a nest lock, one thread", run_nest_lock_alone, n_itself,
     prepare_nest_lock},
    {"startup", "process with one region, from spawn to wait", run_startup, expect_startup, NULL},
    {"startup_empty", "process without a region, from spawn to wait", run_startup_empty, n_itself,
     NULL},
};
enum { NROWS = sizeof rows / sizeof rows[0] };

/* One timed and verified sample of n operations. */
static double sample(const struct row *row, long n)
{
    double start = now_ns();
    long got = row->run(n);
    double ns = now_ns() - start;

    if (got != row->expect(n)) {
        fprintf(stderr, "omp_micro: %s: %ld operations gave %ld, not %ld\n", row->name, n, got,
                row->expect(n));
        exit(1);
    }
    return ns;
}

/* How many operations make a sample. */
static long calibrate(const struct row *row)
{
    for (long n = 1;;) {
        double shortest = sample(row, n);

        for (int t = 1; t < NTRIES; t++) {
            double ns = sample(row, n);
            shortest = ns < shortest ? ns : shortest;
        }
        if (shortest >= scale * sample_ns)
            return n;
        double grow = 1.3 * scale * sample_ns / (shortest + 1);
        n = (long)((double)n * (grow > 10 ? 10 : grow)) + 1;
    }
}

static double measure(const struct row *row)
{
    double ns[NSAMPLES];

    if (row->prepare != NULL)
        row->prepare();
    long n = calibrate(row);
    for (int s = 0; s < NSAMPLES; s++)
        ns[s] = sample(row, n);
    return median(ns, NSAMPLES) / (double)n;
}

static int list(void)
{
    for (int r = 0; r < NROWS; r++)
        printf("%s\t%s\tns\n", rows[r].name, rows[r].operation);
    for (int f = 0; f < nfigures; f++)
        printf("%s\t%s\t%s\n", figures[f].name, figures[f].what, figures[f].unit);
    return 0;
}

/* Prints the row of that name; 0 if there is none. */
static int print_row(const char *name)
{
    for (int r = 0; r < NROWS; r++) {
        if (strcmp(name, rows[r].name) == 0)
            return printf("%s %.1f ns\n", name, measure(&rows[r]));
    }
    for (int f = 0; f < nfigures; f++) {
        if (strcmp(name, figures[f].name) == 0)
            return printf("%s %.1f %s\n", name, figures[f].measure(), figures[f].unit);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: omp_micro ROW... | --list\n");
        return 2;
    }
    if (strncmp(argv[1], "--child-", 8) == 0)
        return child(argv[1]);
    if (strcmp(argv[1], "--list") == 0)
        return list();
    omp_set_dynamic(0);
    nthreads = omp_get_max_threads();
    if (getenv("MICRO_SCALE") != NULL)
        scale = atof(getenv("MICRO_SCALE"));
    for (int a = 1; a < argc; a++) {
        if (print_row(argv[a]) == 0) {
            fprintf(stderr, "omp_micro: no row '%s' (--list names them)\n", argv[a]);
            return 2;
        }
        fflush(stdout);
    }
    return 0;
}
