/* omp_processes: what becomes of a team when other processes want the same CPUs.
 *
 *     omp_processes ROW       prints a line "ROW figure unfair", or "ROW_step figure ns"
 *     omp_processes --list    prints the names of the rows, what they are, and their unit
 *
 * A process of one full team steps from barrier to barrier, with the machine to itself before and after,
 * and beside others in between. The figure is its fair rate over its real rate, where a fair rate is the
 * one that it has alone times the CPUs over all threads that want one: 1 is fair, 10 means that nine tenths
 * of the time that was the team's went into waiting for threads that had no CPU. For two teams as wide as
 * the machine that is the rate of one alone over the summed rates of both. A runtime that is slow even
 * alone may be fair; what a step costs beside others is the figure of ROW_step.
 *
 * All processes are this program again. They agree on a time to start and a time to end, so that nobody
 * is measured while the others still start; every thread counts its steps, and the sum must be right.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <omp.h>
#include <sched.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TEAMS = 2 };
static const double settle_ns = 6e7; /* for processes to start and to open their first region */
static const double alone_ns = 1e8;  /* of measuring, at scale 1 */
static const double beside_ns = 5e8;
static const double compile_ns = 4e7; /* that a busy process lives, as a compiler would */

struct row {
    const char *name, *what;
    int teams;      /* that step */
    double busy;    /* processes beside them, for each thread of a team */
    double work_ns; /* between two barriers, for each thread */
};

static const struct row rows[] = {
    {"two_barriers", "two full teams, nothing but barriers", 2, 0, 0},
    {"two_phases", "two full teams, a barrier after every 20 us of work", 2, 0, 20000},
    {"beside_few", "a full team, barriers after 20 us, half as many busy processes as threads", 1,
     0.5, 20000},
    {"beside_many", "a full team, barriers after 20 us, and as many busy processes as threads", 1,
     1, 20000},
};
enum { NROWS = sizeof rows / sizeof rows[0] };

static int nthreads;
static double scale = 1;

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static void sleep_until(double ns)
{
    struct timespec t = {(time_t)(ns / 1e9), (long)(ns - 1e9 * (double)(time_t)(ns / 1e9))};

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
        ;
}

static __attribute__((noreturn)) void fail(const char *what, long got, long expected)
{
    fprintf(stderr, "omp_processes: %s: %ld, not %ld\n", what, got, expected);
    exit(1);
}

/* The processes beside and under measurement */

/* Work of a known length on a CPU of one's own, which a clock would not be: it goes on while a thread has
 * no CPU. No optimiser knows what it begins with, so it is done as often as it is asked for. */
static uint64_t work(long rounds)
{
    uint64_t x = 1;

    __asm__ volatile("" : "+r"(x));
    for (long i = 0; i < rounds; i++)
        x = x * 6364136223846793005u + 1442695040888963407u;
    return x;
}

/* How many rounds take so long: the best of a few, since others may be at work. */
static long rounds_of(double ns)
{
    enum { ROUNDS = 100000, TRIES = 20 };
    double best = 1e18;
    volatile uint64_t keep;

    for (int t = 0; t < TRIES; t++) {
        double start = now_ns();
        keep = work(ROUNDS);
        double took = now_ns() - start;
        best = took < best ? took : best;
    }
    (void)keep;
    return (long)(ns / best * ROUNDS);
}

/* A full team, from start to end. Prints its steps a second. All threads leave after the same step, which
 * the first thread names before that step's barrier. */
static int step(double start, double end, long rounds)
{
    long steps = 0, counted = 0;
    _Atomic long last = LONG_MAX;

#pragma omp parallel
    work(1); /* all threads are there before the start */
    sleep_until(start);
    start = now_ns();
#pragma omp parallel reduction(+ : counted)
    {
        volatile uint64_t keep;
        long i = 0;

        while (i < atomic_load_explicit(&last, memory_order_relaxed)) { /* ordered by the barrier */
            keep = work(rounds);
            i++;
            if (omp_get_thread_num() == 0 && now_ns() >= end)
                atomic_store_explicit(&last, i, memory_order_relaxed);
#pragma omp barrier
        }
        (void)keep;
        counted += i;
#pragma omp master
        steps = i;
    }
    double took_ns = now_ns() - start;
    if (counted != steps * nthreads)
        fail("steps of all threads", counted, steps * nthreads);
    printf("%.3f\n", 1e9 * (double)steps / took_ns);
    return 0;
}

/* What one file costs a compiler: some memory, touched for the first time, and CPU time. */
static int compile(void)
{
    enum { BYTES = 4 << 20, PAGE = 4096, ROUNDS = 100000 };
    volatile char *memory = malloc(BYTES);
    volatile uint64_t keep;
    struct timespec t;

    if (memory == NULL)
        return 1;
    for (long at = 0; at < BYTES; at += PAGE)
        memory[at] = 1;
    do {
        keep = work(ROUNDS);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    } while (1e9 * (double)t.tv_sec + (double)t.tv_nsec < compile_ns);
    (void)keep;
    return 0;
}

/* Starting them */

static pid_t spawn(char *const argv[], int out)
{
    extern char **environ;
    posix_spawn_file_actions_t actions;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    if (out >= 0)
        posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    int error = posix_spawn(&pid, "/proc/self/exe", &actions, NULL, argv, environ);
    if (error != 0)
        fail("posix_spawn", error, 0);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static pid_t spawn_compile(void)
{
    return spawn((char *[]){"omp_processes", "--compile", NULL}, -1);
}

struct team {
    pid_t pid;
    int out; /* where it says its rate */
};

static struct team spawn_team(double start, double end, long rounds)
{
    char from[32], until[32], each[32];
    int ends[2];
    struct team team;

    snprintf(from, sizeof from, "%.0f", start);
    snprintf(until, sizeof until, "%.0f", end);
    snprintf(each, sizeof each, "%ld", rounds);
    if (pipe2(ends, O_CLOEXEC) != 0)
        fail("pipe", errno, 0);
    team.pid = spawn((char *[]){"omp_processes", "--step", from, until, each, NULL}, ends[1]);
    team.out = ends[0];
    close(ends[1]);
    return team;
}

static double rate_of(const struct team *team)
{
    char text[64] = "";

    if (read(team->out, text, sizeof text - 1) <= 0 || atof(text) <= 0)
        fail("rate of a team", 0, 1);
    close(team->out);
    return atof(text);
}

/* Waits for all, and starts a busy process for each that ends while there are teams. */
static void await(int teams, int busy, const struct team *team)
{
    while (teams + busy > 0) {
        int status, is_team = 0;
        pid_t pid = wait(&status);

        if (pid < 0 || status != 0)
            fail("status of a process", pid < 0 ? -errno : status, 0);
        for (int t = 0; t < MAX_TEAMS; t++)
            is_team |= team[t].pid == pid;
        teams -= is_team;
        busy -= !is_team;
        if (!is_team && teams > 0) {
            spawn_compile();
            busy++;
        }
    }
}

/* The mean rate of some teams side by side. */
static double mean_rate(int teams, int busy, double measured_ns, long rounds)
{
    struct team team[MAX_TEAMS] = {{0, -1}, {0, -1}};
    double start = now_ns() + settle_ns, sum = 0;

    for (int t = 0; t < teams; t++)
        team[t] = spawn_team(start, start + scale * measured_ns, rounds);
    for (int b = 0; b < busy; b++)
        spawn_compile();
    await(teams, busy, team);
    for (int t = 0; t < teams; t++)
        sum += rate_of(&team[t]);
    return sum / teams;
}

static int busy_beside(const struct row *row)
{
    return row->busy > 0 && row->busy * nthreads < 1 ? 1 : (int)(row->busy * nthreads);
}

static double step_ns(const struct row *row)
{
    return 1e9 / mean_rate(row->teams, busy_beside(row), beside_ns, rounds_of(row->work_ns));
}

static double unfairness(const struct row *row)
{
    int busy = busy_beside(row);
    long rounds = rounds_of(row->work_ns);
    double before = mean_rate(1, 0, alone_ns, rounds);
    double beside = mean_rate(row->teams, busy, beside_ns, rounds);
    double after = mean_rate(1, 0, alone_ns, rounds);
    double alone = before > after ? before : after; /* who was disturbed was not alone */
    cpu_set_t allowed;

    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        fail("sched_getaffinity", errno, 0);
    double share = (double)CPU_COUNT(&allowed) / (row->teams * nthreads + busy);
    return alone * (share < 1 ? share : 1) / beside;
}

static int list(void)
{
    for (int r = 0; r < NROWS; r++) {
        printf("%s\t%s\tunfair\n", rows[r].name, rows[r].what);
        printf("%s_step\ta step of a team of %s\tns\n", rows[r].name, rows[r].name);
    }
    return 0;
}

/* Whether there is a row of that name, which it prints. */
static int print_row(const char *name)
{
    for (int r = 0; r < NROWS; r++) {
        size_t length = strlen(rows[r].name);

        if (strncmp(name, rows[r].name, length) != 0)
            continue;
        if (name[length] == '\0')
            return printf("%s %.3f unfair\n", name, unfairness(&rows[r]));
        if (strcmp(name + length, "_step") == 0)
            return printf("%s %.1f ns\n", name, step_ns(&rows[r]));
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--compile") == 0)
        return compile();
    omp_set_dynamic(0);
    nthreads = omp_get_max_threads();
    if (argc == 5 && strcmp(argv[1], "--step") == 0)
        return step(atof(argv[2]), atof(argv[3]), atol(argv[4]));
    if (argc != 2) {
        fprintf(stderr, "usage: omp_processes ROW | --list\n");
        return 2;
    }
    if (strcmp(argv[1], "--list") == 0)
        return list();
    if (getenv("PROCESSES_SCALE") != NULL)
        scale = atof(getenv("PROCESSES_SCALE"));
    if (print_row(argv[1]))
        return 0;
    fprintf(stderr, "omp_processes: no row '%s' (--list names them)\n", argv[1]);
    return 2;
}
