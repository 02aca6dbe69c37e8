/* The most memory that the process has had so far, in KiB. */
#ifndef VEDA_TEST_MEMORY_H
#define VEDA_TEST_MEMORY_H

#include <sys/resource.h>

static long memory_peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

#endif
