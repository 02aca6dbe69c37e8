/* GOMP_doacross_* and GOMP_loop_*doacross*_start: ordered(n) loops as gcc lowers them (libgomp's
 * ordered.c, loop.c and loop_ull.c are the ABI's source).
 *
 * counts[] has the iterations of each dimension; what a collapse clause joins is one of them, the
 * first. The worksharing loop goes over counts[0] alone, so chunks are iterations 0 to counts[0] -
 * 1, and the next ones come from the plain GOMP_loop_*_next. Vectors are iteration numbers too, and
 * of the space: gcc leaves out calls for those that are not (but see repair()). long and unsigned
 * long long differ in name only.
 *
 * Callers: compiled code, between the start and the end of the loop. A team of one keeps no
 * state. */
#include <stdarg.h>

#include "abi/export.h"
#include "abi/gomp/worksharing.h"

typedef unsigned long long ull;

_Static_assert(sizeof(long) == 8 && sizeof(ull) == 8, "one implementation for both widths");

static void make(struct veda_work *work, unsigned n, const uint64_t *counts)
{
    struct veda_doacross_dim dims[n];
    for (unsigned k = 0; k < n; k++) {
        if (counts[k] == 0) /* nothing runs, nothing posts */
            return;
        dims[k] = (struct veda_doacross_dim){.base = 0, .step = 1, .count = counts[k]};
    }
    work->doacross = veda_doacross_new(n, dims);
}

/* Whatever the schedule, chunks come in order: who steals the end of a share would wait for its
 * whole beginning. */
static bool start(unsigned n, const void *counts, int sched, uint64_t chunk, void *istart,
                  void *iend, uintptr_t *reductions, void **mem)
{
    struct veda_member *me = veda_me();
    bool alone = me->team->nthreads == 1;
    const uint64_t *count = counts;
    struct veda_loop loop = {.trip = count[0], .base = 0, .step = 1, .limit = (int64_t)count[0],
                             .chunk = chunk, .sched = (uint8_t)sched, .order = VEDA_ORDER_MONOTONIC,
                             .width = 8, .shared = !alone || reductions || mem};
    bool first = veda_loop_begin_shared(me, &loop);
    if (first && !alone)
        make(me->cursor.work, n, count);
    if (reductions || mem)
        gomp_work_extras(me, first, reductions, mem);
    if (first)
        veda_loop_publish(me);
    return gomp_loop_next(istart, iend);
}

static uint64_t positive(long chunk)
{
    return chunk > 0 ? (uint64_t)chunk : 0;
}

#define DOACROSS(name, sched)                                                                      \
    VEDA_EXPORT(GOMP_loop_doacross_##name##_start)                                                 \
    bool GOMP_loop_doacross_##name##_start(unsigned n, long *counts, long chunk, long *istart,     \
                                           long *iend)                                             \
    {                                                                                              \
        return start(n, counts, sched, positive(chunk), istart, iend, NULL, NULL);                 \
    }                                                                                              \
    VEDA_EXPORT(GOMP_loop_ull_doacross_##name##_start)                                             \
    bool GOMP_loop_ull_doacross_##name##_start(unsigned n, ull *counts, ull chunk, ull *istart,    \
                                               ull *iend)                                          \
    {                                                                                              \
        return start(n, counts, sched, chunk, istart, iend, NULL, NULL);                           \
    }

DOACROSS(static, VEDA_SCHED_STATIC)
DOACROSS(dynamic, VEDA_SCHED_DYNAMIC)
DOACROSS(guided, VEDA_SCHED_GUIDED)

VEDA_EXPORT(GOMP_loop_doacross_runtime_start)
bool GOMP_loop_doacross_runtime_start(unsigned n, long *counts, long *istart, long *iend)
{
    return start(n, counts, VEDA_SCHED_RUNTIME, 0, istart, iend, NULL, NULL);
}

VEDA_EXPORT(GOMP_loop_ull_doacross_runtime_start)
bool GOMP_loop_ull_doacross_runtime_start(unsigned n, ull *counts, ull *istart, ull *iend)
{
    return start(n, counts, VEDA_SCHED_RUNTIME, 0, istart, iend, NULL, NULL);
}

/* The general form: any schedule, task reductions, shared memory. */

VEDA_EXPORT(GOMP_loop_doacross_start)
bool GOMP_loop_doacross_start(unsigned n, long *counts, long sched, long chunk, long *istart,
                              long *iend, uintptr_t *reductions, void **mem)
{
    return start(n, counts, gomp_schedule(sched), positive(chunk), istart, iend, reductions, mem);
}

VEDA_EXPORT(GOMP_loop_ull_doacross_start)
bool GOMP_loop_ull_doacross_start(unsigned n, ull *counts, long sched, ull chunk, ull *istart,
                                  ull *iend, uintptr_t *reductions, void **mem)
{
    return start(n, counts, gomp_schedule(sched), chunk, istart, iend, reductions, mem);
}

static struct veda_doacross *current(void)
{
    const struct veda_work *work = veda_me()->cursor.work;
    return work ? work->doacross : NULL;
}

VEDA_EXPORT(GOMP_doacross_post)
void GOMP_doacross_post(long *at)
{
    struct veda_doacross *d = current();
    if (d)
        veda_doacross_post(d, (const int64_t *)at);
}

VEDA_EXPORT(GOMP_doacross_ull_post)
void GOMP_doacross_ull_post(ull *at)
{
    struct veda_doacross *d = current();
    if (d)
        veda_doacross_post(d, (const int64_t *)at);
}

/* In a loop over a 32-bit unsigned variable gcc adds 2^32 less the distance, in 64 bits. As no
 * vector outside of the space comes here otherwise, one that is too large by 2^32 can be told. */
static int64_t repair(const struct veda_doacross_dim *dim, uint64_t at)
{
    return (int64_t)(likely(at < dim->count) ? at : (uint32_t)at);
}

/* The vector comes as so many arguments as the loop has dimensions. */
#define WAIT(name, type)                                                                           \
    VEDA_EXPORT(name)                                                                              \
    void name(type first, ...)                                                                     \
    {                                                                                              \
        struct veda_doacross *d = current();                                                       \
        if (!d)                                                                                    \
            return;                                                                                \
        unsigned n;                                                                                \
        const struct veda_doacross_dim *dim = veda_doacross_dims(d, &n);                           \
        int64_t at[n];                                                                             \
        at[0] = repair(&dim[0], (uint64_t)first);                                                  \
        va_list rest;                                                                              \
        va_start(rest, first);                                                                     \
        for (unsigned k = 1; k < n; k++)                                                           \
            at[k] = repair(&dim[k], (uint64_t)va_arg(rest, type));                                 \
        va_end(rest);                                                                              \
        veda_doacross_wait(d, at);                                                                 \
    }

WAIT(GOMP_doacross_wait, long)
WAIT(GOMP_doacross_ull_wait, ull)
