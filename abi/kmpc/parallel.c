/* __kmpc_fork_call and what belongs to a parallel or teams region in LLVM's ABI (kmp_csupport.cpp is its
 * source). The outlined function gets pointers to the global and the bound thread number, then the shared
 * variables' addresses, as many as there are. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "abi/kmpc/kmpc.h"
#include "runtime/veda.h"

void veda_kmpc_invoke(void *fn, int32_t *gtid, int32_t *tid, int32_t argc, void **argv);

enum { REGISTER_ARGS = 4 }; /* invoke.S reads that many whatever argc is */

static void call_kmpc(struct veda_member *me)
{
    struct veda_team *team = me->team;
    int32_t gtid = me->thread->gtid, tid = me->tid;
    veda_kmpc_invoke(team->fn, &gtid, &tid, team->argc, team->arg);
}

/* What __kmpc_push_* left for the next region, taken away. */
static void take_pushed(struct veda_region *r, struct veda_thread *t)
{
    r->want = t->push_num_threads;
    r->bind = t->push_bind;
    r->strict = t->push_strict;
    r->severity = t->push_severity;
    r->message = t->push_message;
    r->levels = t->push_levels;
    t->push_num_threads = 0;
    t->push_bind = -1;
    t->push_strict = false;
    t->push_levels = NULL;
}

static void fork_region(int argc, kmpc_micro fn, void **argv, bool serial, const void *site)
{
    struct veda_member *me = veda_me();
    struct veda_region r = {.call = call_kmpc, .fn = (void *)fn, .arg = argv, .argc = argc,
                            .serial = serial, .site = site};
    take_pushed(&r, me->thread);
    veda_region_run(&r);
    free((void *)r.levels);
}

#define COLLECT(argv, argc, last)                                                                  \
    void *argv[(argc) > REGISTER_ARGS ? (argc) : REGISTER_ARGS];                                   \
    do {                                                                                           \
        va_list list;                                                                              \
        va_start(list, last);                                                                      \
        for (int i = 0; i < (argc); i++)                                                           \
            argv[i] = va_arg(list, void *);                                                        \
        for (int i = (argc); i < REGISTER_ARGS; i++)                                               \
            argv[i] = NULL;                                                                        \
        va_end(list);                                                                              \
    } while (0)

VEDA_EXPORT(__kmpc_fork_call)
void __kmpc_fork_call(struct ident *loc, int32_t argc, kmpc_micro fn, ...)
{
    (void)loc;
    COLLECT(argv, argc, fn);
    fork_region(argc, fn, argv, false, VEDA_CALL_SITE());
}

/* argc is 1 and args the one argument, or args is NULL and there is none. */
VEDA_EXPORT(__kmpc_fork_call_if)
void __kmpc_fork_call_if(struct ident *loc, int32_t argc, kmpc_micro fn, int32_t condition, void *args)
{
    (void)loc;
    (void)argc;
    void *argv[REGISTER_ARGS] = {args};
    fork_region(args ? 1 : 0, fn, argv, !condition, VEDA_CALL_SITE());
}

/* A region of one thread whose body the program runs itself. */
VEDA_EXPORT(__kmpc_serialized_parallel)
void __kmpc_serialized_parallel(struct ident *loc, int32_t gtid)
{
    (void)loc;
    (void)gtid;
    struct veda_region r = {.serial = true, .bind = -1, .site = VEDA_CALL_SITE()};
    take_pushed(&r, veda_me()->thread);
    veda_region_begin(&r);
    free((void *)r.levels);
}

VEDA_EXPORT(__kmpc_end_serialized_parallel)
void __kmpc_end_serialized_parallel(struct ident *loc, int32_t gtid)
{
    (void)loc;
    (void)gtid;
    veda_region_end();
}

/* --- clauses of the next region -------------------------------------------------------------------- */

VEDA_EXPORT(__kmpc_push_num_threads)
void __kmpc_push_num_threads(struct ident *loc, int32_t gtid, int32_t n)
{
    (void)loc;
    (void)gtid;
    veda_me()->thread->push_num_threads = n;
}

VEDA_EXPORT(__kmpc_pop_num_threads)
void __kmpc_pop_num_threads(struct ident *loc, int32_t gtid)
{
    (void)loc;
    (void)gtid;
    veda_me()->thread->push_num_threads = 0;
}

static void push_strict(int32_t severity, const char *message)
{
    struct veda_thread *t = veda_me()->thread;
    t->push_strict = true;
    /* kmp's severity numbers: 1 warning, 2 fatal */
    t->push_severity = severity == 1 ? VEDA_SEVERITY_WARNING : VEDA_SEVERITY_FATAL;
    t->push_message = message;
}

VEDA_EXPORT(__kmpc_push_num_threads_strict)
void __kmpc_push_num_threads_strict(struct ident *loc, int32_t gtid, int32_t n, int32_t severity,
                                    const char *message)
{
    __kmpc_push_num_threads(loc, gtid, n);
    push_strict(severity, message);
}

VEDA_EXPORT(__kmpc_push_num_threads_list)
void __kmpc_push_num_threads_list(struct ident *loc, int32_t gtid, uint32_t n, int32_t *list)
{
    (void)loc;
    (void)gtid;
    struct veda_thread *t = veda_me()->thread;
    if (!n)
        return;
    t->push_num_threads = list[0];
    struct veda_levels *levels = malloc(sizeof *levels + n * sizeof levels->value[0]);
    if (!levels)
        return;
    levels->n = (int)n;
    memcpy(levels->value, list, n * sizeof levels->value[0]);
    free(t->push_levels);
    t->push_levels = levels;
}

VEDA_EXPORT(__kmpc_push_num_threads_list_strict)
void __kmpc_push_num_threads_list_strict(struct ident *loc, int32_t gtid, uint32_t n, int32_t *list,
                                         int32_t severity, const char *message)
{
    __kmpc_push_num_threads_list(loc, gtid, n, list);
    push_strict(severity, message);
}

VEDA_EXPORT(__kmpc_push_proc_bind)
void __kmpc_push_proc_bind(struct ident *loc, int32_t gtid, int32_t bind)
{
    (void)loc;
    (void)gtid;
    veda_me()->thread->push_bind = bind;
}

/* --- teams ------------------------------------------------------------------------------------------- */

VEDA_EXPORT(__kmpc_push_num_teams)
void __kmpc_push_num_teams(struct ident *loc, int32_t gtid, int32_t num_teams, int32_t thread_limit)
{
    (void)loc;
    (void)gtid;
    struct veda_thread *t = veda_me()->thread;
    t->push_num_teams = num_teams;
    t->push_thread_limit = thread_limit;
}

/* num_teams(lower: upper): any number between is allowed; the upper bound is taken, as without a lower. */
VEDA_EXPORT(__kmpc_push_num_teams_51)
void __kmpc_push_num_teams_51(struct ident *loc, int32_t gtid, int32_t lower, int32_t upper,
                              int32_t thread_limit)
{
    __kmpc_push_num_teams(loc, gtid, upper > 0 ? upper : lower, thread_limit);
}

struct league {
    kmpc_micro fn;
    int argc;
    void **argv;
};

static void call_team(void *data)
{
    const struct league *l = data;
    int32_t gtid = veda_me()->thread->gtid, tid = 0;
    veda_kmpc_invoke((void *)l->fn, &gtid, &tid, l->argc, l->argv);
}

VEDA_EXPORT(__kmpc_fork_teams)
void __kmpc_fork_teams(struct ident *loc, int32_t argc, kmpc_micro fn, ...)
{
    (void)loc;
    COLLECT(argv, argc, fn);
    struct veda_member *me = veda_me();
    struct veda_thread *t = me->thread;
    int num_teams = t->push_num_teams, thread_limit = t->push_thread_limit;
    t->push_num_teams = t->push_thread_limit = 0;
    veda_league_run(me, num_teams, thread_limit, call_team, &(struct league){fn, argc, argv});
}
