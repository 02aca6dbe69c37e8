// What the environment says is what the routines answer: each variable of 5.2, chapter 21, that a routine
// can see, its _ALL form, the peers' variables, and which of two wins. The program runs itself anew for
// every row of the table.
//
// RUN: %veda-c
#define _GNU_SOURCE
#include "expect.h"
#include <dlfcn.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    const char *environment, *answers;
} rows[] = {
    {"OMP_NUM_THREADS=5", "max_threads 5 max_active_levels 1 nested 0"},
    {"OMP_NUM_THREADS=5,3", "max_threads 5 max_active_levels 2147483647 nested 1"},
    {"OMP_NUM_THREADS= OMP_NUM_THREADS_ALL=6", "max_threads 6"},
    {"OMP_NUM_THREADS=5 OMP_NUM_THREADS_ALL=6", "max_threads 5"},
    {"OMP_NUM_THREADS=5 OMP_NUM_THREADS_DEV=7 OMP_NUM_THREADS_DEV_0=8", "max_threads 5"},
    {"",
     "dynamic 0 cancellation 0 thread_limit 2147483647 max_teams 0 teams_thread_limit 0 "
     "default_device 0 max_task_priority 0 proc_bind 0 schedule 1 chunk 0 monotonic 0 blocktime 2 "
     "library 3"},
    {"OMP_DYNAMIC=true", "dynamic 1"},
    {"OMP_DYNAMIC_ALL=TRUE", "dynamic 1"},
    {"OMP_CANCELLATION=true", "cancellation 1"},
    {"OMP_THREAD_LIMIT=3 OMP_NUM_THREADS=9", "thread_limit 3 max_threads 3"},
    {"OMP_NUM_TEAMS=5 OMP_TEAMS_THREAD_LIMIT=7", "max_teams 5 teams_thread_limit 7"},
    {"OMP_MAX_TASK_PRIORITY=10", "max_task_priority 10"},
    {"OMP_DEFAULT_DEVICE=2", "default_device 2"},
    {"OMP_DEFAULT_DEVICE=initial", "default_device -1"},
    {"OMP_MAX_ACTIVE_LEVELS=3 OMP_NESTED=true", "max_active_levels 3"},
    {"OMP_MAX_ACTIVE_LEVELS=0", "max_active_levels 0 nested 0"},
    {"OMP_NESTED=true", "max_active_levels 2147483647 nested 1"},
    {"OMP_NESTED=false OMP_NUM_THREADS=4,4", "max_active_levels 1"},
    {"OMP_PROC_BIND=spread,close", "proc_bind 4 max_active_levels 2147483647"},
    {"OMP_PROC_BIND=true", "proc_bind 1"},
    {"OMP_PLACES=cores", "proc_bind 1"},
    {"OMP_PLACES=cores OMP_PROC_BIND=false", "proc_bind 0"},
    {"OMP_SCHEDULE=guided,12", "schedule 3 chunk 12 monotonic 0"},
    {"OMP_SCHEDULE=dynamic", "schedule 2 chunk 1"},
    {"OMP_SCHEDULE=auto", "schedule 4 chunk 1"},
    {"OMP_SCHEDULE=monotonic:static,52", "schedule 1 chunk 52 monotonic 1"},
    {"OMP_SCHEDULE=nonmonotonic:dynamic,53", "schedule 2 chunk 53 monotonic 0"},
    {"OMP_SCHEDULE=trapezoidal,13", "schedule 101 chunk 13"},
    {"OMP_STACKSIZE=16M", "stacksize 16777216"},
    {"OMP_STACKSIZE=16M GOMP_STACKSIZE=4096", "stacksize 4194304"},
    {"OMP_STACKSIZE=16M GOMP_STACKSIZE=4096 KMP_STACKSIZE=2M", "stacksize 2097152"},
    {"OMP_WAIT_POLICY=active", "blocktime 2147483647"},
    {"OMP_WAIT_POLICY=passive", "blocktime 0"},
    {"KMP_BLOCKTIME=30 OMP_WAIT_POLICY=passive", "blocktime 30"},
    {"KMP_BLOCKTIME=infinite", "blocktime 2147483647"},
    {"KMP_BLOCKTIME=1500us", "blocktime 2"},
    {"KMP_LIBRARY=turnaround", "library 2 blocktime 2147483647"},
    {"KMP_LIBRARY=serial OMP_NUM_THREADS=4", "library 1 threads 1"},
    {"KMP_ALL_THREADS=3", "thread_limit 3"},
    {"KMP_DEVICE_THREAD_LIMIT=5 OMP_THREAD_LIMIT=4", "thread_limit 4"},
    {"OMP_ALLOCATOR=omp_cgroup_mem_alloc", "allocator 6"},
    {"OMP_NUM_THREADS=3", "threads 3"},
};

/* Of libomp; gcc's omp.h does not declare them, and its libgomp does not have them. */
static long kmp(const char *name)
{
    int (*get)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, name);
    EXPECT(get != NULL);
    return get ? get() : -99;
}

static unsigned kind, chunk;

static long threads(void)
{
    int n = 0;
#pragma omp parallel
#pragma omp single
    n = omp_get_num_threads();
    return n;
}

static long ask(const char *what)
{
    omp_sched_t k;
    int c;
    omp_get_schedule(&k, &c);
    kind = (unsigned)k, chunk = (unsigned)c;
#define ANSWER(name, value)                                                                        \
    if (!strcmp(what, #name))                                                                      \
        return (long)(value);
    ANSWER(max_threads, omp_get_max_threads())
    ANSWER(max_active_levels, omp_get_max_active_levels())
    ANSWER(nested, omp_get_max_active_levels() > 1)
    ANSWER(dynamic, omp_get_dynamic())
    ANSWER(cancellation, omp_get_cancellation())
    ANSWER(thread_limit, omp_get_thread_limit())
    ANSWER(max_teams, omp_get_max_teams())
    ANSWER(teams_thread_limit, omp_get_teams_thread_limit())
    ANSWER(default_device, omp_get_default_device())
    ANSWER(max_task_priority, omp_get_max_task_priority())
    ANSWER(proc_bind, omp_get_proc_bind())
    ANSWER(allocator, omp_get_default_allocator())
    ANSWER(schedule, kind & 0x7fffffffu)
    ANSWER(monotonic, kind >> 31)
    ANSWER(chunk, chunk)
    ANSWER(threads, threads())
    ANSWER(blocktime, kmp("kmp_get_blocktime"))
    ANSWER(library, kmp("kmp_get_library"))
    ANSWER(stacksize, kmp("kmp_get_stacksize"))
    EXPECT(!"a question this test knows");
    return -1;
}

/* In the child: "question answer question answer". */
static int answer(char *pairs)
{
    for (char *what = strtok(pairs, " "); what; what = strtok(NULL, " ")) {
        long got = ask(what), want = atol(strtok(NULL, " "));
        if (got != want)
            fprintf(stderr, "%s: ", what);
        EXPECT_EQ(got, want);
    }
    return expect_result();
}

static void set_environment(const char *text)
{
    char *copy = strdup(text);
    unsetenv("OMP_NUM_THREADS");
    for (char *item = strtok(copy, " "); item; item = strtok(NULL, " ")) {
        char *value = strchr(item, '=');
        *value = '\0';
        setenv(item, value + 1, 1);
    }
    free(copy);
}

int main(int argc, char **argv)
{
    if (argc == 2)
        return answer(argv[1]);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pid_t child = fork();
        if (child == 0) {
            set_environment(rows[i].environment);
            execl("/proc/self/exe", argv[0], rows[i].answers, (char *)NULL);
            _exit(127);
        }
        int status = -1;
        waitpid(child, &status, 0);
        if (status)
            fprintf(stderr, "with %s:\n", rows[i].environment);
        EXPECT_EQ(status, 0);
    }
    return expect_result();
}
