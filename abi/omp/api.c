/* The routines that ask about threads, teams, tasks and time and that set ICVs (5.2, chapter 18.2
 * to 18.5; libgomp's and libomp's omp.h). Every one is a look at the calling thread's member or at
 * its task's data environment. Those that a thread without a past can answer make nothing; the
 * others make it a root (a few hundred bytes, no thread). Devices, affinity and libomp's own
 * routines are in the files beside; routines with text arguments have their Fortran side in
 * fortran.c. */
#include <stddef.h>

#include "abi/omp/spelling.h"
#include "runtime/sys/clock.h"
#include "runtime/veda.h"

/* What a thread that never met OpenMP is: alone in an initial team. */
#define SELF(field, otherwise) (likely(veda_self != NULL) ? (int)(veda_self->field) : (otherwise))

GETTER(int, omp_get_thread_num, SELF(number, 0))
GETTER(int, omp_get_num_threads, SELF(team->nthreads, 1))
GETTER(int, omp_in_parallel, SELF(team->active_level, 0) > 0)
GETTER(int, omp_get_level, SELF(team->level, 0))
GETTER(int, omp_get_active_level, SELF(team->active_level, 0))
GETTER(int, omp_get_team_num, SELF(team->team_num, 0))
GETTER(int, omp_get_num_teams, SELF(team->num_teams, 1))
GETTER(int, omp_in_final, SELF(task->final, 0))
GETTER(int, omp_in_explicit_task, SELF(task->is_explicit, 0))

static int ancestor_thread_num(int level)
{
    const struct veda_member *m = veda_member_at_level(veda_me(), level);
    return m ? m->number : -1;
}

static int ancestor_team_size(int level)
{
    const struct veda_member *m = veda_member_at_level(veda_me(), level);
    return m ? m->team->nthreads : -1;
}

/* Free agents (6.0, 23.1.4 and 23.1.5). */
GETTER(int, omp_is_free_agent, veda_self && veda_is_agent(veda_self))

static int ancestor_is_free_agent(int level)
{
    const struct veda_member *m = veda_member_at_level(veda_me(), level);
    return m && veda_is_agent(m);
}

QUERY(omp_get_ancestor_thread_num, ancestor_thread_num)
QUERY(omp_ancestor_is_free_agent, ancestor_is_free_agent)
QUERY(omp_get_team_size, ancestor_team_size)
C_QUERY(ompc_get_ancestor_thread_num, ancestor_thread_num)
C_QUERY(ompc_get_team_size, ancestor_team_size)

/* --- ICVs of the task ------------------------------------------------------------------------- */

#define ICV(field) veda_icvs(veda_me())->field

static void set_num_threads(int n)
{
    if (n < 1)
        veda_warn_once("omp_set_num_threads(%d): not positive; using 1", n);
    veda_icvs_own(veda_me())->nthreads = n < 1 ? 1 : n;
}

SETTER(omp_set_num_threads, set_num_threads)
C_SETTER(ompc_set_num_threads, set_num_threads)
GETTER(int, omp_get_max_threads, veda_region_max_threads(veda_me()))
GETTER(int, omp_get_thread_limit, ICV(thread_limit))

static void set_dynamic(int on)
{
    veda_icvs_own(veda_me())->dynamic = on != 0;
}

SETTER(omp_set_dynamic, set_dynamic)
C_SETTER(ompc_set_dynamic, set_dynamic)
GETTER(int, omp_get_dynamic, ICV(dynamic))

static void set_max_active_levels(int levels)
{
    if (levels < 0) {
        veda_warn_once("omp_set_max_active_levels(%d): negative; ignored", levels);
        return;
    }
    veda_icvs_own(veda_me())->max_active_levels = levels;
}

SETTER(omp_set_max_active_levels, set_max_active_levels)
C_SETTER(ompc_set_max_active_levels, set_max_active_levels)
GETTER(int, omp_get_max_active_levels, ICV(max_active_levels))
GETTER(int, omp_get_supported_active_levels, VEDA_SUPPORTED_LEVELS)

/* Deprecated since 5.0: another view of max-active-levels-var (5.2, 18.2.10). */
static void set_nested(int on)
{
    int levels = ICV(max_active_levels);
    if (on)
        levels = VEDA_SUPPORTED_LEVELS;
    else if (levels > 1)
        levels = 1;
    veda_icvs_own(veda_me())->max_active_levels = levels;
}

static int get_nested(void)
{
    const struct veda_member *me = veda_me();
    int levels = veda_icvs(me)->max_active_levels;
    return levels > 1 && levels > me->team->active_level;
}

SETTER(omp_set_nested, set_nested)
C_SETTER(ompc_set_nested, set_nested)
GETTER(int, omp_get_nested, get_nested())

/* --- run-sched-var (5.2, 18.2.11 and 18.2.12) ------------------------------------------------- */

#define MONOTONIC 0x80000000u /* omp_sched_monotonic */

enum { LIBOMP_STATIC_STEAL = 102 };

static void set_schedule(unsigned kind, int chunk)
{
    unsigned plain = kind & ~MONOTONIC;
    bool trapezoidal = plain == VEDA_SCHED_TRAPEZOIDAL;
    if (trapezoidal)
        plain = VEDA_SCHED_GUIDED;
    else if (plain == LIBOMP_STATIC_STEAL)
        plain = VEDA_SCHED_DYNAMIC;
    if (plain < VEDA_SCHED_STATIC || plain > VEDA_SCHED_AUTO) {
        veda_warn_once("omp_set_schedule(0x%x, %d): no such kind; ignored", kind, chunk);
        return;
    }
    struct veda_icvs *icvs = veda_icvs_own(veda_me());
    icvs->sched = (uint8_t)plain;
    icvs->sched_order = kind & MONOTONIC ? VEDA_ORDER_MONOTONIC : VEDA_ORDER_DEFAULT;
    icvs->sched_named = trapezoidal ? VEDA_SCHED_TRAPEZOIDAL : 0;
    icvs->sched_chunk = plain != VEDA_SCHED_AUTO && chunk > 0 ? chunk : 0;
}

/* Where no chunk is given, static has none (0); for the others it is 1, as both peers answer. */
static int get_schedule(unsigned *kind)
{
    const struct veda_icvs *icvs = veda_icvs(veda_me());
    *kind = icvs->sched_named ? icvs->sched_named : icvs->sched;
    if (icvs->sched_order == VEDA_ORDER_MONOTONIC)
        *kind |= MONOTONIC;
    return icvs->sched_chunk || icvs->sched == VEDA_SCHED_STATIC ? icvs->sched_chunk : 1;
}

VEDA_EXPORT(omp_set_schedule)
void omp_set_schedule(unsigned kind, int chunk)
{
    set_schedule(kind, chunk);
}

VEDA_EXPORT(ompc_set_schedule)
void ompc_set_schedule(unsigned kind, int chunk)
{
    set_schedule(kind, chunk);
}

VEDA_EXPORT(omp_set_schedule_)
void omp_set_schedule_(const uint32_t *kind, const int32_t *chunk)
{
    set_schedule(*kind, *chunk);
}

VEDA_EXPORT(omp_set_schedule_8_)
void omp_set_schedule_8_(const uint32_t *kind, const int64_t *chunk)
{
    set_schedule(*kind, narrow(*chunk));
}

VEDA_EXPORT(omp_get_schedule)
void omp_get_schedule(unsigned *kind, int *chunk)
{
    *chunk = get_schedule(kind);
}

VEDA_EXPORT(omp_get_schedule_)
void omp_get_schedule_(uint32_t *kind, int32_t *chunk)
{
    *chunk = get_schedule(kind);
}

VEDA_EXPORT(omp_get_schedule_8_)
void omp_get_schedule_8_(uint32_t *kind, int64_t *chunk)
{
    *chunk = get_schedule(kind);
}

/* --- ICVs of the process ---------------------------------------------------------------------- */

static const struct veda_global *global(void)
{
    veda_icv_init();
    return &veda_global;
}

GETTER(int, omp_get_cancellation, global()->cancellation)
GETTER(int, omp_get_max_task_priority, global()->max_task_priority)

static void set_num_teams(int n)
{
    veda_icv_init();
    if (n >= 0)
        veda_global.nteams = n;
}

static void set_teams_thread_limit(int n)
{
    veda_icv_init();
    if (n >= 0)
        veda_global.teams_thread_limit = n;
}

SETTER(omp_set_num_teams, set_num_teams)
SETTER(omp_set_teams_thread_limit, set_teams_thread_limit)
GETTER(int, omp_get_max_teams, global()->nteams)
GETTER(int, omp_get_teams_thread_limit, global()->teams_thread_limit)

static void display_env(int verbose)
{
    veda_icv_init();
    veda_icv_display(verbose != 0);
}

SETTER(omp_display_env, display_env)

/* --- processors and time ---------------------------------------------------------------------- */

/* At the time of the call, as 5.2, 18.7.1 has it: not the number that nthreads-var was fixed at. A quota counts:
 * processors that there is no time on are not "available to the device", and programs set their team size to this
 * number, or size it by the smaller of this one and omp_get_max_threads(). */
static int num_procs(void)
{
    veda_me();
    return veda_binding_processors();
}

GETTER(int, omp_get_num_procs, num_procs())
GETTER(double, omp_get_wtime, (double)veda_now_ns() * 1e-9)
GETTER(double, omp_get_wtick, 1e-9)
