/* GOMP_parallel*, GOMP_teams*, barriers, single, scope and cancellation as gcc lowers them (libgomp's
 * parallel.c, team.c, teams.c, single.c, scope.c, barrier.c are the ABI's source). */
#include <stdlib.h>

#include "abi/export.h"
#include "abi/gomp/worksharing.h"

static void call_gomp(struct veda_member *me)
{
    struct veda_team *team = me->team;
    ((void (*)(void *))team->fn)(team->arg);
}

/* flags: the low three bits are the proc_bind clause, 0 for none. */
static int bind_of(unsigned flags)
{
    return flags & 7 ? (int)(flags & 7) : -1;
}

VEDA_EXPORT(GOMP_parallel)
void GOMP_parallel(void (*fn)(void *), void *data, unsigned nthreads, unsigned flags)
{
    veda_region_run(&(struct veda_region){.call = call_gomp, .fn = (void *)fn, .arg = data,
                                          .want = (int)nthreads, .bind = bind_of(flags), .bind_below = true,
                                          .rest = VEDA_REST_ROUND, .site = VEDA_CALL_SITE()});
}

/* As GOMP_parallel, with reduction(task, ...) on the construct: data starts with a pointer to the
 * reductions' description. Gives the number of threads, whose copies the program then combines. */
VEDA_EXPORT(GOMP_parallel_reductions)
unsigned GOMP_parallel_reductions(void (*fn)(void *), void *data, unsigned nthreads, unsigned flags)
{
    struct veda_member *me = veda_region_begin(&(struct veda_region){
        .call = gomp_parallel_reductions_call, .fn = (void *)fn, .arg = data, .want = (int)nthreads,
        .bind = bind_of(flags), .bind_below = true, .rest = VEDA_REST_ROUND, .site = VEDA_CALL_SITE(),
        .prepare = gomp_parallel_reductions_prepare});
    unsigned n = (unsigned)me->team->nthreads;
    gomp_parallel_reductions_call(me);
    void *block = me->team->reductions;
    veda_region_end();
    gomp_parallel_reductions_done(block);
    return n;
}

/* Of gcc before 4.9: the program runs the primary's part itself between start and end. */
VEDA_EXPORT(GOMP_parallel_start)
void GOMP_parallel_start(void (*fn)(void *), void *data, unsigned nthreads)
{
    veda_region_begin(&(struct veda_region){.call = call_gomp, .fn = (void *)fn, .arg = data,
                                            .want = (int)nthreads, .bind = -1, .rest = VEDA_REST_ROUND,
                                            .site = VEDA_CALL_SITE()});
}

VEDA_EXPORT(GOMP_parallel_end)
void GOMP_parallel_end(void)
{
    struct veda_member *me = veda_me();
    void *block = me->region_block;
    me->region_block = NULL;
    veda_region_end();
    free(block);
}

/* --- sections combined with parallel --------------------------------------------------------------- */

struct parallel_sections {
    void (*fn)(void *);
    void *data;
    unsigned count;
};

static void call_sections(struct veda_member *me)
{
    const struct parallel_sections *p = me->team->arg;
    veda_sections_begin(me, p->count);
    p->fn(p->data);
}

VEDA_EXPORT(GOMP_parallel_sections)
void GOMP_parallel_sections(void (*fn)(void *), void *data, unsigned nthreads, unsigned count,
                            unsigned flags)
{
    struct parallel_sections p = {fn, data, count};
    veda_region_run(&(struct veda_region){.call = call_sections, .fn = (void *)fn, .arg = &p,
                                          .want = (int)nthreads, .bind = bind_of(flags), .bind_below = true,
                                          .rest = VEDA_REST_ROUND, .site = VEDA_CALL_SITE()});
}

VEDA_EXPORT(GOMP_parallel_sections_start)
void GOMP_parallel_sections_start(void (*fn)(void *), void *data, unsigned nthreads, unsigned count)
{
    struct parallel_sections *p = malloc(sizeof *p);
    if (!p)
        veda_fatal("out of memory (parallel sections)");
    *p = (struct parallel_sections){fn, data, count};
    struct veda_member *me = veda_region_begin(
        &(struct veda_region){.call = call_sections, .fn = (void *)fn, .arg = p,
                              .want = (int)nthreads, .bind = -1, .rest = VEDA_REST_ROUND, .site = VEDA_CALL_SITE()});
    me->region_block = p;
    veda_sections_begin(me, count);
}

/* --- sections ------------------------------------------------------------------------------------- */

VEDA_EXPORT(GOMP_sections_start)
unsigned GOMP_sections_start(unsigned count)
{
    struct veda_member *me = veda_me();
    veda_sections_begin(me, count);
    return veda_sections_next(me);
}

VEDA_EXPORT(GOMP_sections2_start)
unsigned GOMP_sections2_start(unsigned count, uintptr_t *reductions, void **mem)
{
    struct veda_member *me = veda_me();
    bool shared = reductions || mem;
    bool first = veda_sections_begin_shared(me, count, shared);
    if (shared)
        gomp_work_extras(me, first, reductions, mem);
    if (first)
        veda_sections_publish(me);
    return veda_sections_next(me);
}

VEDA_EXPORT(GOMP_sections_next)
unsigned GOMP_sections_next(void)
{
    return veda_sections_next(veda_me());
}

VEDA_EXPORT(GOMP_sections_end)
void GOMP_sections_end(void)
{
    struct veda_member *me = veda_me();
    veda_sections_end(me);
    veda_barrier(me);
}

VEDA_EXPORT(GOMP_sections_end_nowait)
void GOMP_sections_end_nowait(void)
{
    veda_sections_end(veda_me());
}

VEDA_EXPORT(GOMP_sections_end_cancel)
bool GOMP_sections_end_cancel(void)
{
    struct veda_member *me = veda_me();
    veda_sections_end(me);
    return veda_barrier_cancel(me);
}

/* --- barrier, single, scope --------------------------------------------------------------------------- */

VEDA_EXPORT(GOMP_barrier)
void GOMP_barrier(void)
{
    veda_barrier(veda_me());
}

VEDA_EXPORT(GOMP_barrier_cancel)
bool GOMP_barrier_cancel(void)
{
    return veda_barrier_cancel(veda_me());
}

VEDA_EXPORT(GOMP_single_start)
bool GOMP_single_start(void)
{
    return veda_single_try(veda_me());
}

VEDA_EXPORT(GOMP_single_copy_start)
void *GOMP_single_copy_start(void)
{
    struct veda_member *me = veda_me();
    return veda_single_try(me) ? NULL : veda_single_receive(me);
}

VEDA_EXPORT(GOMP_single_copy_end)
void GOMP_single_copy_end(void *data)
{
    veda_single_give(veda_me(), data);
}

/* scope with reduction(task, ...): the construct is entered only for its reductions, and left at once:
 * they hang on the taskgroup that the registration opens. */
VEDA_EXPORT(GOMP_scope_start)
void GOMP_scope_start(uintptr_t *reductions)
{
    struct veda_member *me = veda_me();
    bool first = veda_sections_begin_shared(me, 0, true);
    gomp_work_extras(me, first, reductions, NULL);
    if (first)
        veda_sections_publish(me);
    veda_sections_end(me);
}

/* --- cancellation: gcc's kinds are enum veda_cancel's ----------------------------------------------------- */

VEDA_EXPORT(GOMP_cancellation_point)
bool GOMP_cancellation_point(int which)
{
    return veda_cancelled(veda_me(), (enum veda_cancel)which);
}

VEDA_EXPORT(GOMP_cancel)
bool GOMP_cancel(int which, bool do_cancel)
{
    struct veda_member *me = veda_me();
    return do_cancel ? veda_cancel(me, (enum veda_cancel)which)
                     : veda_cancelled(me, (enum veda_cancel)which);
}

/* --- teams on the host ------------------------------------------------------------------------------------ */

/* The league runs its teams one after another on the calling thread, each with all threads for its
 * parallel regions: teams may not synchronise with each other (5.2, 10.2). */
VEDA_EXPORT(GOMP_teams_reg)
void GOMP_teams_reg(void (*fn)(void *), void *data, unsigned num_teams, unsigned thread_limit,
                    unsigned flags)
{
    (void)flags;
    struct veda_member *me = veda_me();
    veda_league_run(me, (int)num_teams, (int)thread_limit, (void (*)(void *))fn, data);
}
