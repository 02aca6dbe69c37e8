/* The array that gcc passes for depend clauses (libgomp's task.c is the ABI's source), translated.
 *
 *   { n, nout, n addresses: out and inout first, then in }                         or, with a 0 in front,
 *   { 0, n, nout, nmutexinoutset, nin, addresses in that order, then depobjs }
 *
 * A depobj, and since gcc 13 an inoutset item, is a pointer to a pair of address and kind. omp_all_memory is
 * an out on address NULL. Inside abi/gomp only; pure, thread-safe. */
#ifndef VEDA_ABI_GOMP_DEPEND_H
#define VEDA_ABI_GOMP_DEPEND_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/veda.h"

/* Values in a depobj. */
enum { GOMP_DEPEND_IN = 1, GOMP_DEPEND_OUT, GOMP_DEPEND_INOUT, GOMP_DEPEND_MUTEXINOUTSET, GOMP_DEPEND_INOUTSET };

/* How many dependences there are. depend NULL: none. */
static inline size_t gomp_depend_count(void *const *depend)
{
    return depend ? (size_t)(depend[0] ? depend[0] : depend[1]) : 0;
}

static inline struct veda_depend gomp_depend_item(uintptr_t address, enum veda_depend_kind kind)
{
    if (address == 0 && kind == VEDA_DEPEND_OUT)
        kind = VEDA_DEPEND_ALL;
    return (struct veda_depend){.address = address, .kind = kind};
}

static inline struct veda_depend gomp_depend_object(void *const *pair)
{
    switch ((uintptr_t)pair[1]) {
    case GOMP_DEPEND_IN: return gomp_depend_item((uintptr_t)pair[0], VEDA_DEPEND_IN);
    case GOMP_DEPEND_INOUTSET: return gomp_depend_item((uintptr_t)pair[0], VEDA_DEPEND_SET);
    case GOMP_DEPEND_MUTEXINOUTSET: return gomp_depend_item((uintptr_t)pair[0], VEDA_DEPEND_MUTEX);
    case GOMP_DEPEND_OUT:
    case GOMP_DEPEND_INOUT: break;
    default:
        veda_warn_once("depend: object %p is of unknown kind %zu, taken as inout", (const void *)pair,
                       (size_t)pair[1]);
    }
    return gomp_depend_item((uintptr_t)pair[0], VEDA_DEPEND_OUT);
}

/* The form with a 0 in front. */
static VEDA_COLD void gomp_depend_read_long(void *const *depend, struct veda_depend *out)
{
    size_t n = (size_t)depend[1], out_end = (size_t)depend[2];
    size_t mutex_end = out_end + (size_t)depend[3], in_end = mutex_end + (size_t)depend[4];
    void *const *item = depend + 5;
    for (size_t i = 0; i < n; i++)
        out[i] = i < out_end     ? gomp_depend_item((uintptr_t)item[i], VEDA_DEPEND_OUT)
                 : i < mutex_end ? gomp_depend_item((uintptr_t)item[i], VEDA_DEPEND_MUTEX)
                 : i < in_end    ? gomp_depend_item((uintptr_t)item[i], VEDA_DEPEND_IN)
                                 : gomp_depend_object(item[i]);
}

/* Fills out[gomp_depend_count(depend)]. */
static inline void gomp_depend_read(void *const *depend, struct veda_depend *out)
{
    size_t n = (size_t)depend[0], nout = (size_t)depend[1];
    if (unlikely(n == 0)) {
        gomp_depend_read_long(depend, out);
        return;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = gomp_depend_item((uintptr_t)depend[2 + i], i < nout ? VEDA_DEPEND_OUT : VEDA_DEPEND_IN);
}

/* Returns when a task of me's task with these dependences might run: for whatever runs at once. */
void gomp_depend_wait(struct veda_member *me, void *const *depend);

#endif
