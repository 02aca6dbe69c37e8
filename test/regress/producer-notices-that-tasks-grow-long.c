// A construct's tasks are tiny, thousands of them, and then long. The thread that makes them runs tiny ones itself, and
// looked at the clock after 16 of them: so it ran up to 16 of the long ones in a row, with three threads asleep.
// RUN: %veda-c
#define _GNU_SOURCE
#include <dirent.h>
#include <omp.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"

enum { THREADS = 4, TINY = 3000, PHASES = 16, LONG = 16, MOST = 6 };

static int producing, by_producer, by_all; /* producing: the number of the thread that does, and 1 */

static void run(int is_long)
{
    static _Thread_local int tiny;
    if (!is_long) {
        tiny++;
        return;
    }
    usleep(10000);
    __atomic_fetch_add(&by_all, 1, __ATOMIC_RELAXED);
    if (__atomic_load_n(&producing, __ATOMIC_RELAXED) == omp_get_thread_num() + 1)
        by_producer++;
}

/* All threads but the calling one. */
static int others_sleep(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int awake = 0;
    for (struct dirent *e; tasks && (e = readdir(tasks));) {
        char path[300], line[300] = "";
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/stat", e->d_name);
        FILE *f = fopen(path, "r");
        char *end = f && fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
        awake += end && !strchr("SD", end[2]);
        if (f)
            fclose(f);
    }
    if (tasks)
        closedir(tasks);
    return awake <= 1;
}

static void wait_until_others_sleep(void)
{
    for (int i = 0; i < 2000 && !others_sleep(); i++)
        usleep(1000);
}

static void produce(int tiny)
{
    __atomic_store_n(&producing, omp_get_thread_num() + 1, __ATOMIC_RELAXED);
    for (int i = 0; i < tiny + LONG; i++) {
        if (i == tiny)
            wait_until_others_sleep();
#pragma omp task
        run(i >= tiny);
    }
    __atomic_store_n(&producing, 0, __ATOMIC_RELAXED);
}

int main(void)
{
    for (int phase = 0; phase < PHASES; phase++) {
        by_producer = by_all = 0;
#pragma omp parallel num_threads(THREADS)
#pragma omp single
        produce(TINY + phase);
        EXPECT_EQ(by_all, LONG);
        EXPECT(by_producer <= MOST);
    }
    return expect_result();
}
