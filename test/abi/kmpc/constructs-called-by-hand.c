// Entry points of the kmpc ABI that the compilers at hand do not emit, called as others do: barriers with a
// primary's part, sections asked for one by one, masked, scope, pushed clauses, dispatch in a distribute.
// RUN: %veda-abi
#include <stdint.h>

#include "expect.h"

struct ident {
    int32_t reserved_1, flags, reserved_2, reserved_3;
    const char *psource;
};
typedef void (*micro)(int32_t *, int32_t *, ...);

static struct ident loc = {0, 2 | 51 << 24, 0, 0, ";file;function;1;1;;"};

int32_t __kmpc_global_thread_num(struct ident *);
void __kmpc_fork_call(struct ident *, int32_t, micro, ...);
void __kmpc_fork_call_if(struct ident *, int32_t, micro, int32_t, void *);
void __kmpc_fork_teams(struct ident *, int32_t, micro, ...);
void __kmpc_push_num_teams_51(struct ident *, int32_t, int32_t, int32_t, int32_t);
void __kmpc_push_num_threads(struct ident *, int32_t, int32_t), __kmpc_pop_num_threads(struct ident *, int32_t);
void __kmpc_push_num_threads_strict(struct ident *, int32_t, int32_t, int32_t, const char *);
void __kmpc_push_num_threads_list(struct ident *, int32_t, uint32_t, int32_t *);
void __kmpc_push_num_threads_list_strict(struct ident *, int32_t, uint32_t, int32_t *, int32_t, const char *);
void __kmpc_barrier(struct ident *, int32_t);
int32_t __kmpc_barrier_master(struct ident *, int32_t), __kmpc_barrier_master_nowait(struct ident *, int32_t);
void __kmpc_end_barrier_master(struct ident *, int32_t);
void *__kmpc_copyprivate_light(struct ident *, int32_t, void *);
int32_t __kmpc_single(struct ident *, int32_t);
void __kmpc_end_single(struct ident *, int32_t);
int32_t __kmpc_masked(struct ident *, int32_t, int32_t), __kmpc_master(struct ident *, int32_t);
void __kmpc_end_masked(struct ident *, int32_t), __kmpc_end_master(struct ident *, int32_t);
void __kmpc_scope(struct ident *, int32_t, void *), __kmpc_end_scope(struct ident *, int32_t, void *);
int32_t __kmpc_sections_init(struct ident *, int32_t), __kmpc_next_section(struct ident *, int32_t, int32_t);
void __kmpc_end_sections(struct ident *, int32_t);
int omp_get_num_threads(void), omp_get_thread_num(void), omp_get_team_num(void), omp_get_max_threads(void);
int omp_get_num_teams(void);
void omp_set_max_active_levels(int);

#define DISPATCH(suffix, type, stride)                                                             \
    void __kmpc_dist_dispatch_init_##suffix(struct ident *, int32_t, int32_t, int32_t *, type, type, stride, stride); \
    int32_t __kmpc_dispatch_next_##suffix(struct ident *, int32_t, int32_t *, type *, type *, stride *); \
    void __kmpc_dispatch_init_##suffix(struct ident *, int32_t, int32_t, type, type, stride, stride); \
    void __kmpc_dispatch_fini_##suffix(struct ident *, int32_t);                                   \
    static int sum_##suffix(int32_t gtid)                                                          \
    {                                                                                              \
        int32_t last = 0;                                                                          \
        type lb, ub;                                                                               \
        stride st;                                                                                 \
        int sum = 0;                                                                               \
        __kmpc_dist_dispatch_init_##suffix(&loc, gtid, 35 | 1 << 30, &last, 1, 10, 1, 2);          \
        while (__kmpc_dispatch_next_##suffix(&loc, gtid, &last, &lb, &ub, &st))                    \
            for (type i = lb; i <= ub; i++)                                                        \
                sum += (int)i;                                                                     \
        __kmpc_dispatch_init_##suffix(&loc, gtid, 67 /* ordered dynamic */, 1, 3, 1, 1);           \
        while (__kmpc_dispatch_next_##suffix(&loc, gtid, &last, &lb, &ub, &st)) {                  \
            sum += (int)lb * 1000;                                                                 \
            __kmpc_dispatch_fini_##suffix(&loc, gtid);                                             \
        }                                                                                          \
        return sum;                                                                                \
    }

DISPATCH(4, int32_t, int32_t)
DISPATCH(4u, uint32_t, int32_t)
DISPATCH(8, int64_t, int64_t)
DISPATCH(8u, uint64_t, int64_t)

static int before, inside, after, sections[9], singles, filtered, team_sum, dist_sum;

static void region(int32_t *gtid, int32_t *tid, ...)
{
    EXPECT_EQ(*tid, omp_get_thread_num());
    __atomic_fetch_add(&before, 1, __ATOMIC_RELAXED);
    if (__kmpc_barrier_master(&loc, *gtid)) {
        EXPECT_EQ(__atomic_load_n(&before, __ATOMIC_RELAXED), 4);
        inside = 1;
        __kmpc_end_barrier_master(&loc, *gtid);
    }
    EXPECT_EQ(inside, 1);
    if (__kmpc_barrier_master_nowait(&loc, *gtid))
        after = 1;
    __kmpc_barrier(&loc, *gtid);
    EXPECT_EQ(after, 1);

    if (__kmpc_sections_init(&loc, *gtid)) {
        for (int s; (s = __kmpc_next_section(&loc, *gtid, 9)) < 9;)
            __atomic_fetch_add(&sections[s], 1, __ATOMIC_RELAXED);
        __kmpc_end_sections(&loc, *gtid);
    }
    int mine = *tid;
    int *shared = NULL;
    if (__kmpc_single(&loc, *gtid)) {
        __atomic_fetch_add(&singles, 1, __ATOMIC_RELAXED);
        shared = &mine;
        __kmpc_end_single(&loc, *gtid);
    }
    int *from = __kmpc_copyprivate_light(&loc, *gtid, shared);
    EXPECT(from != NULL && (!shared || from == shared) && *from >= 0 && *from < 4);
    __kmpc_barrier(&loc, *gtid);
    __kmpc_scope(&loc, *gtid, NULL);
    if (__kmpc_masked(&loc, *gtid, 2)) {
        EXPECT_EQ(*tid, 2);
        filtered = 1;
        __kmpc_end_masked(&loc, *gtid);
    }
    if (__kmpc_master(&loc, *gtid))
        __kmpc_end_master(&loc, *gtid);
    __kmpc_end_scope(&loc, *gtid, NULL);
    __kmpc_barrier(&loc, *gtid);
    EXPECT_EQ(filtered, 1);
}

static void distributed(int32_t *gtid, int32_t *tid, ...)
{
    (void)tid;
    __atomic_fetch_add(&dist_sum, sum_4(*gtid) + sum_4u(*gtid) + sum_8(*gtid) + sum_8u(*gtid), __ATOMIC_RELAXED);
}

static void team(int32_t *gtid, int32_t *tid, ...)
{
    (void)tid;
    EXPECT_EQ(omp_get_num_teams(), 2);
    team_sum += omp_get_team_num() + 1;
    __kmpc_push_num_threads(&loc, *gtid, 3);
    __kmpc_fork_call(&loc, 0, distributed);
}

static void sizes(int32_t *gtid, int32_t *tid, ...)
{
    (void)gtid;
    if (*tid == 0)
        inside = omp_get_num_threads() * 100 + omp_get_max_threads();
}

static void one(int32_t *gtid, int32_t *tid, int *arg)
{
    (void)gtid;
    if (*tid == 0)
        *arg = omp_get_num_threads();
}

int main(void)
{
    int32_t gtid = __kmpc_global_thread_num(&loc);
    __kmpc_push_num_threads(&loc, gtid, 4);
    __kmpc_fork_call(&loc, 0, region);
    for (int s = 0; s < 9; s++)
        EXPECT_EQ(sections[s], 1);
    EXPECT_EQ(singles, 1);

    int n = 0;
    __kmpc_push_num_threads(&loc, gtid, 3);
    __kmpc_fork_call_if(&loc, 1, (micro)one, 1, &n);
    EXPECT_EQ(n, 3);
    __kmpc_push_num_threads(&loc, gtid, 3);
    __kmpc_fork_call_if(&loc, 1, (micro)one, 0, &n);
    EXPECT_EQ(n, 1);
    __kmpc_push_num_threads(&loc, gtid, 3);
    __kmpc_pop_num_threads(&loc, gtid);
    __kmpc_push_num_threads_strict(&loc, gtid, 2, 2, NULL);
    __kmpc_fork_call(&loc, 1, (micro)one, &n);
    EXPECT_EQ(n, 2);

    omp_set_max_active_levels(3);
    int32_t list[] = {2, 5, 6};
    __kmpc_push_num_threads_list(&loc, gtid, 3, list);
    __kmpc_fork_call(&loc, 0, sizes);
    EXPECT_EQ(inside, 205);
    __kmpc_push_num_threads_list_strict(&loc, gtid, 2, list, 1, "smaller");
    __kmpc_fork_call(&loc, 0, sizes);
    EXPECT_EQ(inside, 205);

    __kmpc_push_num_teams_51(&loc, gtid, 1, 2, 0);
    __kmpc_fork_teams(&loc, 0, team);
    EXPECT_EQ(team_sum, 3);
    /* 1 to 10 once over the league, 1000 to 3000 once in each of two teams; four widths */
    EXPECT_EQ(dist_sum, 4 * (55 + 2 * 6000));
    return expect_result();
}
