/* Time. */
#ifndef VEDA_SYS_CLOCK_H
#define VEDA_SYS_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "runtime/base/compiler.h"

/* Nanoseconds on the monotonic clock. Thread-safe, no system call (vDSO). */
VEDA_INLINE uint64_t veda_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

#endif
