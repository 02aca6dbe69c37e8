/* /proc/stat has a line for each processor: cpuN user nice system idle iowait ..., in ticks. */
#include "runtime/sys/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "runtime/sys/affinity.h"
#include "runtime/sys/clock.h"
#include "runtime/sys/linux/lines.h"

bool veda_load_read(const char *root, struct veda_load *load)
{
    char path[1024];
    struct veda_lines lines;
    struct timespec own;
    snprintf(path, sizeof path, "%s/proc/stat", root);
    struct veda_cpuset *set = veda_cpuset_new();
    if (!set || veda_affinity_initial(set) || !veda_lines_open(&lines, path)) {
        free(set);
        return false;
    }
    uint64_t ticks = 0;
    int processors = 0;
    for (char *line; (line = veda_lines_next(&lines)) && !strncmp(line, "cpu", 3);) {
        int cpu;
        unsigned long long idle, iowait;
        if (line[3] == ' ') /* all of them together */
            continue;
        if (sscanf(line, "cpu%d %*u %*u %*u %llu %llu", &cpu, &idle, &iowait) != 3 || !veda_cpuset_has(set, cpu))
            continue;
        ticks += idle + iowait;
        processors++;
    }
    veda_lines_close(&lines);
    free(set);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    *load = (struct veda_load){
        .at_ns = veda_now_ns(),
        .idle_ns = ticks * (1000000000u / (uint64_t)sysconf(_SC_CLK_TCK)),
        .own_ns = (uint64_t)own.tv_sec * 1000000000u + (uint64_t)own.tv_nsec,
        .processors = processors,
    };
    return processors > 0;
}
