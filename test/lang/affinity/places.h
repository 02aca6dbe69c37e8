/* What tests of places share: masks as sets, and whether a thread sits where it says. */
#ifndef VEDA_TEST_PLACES_H
#define VEDA_TEST_PLACES_H

#include <omp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"

/* The calling thread's mask, from the system. */
static inline cpu_set_t own_mask(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    return set;
}

/* A place's, from the runtime. */
static inline cpu_set_t place_mask(int place)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    int n = omp_get_place_num_procs(place), ids[CPU_SETSIZE];
    omp_get_place_proc_ids(place, ids);
    for (int i = 0; i < n; i++)
        CPU_SET(ids[i], &set);
    return set;
}

/* The one that "%A" shows, ranges and commas. */
static inline cpu_set_t shown_mask(void)
{
    cpu_set_t set;
    char text[4000];
    CPU_ZERO(&set);
    omp_capture_affinity(text, sizeof text, "%A");
    for (char *p = text; *p;) {
        long first = strtol(p, &p, 10), last = first;
        if (*p == '-')
            last = strtol(p + 1, &p, 10);
        for (; first <= last; first++)
            CPU_SET((int)first, &set);
        p += *p == ',';
    }
    return set;
}

/* The one that the process was started with, which its parent has too: with LD_PRELOAD libgomp's own constructor has
 * narrowed that of the initial thread before main(), until the first OpenMP call. */
static inline cpu_set_t users_mask(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(getppid(), sizeof set, &set);
    return set;
}

static inline int own_cpus(void)
{
    cpu_set_t set = own_mask();
    return CPU_COUNT(&set);
}

static inline int same_mask(cpu_set_t a, cpu_set_t b)
{
    return CPU_EQUAL(&a, &b);
}

/* The calling thread's place, its mask and what is displayed of it are one, and in its partition. */
static inline void expect_in_place(void)
{
    int place = omp_get_place_num(), n = omp_get_partition_num_places(), nums[CPU_SETSIZE], found = 0;
    EXPECT(place >= 0 && place < omp_get_num_places());
    EXPECT(same_mask(own_mask(), place_mask(place)));
    EXPECT(same_mask(own_mask(), shown_mask()));
    omp_get_partition_place_nums(nums);
    for (int i = 0; i < n; i++)
        found |= nums[i] == place;
    EXPECT(found);
}

#endif
