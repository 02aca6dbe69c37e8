/* What the processors of the machine have been doing, as far as the process may use them. */
#ifndef VEDA_SYS_LOAD_H
#define VEDA_SYS_LOAD_H

#include <stdbool.h>
#include <stdint.h>

/* Sums since the machine or the process began; what counts is the difference of two. */
struct veda_load {
    uint64_t at_ns;   /* on the monotonic clock */
    uint64_t idle_ns; /* of the processors that the process may use (affinity.h), together */
    uint64_t own_ns;  /* processor time of this process */
    int processors;   /* how many they are */
};

/* False: the system does not tell. Reads a file under `root` ("" but in tests); ticks are a hundredth of a
 * second, so the difference of two says little within less than ten of them. Thread-safe. */
bool veda_load_read(const char *root, struct veda_load *load);

#endif
