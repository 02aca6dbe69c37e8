/* GOMP_loop_*: worksharing loops as gcc lowers them (libgomp's loop.c and loop_ull.c are the ABI's
 * source). Static loops without a call and `parallel for` with an inlined schedule never come here.
 *
 * Names say the order: dynamic, guided and runtime without `nonmonotonic` are monotonic;
 * `maybe_nonmonotonic_runtime` leaves it to run-sched-var. Each family is one line of the tables below;
 * a combined GOMP_parallel_loop_* is the loop begun by every member before the body, which then calls
 * the next function at once. */
#include "abi/export.h"
#include "abi/gomp/worksharing.h"

/* gcc's numbers for schedules in GOMP_loop_start and friends are enum veda_schedule's, 0 is runtime. */
_Static_assert(VEDA_SCHED_RUNTIME == 0 && VEDA_SCHED_STATIC == 1 && VEDA_SCHED_DYNAMIC == 2 &&
                   VEDA_SCHED_GUIDED == 3 && VEDA_SCHED_AUTO == 4,
               "gcc's schedule numbers");

static uint64_t positive(long chunk)
{
    return chunk > 0 ? (uint64_t)chunk : 0;
}

static struct veda_loop describe(long start, long end, long incr, int sched, long chunk, int order,
                                 bool ordered)
{
    return (struct veda_loop){.trip = gomp_trip(start, end, incr), .base = start, .step = incr, .limit = end,
                              .chunk = positive(chunk), .sched = (uint8_t)sched,
                              .order = (uint8_t)order, .ordered = ordered, .width = 8,
                              .is_signed = true};
}

static struct veda_loop describe_ull(bool up, uint64_t start, uint64_t end, uint64_t incr, int sched,
                                     uint64_t chunk, int order, bool ordered)
{
    return (struct veda_loop){.trip = gomp_trip_ull(up, start, end, incr), .base = (int64_t)start,
                              .step = (int64_t)incr, .limit = (int64_t)end, .chunk = chunk, .sched = (uint8_t)sched,
                              .order = (uint8_t)order, .ordered = ordered, .width = 8};
}

static bool start_loop(const struct veda_loop *loop, void *istart, void *iend)
{
    veda_loop_begin(veda_me(), loop);
    return gomp_loop_next(istart, iend);
}

typedef unsigned long long ull;

/* FAMILY(name, schedule, order, ordered): _start with a chunk, and _next, signed and unsigned. */
#define FAMILY(name, sched, order, ordered)                                                        \
    VEDA_EXPORT(GOMP_loop_##name##_start)                                                          \
    bool GOMP_loop_##name##_start(long start, long end, long incr, long chunk, long *istart,       \
                                  long *iend)                                                      \
    {                                                                                              \
        struct veda_loop loop = describe(start, end, incr, sched, chunk, order, ordered);          \
        return start_loop(&loop, istart, iend);                                                    \
    }                                                                                              \
    VEDA_EXPORT(GOMP_loop_ull_##name##_start)                                                      \
    bool GOMP_loop_ull_##name##_start(bool up, ull start, ull end, ull incr, ull chunk,            \
                                      ull *istart, ull *iend)                                      \
    {                                                                                              \
        struct veda_loop loop = describe_ull(up, start, end, incr, sched, chunk, order, ordered);  \
        return start_loop(&loop, istart, iend);                                                    \
    }                                                                                              \
    NEXT(name)

/* The same for schedule(runtime), which has no chunk argument. */
#define FAMILY_RUNTIME(name, order, ordered)                                                       \
    VEDA_EXPORT(GOMP_loop_##name##_start)                                                          \
    bool GOMP_loop_##name##_start(long start, long end, long incr, long *istart, long *iend)       \
    {                                                                                              \
        struct veda_loop loop = describe(start, end, incr, VEDA_SCHED_RUNTIME, 0, order, ordered); \
        return start_loop(&loop, istart, iend);                                                    \
    }                                                                                              \
    VEDA_EXPORT(GOMP_loop_ull_##name##_start)                                                      \
    bool GOMP_loop_ull_##name##_start(bool up, ull start, ull end, ull incr, ull *istart,          \
                                      ull *iend)                                                   \
    {                                                                                              \
        struct veda_loop loop =                                                                    \
            describe_ull(up, start, end, incr, VEDA_SCHED_RUNTIME, 0, order, ordered);             \
        return start_loop(&loop, istart, iend);                                                    \
    }                                                                                              \
    NEXT(name)

#define NEXT(name)                                                                                 \
    VEDA_EXPORT(GOMP_loop_##name##_next)                                                           \
    bool GOMP_loop_##name##_next(long *istart, long *iend)                                         \
    {                                                                                              \
        return gomp_loop_next((uint64_t *)istart, (uint64_t *)iend);                               \
    }                                                                                              \
    VEDA_EXPORT(GOMP_loop_ull_##name##_next)                                                       \
    bool GOMP_loop_ull_##name##_next(ull *istart, ull *iend)                                       \
    {                                                                                              \
        return gomp_loop_next((uint64_t *)istart, (uint64_t *)iend);                               \
    }

FAMILY(static, VEDA_SCHED_STATIC, VEDA_ORDER_MONOTONIC, false)
FAMILY(dynamic, VEDA_SCHED_DYNAMIC, VEDA_ORDER_MONOTONIC, false)
FAMILY(guided, VEDA_SCHED_GUIDED, VEDA_ORDER_MONOTONIC, false)
FAMILY(nonmonotonic_dynamic, VEDA_SCHED_DYNAMIC, VEDA_ORDER_NONMONOTONIC, false)
FAMILY(nonmonotonic_guided, VEDA_SCHED_GUIDED, VEDA_ORDER_NONMONOTONIC, false)
FAMILY(ordered_static, VEDA_SCHED_STATIC, VEDA_ORDER_MONOTONIC, true)
FAMILY(ordered_dynamic, VEDA_SCHED_DYNAMIC, VEDA_ORDER_MONOTONIC, true)
FAMILY(ordered_guided, VEDA_SCHED_GUIDED, VEDA_ORDER_MONOTONIC, true)
FAMILY_RUNTIME(runtime, VEDA_ORDER_MONOTONIC, false)
FAMILY_RUNTIME(nonmonotonic_runtime, VEDA_ORDER_NONMONOTONIC, false)
FAMILY_RUNTIME(maybe_nonmonotonic_runtime, VEDA_ORDER_DEFAULT, false)
FAMILY_RUNTIME(ordered_runtime, VEDA_ORDER_MONOTONIC, true)

/* The general form: any schedule, task reductions, shared memory; istart NULL when the body is a loop
 * that the compiler schedules itself and only wants the construct. */
static bool start_general(struct veda_loop *loop, long sched, void *istart, void *iend,
                          uintptr_t *reductions, void **mem)
{
    struct veda_member *me = veda_me();
    loop->sched = gomp_schedule(sched);
    loop->order = (unsigned long)sched & GFS_MONOTONIC ? VEDA_ORDER_MONOTONIC : VEDA_ORDER_DEFAULT;
    loop->shared = reductions || mem;
    bool first = veda_loop_begin_shared(me, loop);
    if (loop->shared)
        gomp_work_extras(me, first, reductions, mem);
    if (first)
        veda_loop_publish(me);
    return istart ? gomp_loop_next(istart, iend) : true;
}

VEDA_EXPORT(GOMP_loop_start)
bool GOMP_loop_start(long start, long end, long incr, long sched, long chunk, long *istart,
                     long *iend, uintptr_t *reductions, void **mem)
{
    struct veda_loop loop = describe(start, end, incr, 0, chunk, 0, false);
    return start_general(&loop, sched, istart, iend, reductions, mem);
}

VEDA_EXPORT(GOMP_loop_ordered_start)
bool GOMP_loop_ordered_start(long start, long end, long incr, long sched, long chunk, long *istart,
                             long *iend, uintptr_t *reductions, void **mem)
{
    struct veda_loop loop = describe(start, end, incr, 0, chunk, 0, true);
    return start_general(&loop, sched, istart, iend, reductions, mem);
}

VEDA_EXPORT(GOMP_loop_ull_start)
bool GOMP_loop_ull_start(bool up, ull start, ull end, ull incr, long sched, ull chunk, ull *istart,
                         ull *iend, uintptr_t *reductions, void **mem)
{
    struct veda_loop loop = describe_ull(up, start, end, incr, 0, chunk, 0, false);
    return start_general(&loop, sched, istart, iend, reductions, mem);
}

VEDA_EXPORT(GOMP_loop_ull_ordered_start)
bool GOMP_loop_ull_ordered_start(bool up, ull start, ull end, ull incr, long sched, ull chunk,
                                 ull *istart, ull *iend, uintptr_t *reductions, void **mem)
{
    struct veda_loop loop = describe_ull(up, start, end, incr, 0, chunk, 0, true);
    return start_general(&loop, sched, istart, iend, reductions, mem);
}

VEDA_EXPORT(GOMP_loop_end)
void GOMP_loop_end(void)
{
    struct veda_member *me = veda_me();
    veda_loop_end(me);
    veda_barrier(me);
}

VEDA_EXPORT(GOMP_loop_end_nowait)
void GOMP_loop_end_nowait(void)
{
    veda_loop_end(veda_me());
}

VEDA_EXPORT(GOMP_loop_end_cancel)
bool GOMP_loop_end_cancel(void)
{
    struct veda_member *me = veda_me();
    veda_loop_end(me);
    return veda_barrier_cancel(me);
}

/* --- combined with parallel ----------------------------------------------------------------------- */

struct parallel_loop {
    void (*fn)(void *);
    void *data;
    struct veda_loop loop;
};

static void call_loop(struct veda_member *me)
{
    const struct parallel_loop *p = me->team->arg;
    veda_loop_begin(me, &p->loop);
    p->fn(p->data);
}

static void parallel_loop(struct parallel_loop *p, unsigned nthreads, unsigned flags,
                          const void *site)
{
    veda_region_run(&(struct veda_region){.call = call_loop, .fn = (void *)p->fn, .arg = p,
                                          .want = (int)nthreads, .rest = VEDA_REST_ROUND,
                                          .bind = flags & 7 ? (int)(flags & 7) : -1,
                                          .bind_below = true, .site = site});
}

#define PARALLEL(name, sched_, order_)                                                             \
    VEDA_EXPORT(GOMP_parallel_loop_##name)                                                         \
    void GOMP_parallel_loop_##name(void (*fn)(void *), void *data, unsigned nthreads, long start,  \
                                   long end, long incr, long chunk, unsigned flags)                \
    {                                                                                              \
        struct parallel_loop p = {fn, data, describe(start, end, incr, sched_, chunk, order_, 0)}; \
        parallel_loop(&p, nthreads, flags, VEDA_CALL_SITE());                                      \
    }

#define PARALLEL_RUNTIME(name, order_)                                                             \
    VEDA_EXPORT(GOMP_parallel_loop_##name)                                                         \
    void GOMP_parallel_loop_##name(void (*fn)(void *), void *data, unsigned nthreads, long start,  \
                                   long end, long incr, unsigned flags)                            \
    {                                                                                              \
        struct parallel_loop p = {                                                                 \
            fn, data, describe(start, end, incr, VEDA_SCHED_RUNTIME, 0, order_, 0)};               \
        parallel_loop(&p, nthreads, flags, VEDA_CALL_SITE());                                      \
    }

PARALLEL(static, VEDA_SCHED_STATIC, VEDA_ORDER_MONOTONIC)
PARALLEL(dynamic, VEDA_SCHED_DYNAMIC, VEDA_ORDER_MONOTONIC)
PARALLEL(guided, VEDA_SCHED_GUIDED, VEDA_ORDER_MONOTONIC)
PARALLEL(nonmonotonic_dynamic, VEDA_SCHED_DYNAMIC, VEDA_ORDER_NONMONOTONIC)
PARALLEL(nonmonotonic_guided, VEDA_SCHED_GUIDED, VEDA_ORDER_NONMONOTONIC)
PARALLEL_RUNTIME(runtime, VEDA_ORDER_MONOTONIC)
PARALLEL_RUNTIME(nonmonotonic_runtime, VEDA_ORDER_NONMONOTONIC)
PARALLEL_RUNTIME(maybe_nonmonotonic_runtime, VEDA_ORDER_DEFAULT)

/* Of gcc before 4.9: the call starts the others and begins the loop; the program runs the primary's body
 * itself, then calls GOMP_parallel_end. What the others read must outlive the call: it is kept by the
 * primary's thread until the region's end. */

static void parallel_loop_start(void (*fn)(void *), void *data, unsigned nthreads,
                                struct veda_loop loop, const void *site)
{
    struct parallel_loop *p = malloc(sizeof *p);
    if (!p)
        veda_fatal("out of memory (a parallel loop)");
    *p = (struct parallel_loop){fn, data, loop};
    struct veda_member *me = veda_region_begin(&(struct veda_region){
        .call = call_loop, .fn = (void *)fn, .arg = p, .want = (int)nthreads, .bind = -1,
        .rest = VEDA_REST_ROUND, .site = site});
    me->region_block = p;
    veda_loop_begin(me, &p->loop);
}

#define PARALLEL_START(name, sched, order)                                                         \
    VEDA_EXPORT(GOMP_parallel_loop_##name##_start)                                                 \
    void GOMP_parallel_loop_##name##_start(void (*fn)(void *), void *data, unsigned nthreads,      \
                                           long start, long end, long incr, long chunk)            \
    {                                                                                              \
        parallel_loop_start(fn, data, nthreads,                                                    \
                            describe(start, end, incr, sched, chunk, order, false),                \
                            VEDA_CALL_SITE());                                                     \
    }

PARALLEL_START(static, VEDA_SCHED_STATIC, VEDA_ORDER_MONOTONIC)
PARALLEL_START(dynamic, VEDA_SCHED_DYNAMIC, VEDA_ORDER_MONOTONIC)
PARALLEL_START(guided, VEDA_SCHED_GUIDED, VEDA_ORDER_MONOTONIC)

VEDA_EXPORT(GOMP_parallel_loop_runtime_start)
void GOMP_parallel_loop_runtime_start(void (*fn)(void *), void *data, unsigned nthreads, long start,
                                      long end, long incr)
{
    parallel_loop_start(
        fn, data, nthreads,
        describe(start, end, incr, VEDA_SCHED_RUNTIME, 0, VEDA_ORDER_MONOTONIC, false),
        VEDA_CALL_SITE());
}
