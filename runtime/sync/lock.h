/* The locks of the OpenMP API (5.2, 18.9), one implementation for both ABIs. gcc's omp_lock_t has 4
 * bytes and its nest lock 16, LLVM's have 8 and 8: a lock uses 4 bytes and a nest lock 8.
 * A plain lock is owned by nobody and may be unset by any thread; a nest lock is owned by a task. */
#ifndef VEDA_SYNC_LOCK_H
#define VEDA_SYNC_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/sync/mutex.h"

struct veda_member;

struct veda_lock {
    struct veda_mutex mutex;
};

struct veda_nest_lock {
    struct veda_mutex mutex;
    uint32_t depth;         /* written by the owner only */
};

#endif
