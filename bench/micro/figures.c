/* figures.c: the rows of omp_micro that are no repeated operation: what a pause between two regions
 * costs in time and in CPU time, how well loops of uneven iterations are shared out, and how much memory
 * a worker holds.
 */
#define _GNU_SOURCE
#include "micro.h"

#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void want(const char *what, long got, long expected)
{
    if (got == expected)
        return;
    fprintf(stderr, "omp_micro: %s: %ld, not %ld\n", what, got, expected);
    exit(1);
}

/* Pauses */

enum { MAX_PAUSES = 41, WARM_PAUSES = 3 };
static const double pauses_ns = 4e8; /* that a row makes altogether */

/* A line for each thread, to prove that it came without making the others wait for a sum. */
static struct {
    long visits;
    char own_line[128 - sizeof(long)];
} *seats;

static void region(void)
{
#pragma omp parallel
    seats[omp_get_thread_num()].visits++;
}

static void seat_team(void)
{
    seats = aligned_alloc(128, sizeof *seats * (size_t)nthreads);
    if (seats == NULL)
        abort();
    memset(seats, 0, sizeof *seats * (size_t)nthreads);
}

static void check_visits(long regions)
{
    for (int t = 0; t < nthreads; t++)
        want("regions that a thread came to", seats[t].visits, regions);
}

static void sleep_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* Medians over many pauses: the CPU time that the process burns in one, and the time that the region
 * after it takes. */
static void pause_often(long ms, double *cpu_median_ns, double *region_median_ns)
{
    double cpu_ns[MAX_PAUSES], region_ns[MAX_PAUSES];
    int n = scaled((int)(pauses_ns / 1e6 / (double)ms), 1);

    n = n < MAX_PAUSES ? n : MAX_PAUSES;
    seat_team();
    region();
    for (int i = -WARM_PAUSES; i < n; i++) {
        double cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
        sleep_ms(ms);
        cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        double start = now_ns();
        region();
        double ns = now_ns() - start;
        cpu_ns[i < 0 ? 0 : i] = cpu;
        region_ns[i < 0 ? 0 : i] = ns;
    }
    check_visits(1 + WARM_PAUSES + n);
    *cpu_median_ns = median(cpu_ns, n);
    *region_median_ns = median(region_ns, n);
}

static double wake(long ms)
{
    double cpu, region;

    pause_often(ms, &cpu, &region);
    return region;
}

static double pause_cpu(long ms)
{
    double cpu, region;

    pause_often(ms, &cpu, &region);
    return cpu;
}

static double wake_1ms(void)
{
    return wake(1);
}

static double wake_10ms(void)
{
    return wake(10);
}

static double wake_100ms(void)
{
    return wake(100);
}

static double pause_cpu_1ms(void)
{
    return pause_cpu(1);
}

static double pause_cpu_10ms(void)
{
    return pause_cpu(10);
}

static double pause_cpu_100ms(void)
{
    return pause_cpu(100);
}

/* The second after a stretch of regions. */
static double second_cpu(void)
{
    long n = 0;

    seat_team();
    for (double start = now_ns(); now_ns() - start < 2e7; n++)
        region();
    double cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    sleep_ms(1000);
    cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    check_visits(n);
    return cpu;
}

/* Loops of uneven iterations: the i-th takes i times as long as the first */

enum { ITERATIONS = 1024, STEPS = 7, NSHARES = 9 };

static uint64_t iteration(long i)
{
    uint64_t x = (uint64_t)i;

    BODY(); /* or one loop could stand for many */
    for (long s = STEPS * (i + 1); s > 0; s--) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        __asm__ volatile("" : "+r"(x)); /* or several steps become one: clang's loop had an eighth of the work */
    }
    return x;
}

static uint64_t uneven_alone(void)
{
    uint64_t sum = 0;

    for (long i = 0; i < ITERATIONS; i++)
        sum += iteration(i);
    return sum;
}

static uint64_t uneven_static(void)
{
    uint64_t sum = 0;

#pragma omp parallel for schedule(static) reduction(+ : sum)
    for (long i = 0; i < ITERATIONS; i++)
        sum += iteration(i);
    return sum;
}

static uint64_t uneven_dynamic(void)
{
    uint64_t sum = 0;

#pragma omp parallel for schedule(dynamic) reduction(+ : sum)
    for (long i = 0; i < ITERATIONS; i++)
        sum += iteration(i);
    return sum;
}

static uint64_t uneven_guided(void)
{
    uint64_t sum = 0;

#pragma omp parallel for schedule(guided) reduction(+ : sum)
    for (long i = 0; i < ITERATIONS; i++)
        sum += iteration(i);
    return sum;
}

static uint64_t uneven_auto(void)
{
    uint64_t sum = 0;

#pragma omp parallel for schedule(auto) reduction(+ : sum)
    for (long i = 0; i < ITERATIONS; i++)
        sum += iteration(i);
    return sum;
}

static uint64_t uneven_runtime(void)
{
    uint64_t sum = 0;

#pragma omp parallel for schedule(runtime) reduction(+ : sum)
    for (long i = 0; i < ITERATIONS; i++)
        sum += iteration(i);
    return sum;
}

/* The time of one thread without OpenMP, divided by all threads' time in the loop. Both are taken anew for
 * each share, so that a change of the clock's rate falls on both. The loop is run once more in between: its
 * threads may have gone to sleep while one worked alone, and what it takes to wake them is what the rows of
 * pauses tell. */
static double percent_of_ideal(uint64_t (*loop)(void))
{
    double shares[NSHARES];
    int n = scaled(NSHARES, 1);

    n = n < NSHARES ? n : NSHARES;
    loop();
    for (int s = 0; s < n; s++) {
        double start = now_ns();
        uint64_t expected = uneven_alone();
        double alone = now_ns() - start;
        uint64_t got = loop();
        want("sum of the loop", (long)got, (long)expected);
        start = now_ns();
        got = loop();
        double team = now_ns() - start;
        want("sum of the loop", (long)got, (long)expected);
        shares[s] = 100 * alone / team / nthreads;
    }
    return median(shares, n);
}

static double ideal_static(void)
{
    return percent_of_ideal(uneven_static);
}

static double ideal_dynamic(void)
{
    return percent_of_ideal(uneven_dynamic);
}

static double ideal_guided(void)
{
    return percent_of_ideal(uneven_guided);
}

static double ideal_auto(void)
{
    return percent_of_ideal(uneven_auto);
}

static double ideal_runtime_auto(void)
{
    omp_set_schedule(omp_sched_auto, 0);
    return percent_of_ideal(uneven_runtime);
}

/* Memory: what 16 workers more make the process larger by, so that what there is once does not count */

enum { FEW = 2, MORE = 16, TASKS = 100 };

/* Resident KiB of this process, counted in its page tables: the quick counters of statm lag behind. */
static double resident_kib(void)
{
    char line[256];
    long kib = -1;
    FILE *f = fopen("/proc/self/smaps_rollup", "r");

    while (f != NULL && kib < 0 && fgets(line, sizeof line, f) != NULL)
        sscanf(line, "Rss: %ld", &kib);
    if (f != NULL)
        fclose(f);
    if (kib < 0) {
        fprintf(stderr, "omp_micro: no Rss in /proc/self/smaps_rollup\n");
        exit(1);
    }
    return (double)kib;
}

static void idle_team(int size)
{
    long seen = 0;

#pragma omp parallel num_threads(size) reduction(+ : seen)
    seen++;
    want("threads", seen, size);
}

static void task_team(int size)
{
    long run = 0;

#pragma omp parallel num_threads(size)
    {
        for (int i = 0; i < TASKS; i++) {
#pragma omp task
            {
#pragma omp atomic
                run++;
            }
        }
#pragma omp taskwait
    }
    want("tasks", run, (long)size * TASKS);
}

static double kib_a_worker(void (*team)(int size))
{
    resident_kib(); /* what reading itself takes */
    team(FEW);
    double few = resident_kib();
    team(FEW + MORE);
    return (resident_kib() - few) / MORE;
}

static double worker_memory(void)
{
    return kib_a_worker(idle_team);
}

static double worker_memory_tasks(void)
{
    return kib_a_worker(task_team);
}

const struct figure figures[] = {
    {"wake_1ms", "region after a pause of 1 ms", "ns", wake_1ms},
    {"wake_10ms", "region after a pause of 10 ms", "ns", wake_10ms},
    {"wake_100ms", "region after a pause of 100 ms", "ns", wake_100ms},
    {"pause_cpu_1ms", "CPU time burnt in a pause of 1 ms", "ns", pause_cpu_1ms},
    {"pause_cpu_10ms", "CPU time burnt in a pause of 10 ms", "ns", pause_cpu_10ms},
    {"pause_cpu_100ms", "CPU time burnt in a pause of 100 ms", "ns", pause_cpu_100ms},
    {"second_cpu", "CPU time burnt in the second after a stretch of regions", "ns", second_cpu},
    {"uneven_static", "loop of rising iterations, static", "%", ideal_static},
    {"uneven_dynamic", "loop of rising iterations, dynamic", "%", ideal_dynamic},
    {"uneven_guided", "loop of rising iterations, guided", "%", ideal_guided},
    {"uneven_auto", "loop of rising iterations, auto", "%", ideal_auto},
    {"uneven_runtime_auto", "loop of rising iterations, runtime set to auto", "%",
     ideal_runtime_auto},
    {"worker_memory", "resident memory of a worker that ran nothing but an empty region", "KiB",
     worker_memory},
    {"worker_memory_tasks", "resident memory of a worker that made 100 tasks", "KiB",
     worker_memory_tasks},
};
const int nfigures = sizeof figures / sizeof figures[0];
