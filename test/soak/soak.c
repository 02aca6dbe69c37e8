// A long random walk: teams, nests, tasks, dependences, detached tasks, cancellations, locks, forks, and roots that
// come and go, with results checked, under settings of the environment that change. In the suite for seconds; the
// nightly run gives it half an hour a build.
//
//   soak [--seconds N] [--seed S]           until N seconds have passed (1800), or something fails
//   soak --seed S --episode E [--round R]   one episode again, or one round of it
// (lit --param soak=N --param timeout=N+300 --filter soak)
//
// An episode is a process with settings of its own, made of seed and number: so a failure names what to run
// again. The programs and their data are the same each time; the schedule is not, but in the chaos build its
// delays are. An episode that does not end in time is a failure as well; where there is gdb, the stacks of its
// threads are shown.
//
// RUN: %veda-c --args --seconds %soak-seconds
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "programs.h"
#include "stress/stress.h"

/* ThreadSanitizer, in a child: threads that have ended and that its parent has not joined yet are no leak. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "report_thread_leaks=0";
}

enum { ROUNDS = STRESS_ROUNDS(60), EPISODE_SECONDS = 240, MOST_ROOTS = 4 };

/* --- a round: some roots, each with a few programs -------------------------------------------------- */

static void few_programs(uint64_t seed, int may_fork);

/* In the child there is this thread alone, and what it was in the middle of has one member. */
static void fork_here(uint64_t seed)
{
    pid_t child = fork();
    if (child == 0) {
        alarm(EPISODE_SECONDS / 2);
        few_programs(seed, 0);
        _exit(expect_result());
    }
    int status = -1;
    EXPECT(child > 0);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    EXPECT_EQ(status, 0);
}

static void forks(uint64_t seed)
{
    int want = 1 + pick(&seed, 5), who = pick(&seed, 6);
    if (who == 5) {
        fork_here(seed);
        return;
    }
#pragma omp parallel num_threads(want)
    {
        uint64_t mine = derived(seed, 1);
#pragma omp barrier
        if (omp_get_thread_num() == who)
            fork_here(mine);
#pragma omp for schedule(dynamic)
        for (int i = 0; i < 20; i++)
            dawdle(&mine);
    }
}

static void few_programs(uint64_t seed, int may_fork)
{
    static void (*const program[])(uint64_t) = {team, nest, tasks, depend, taskloops, detached, cancel, locks};
    enum { PROGRAMS = sizeof program / sizeof *program };
    omp_set_max_active_levels(4);
    for (int n = 1 + pick(&seed, 4); n > 0; n--) {
        uint64_t own = derived(seed, n);
        int which = pick(&seed, PROGRAMS + 3);
        if (which < PROGRAMS)
            program[which](own);
        else if (which == PROGRAMS && may_fork)
            forks(own);
        else if (which == PROGRAMS + 1 && omp_get_level() == 0)
            omp_pause_resource_all(omp_pause_soft);
        else
            omp_set_num_threads(1 + pick(&seed, 5));
    }
}

static void *root(void *p)
{
    uint64_t seed = *(uint64_t *)p;
    int leaves = pick(&seed, 4) == 0;
    few_programs(seed, STRESS_MAY_FORK);
    if (leaves)
        pthread_exit(NULL);
    return NULL;
}

static void round_of(uint64_t seed)
{
    pthread_t thread[MOST_ROOTS];
    uint64_t own[MOST_ROOTS];
    int n = pick(&seed, MOST_ROOTS);
    for (int i = 0; i < n; i++) {
        own[i] = derived(seed, i);
        if (pthread_create(&thread[i], NULL, root, &own[i]))
            abort();
    }
    few_programs(derived(seed, MOST_ROOTS), STRESS_MAY_FORK);
    for (int i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
}

static int episode(uint64_t seed, int number, int only)
{
    for (int r = 0; r < ROUNDS; r++) {
        if (only >= 0 && r != only)
            continue;
        round_of(derived(derived(seed, number), r));
        if (expect_failures) {
            fprintf(stderr, "soak: round %d failed\n", r);
            break;
        }
    }
    return expect_result();
}

/* --- the driver, which has nothing to do with OpenMP ------------------------------------------------- */

static void maybe_set(uint64_t *seed, const char *name, const char *const *values, int n)
{
    int i = pick(seed, n);
    if (values[i])
        setenv(name, values[i], 1);
}

#define MAYBE_SET(seed, name, ...)                                                                 \
    maybe_set(seed, name, (const char *const[]){__VA_ARGS__},                                      \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void settings(uint64_t seed)
{
    char chaos[20];
    snprintf(chaos, sizeof chaos, "%u", next(&seed) % 1000000 | 1);
    setenv("OMP_VEDA_CHAOS_SEED", chaos, 1);
    setenv("OMP_MAX_TASK_PRIORITY", "3", 1);
    MAYBE_SET(&seed, "OMP_WAIT_POLICY", NULL, NULL, "passive");
    MAYBE_SET(&seed, "OMP_VEDA_SPIN_US", NULL, "0", "20");
    MAYBE_SET(&seed, "OMP_VEDA_TASK_LIMIT", NULL, "1", "2", "40");
    MAYBE_SET(&seed, "OMP_VEDA_TASK_CUTOFF", NULL, NULL, "1");
    MAYBE_SET(&seed, "OMP_CANCELLATION", "true", "false");
    MAYBE_SET(&seed, "OMP_THREAD_LIMIT", NULL, NULL, "6", "64");
    MAYBE_SET(&seed, "OMP_DYNAMIC", NULL, NULL, "true");
    MAYBE_SET(&seed, "KMP_ENABLE_TASK_THROTTLING", NULL, NULL, "false");
}

static void show_stacks(pid_t pid)
{
    char command[100];
    snprintf(command, sizeof command, "gdb -p %d -batch -ex 'thread apply all backtrace' 1>&2", (int)pid);
    if (system("command -v gdb >/dev/null") == 0 && system(command) != 0)
        fprintf(stderr, "soak: no stacks\n");
}

/* 0: the child ended well in time. */
static int wait_for(pid_t child)
{
    int status = -1, limit = EPISODE_SECONDS * 20;
    while (limit-- > 0) {
        if (waitpid(child, &status, WNOHANG) == child)
            return status;
        usleep(50000);
    }
    fprintf(stderr, "soak: no end after %d seconds\n", EPISODE_SECONDS);
    show_stacks(child);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return -1;
}

/* A process of its own: some runtimes read the environment before main. */
static int run_episode(uint64_t seed, int number, int round)
{
    char seed_text[30], number_text[20], round_text[20];
    snprintf(seed_text, sizeof seed_text, "%llu", (unsigned long long)seed);
    snprintf(number_text, sizeof number_text, "%d", number);
    snprintf(round_text, sizeof round_text, "%d", round);
    settings(derived(seed, number));
    pid_t child = fork();
    if (child == 0) {
        execl("/proc/self/exe", "soak", "--seed", seed_text, "--episode", number_text, "--round", round_text,
              "--inside", NULL);
        _exit(127);
    }
    int status = wait_for(child);
    if (status)
        fprintf(stderr, "soak: status %d; again with: --seed %s --episode %s\n", status, seed_text, number_text);
    return status;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    double limit = 1800, start = seconds();
    uint64_t seed = (uint64_t)time(NULL) * 1000003u + (uint64_t)getpid();
    int number = -1, round = -1, inside = 0;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "0";
        if (!strcmp(argv[i], "--inside"))
            inside = 1;
        else if (!strcmp(argv[i], "--seconds"))
            limit = atof(value), i++;
        else if (!strcmp(argv[i], "--seed"))
            seed = strtoull(value, NULL, 0), i++;
        else if (!strcmp(argv[i], "--episode"))
            number = atoi(value), i++;
        else if (!strcmp(argv[i], "--round"))
            round = atoi(value), i++;
        else
            return fprintf(stderr, "soak: %s?\n", argv[i]), 2;
    }
    if (inside)
        return episode(seed, number, round);
    if (number >= 0)
        return run_episode(seed, number, round) != 0;
    fprintf(stderr, "soak: --seed %llu\n", (unsigned long long)seed);
    for (number = 0; number == 0 || seconds() - start < limit; number++) {
        pid_t own = fork(); /* settings are of one episode */
        if (own == 0)
            _exit(run_episode(seed, number, -1) != 0);
        int status = -1;
        waitpid(own, &status, 0);
        if (status)
            return 1;
    }
    fprintf(stderr, "soak: %d episodes\n", number);
    return 0;
}
