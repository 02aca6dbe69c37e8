/* Tasks with threadset(omp_pool) for compilers that do not know the clause: by the entry points that those which do
 * call. pool_task(fn, arg) is `#pragma omp task threadset(omp_pool)` around fn(arg); team_task the same without the
 * clause. */
#ifndef VEDA_TEST_POOL_H
#define VEDA_TEST_POOL_H

#include <stddef.h>
#include <stdint.h>

struct pool_task {
    void *shareds;
    int32_t (*routine)(int32_t, struct pool_task *);
    int32_t part_id;
    void *data[2];
    void (*fn)(void *);
    void *arg;
};

enum { POOL_TIED = 1, POOL_AGENTS = 0x80 };

extern struct pool_task *__kmpc_omp_task_alloc(void *, int32_t, int32_t, size_t, size_t,
                                               int32_t (*)(int32_t, struct pool_task *));
extern int32_t __kmpc_omp_task(void *, int32_t, struct pool_task *);
extern int32_t __kmpc_global_thread_num(void *);
extern int omp_is_free_agent(void);
extern int omp_ancestor_is_free_agent(int);

static int32_t pool_routine(int32_t gtid, struct pool_task *t)
{
    (void)gtid;
    t->fn(t->arg);
    return 0;
}

static inline void any_task(int flags, void (*fn)(void *), void *arg)
{
    int gtid = __kmpc_global_thread_num(NULL);
    struct pool_task *t = __kmpc_omp_task_alloc(NULL, gtid, flags, sizeof *t, 0, pool_routine);
    t->fn = fn;
    t->arg = arg;
    __kmpc_omp_task(NULL, gtid, t);
}

static inline void pool_task(void (*fn)(void *), void *arg)
{
    any_task(POOL_TIED | POOL_AGENTS, fn, arg);
}

static inline void team_task(void (*fn)(void *), void *arg)
{
    any_task(POOL_TIED, fn, arg);
}

#endif
