// Serial part: a pooled task waits for a detached one, whose event a foreign thread fulfils. The successor went to the
// team's list (depend.c, make_ready with here false), which wakes sleepers of the team but calls no free agent; those
// that there were had left. Nobody ran it before the initial thread met a scheduling point of its own.
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=4
#include <omp.h>
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

#include "expect.h"
#include "pool.h"

struct depend {
    uintptr_t address;
    size_t length;
    uint8_t flags;
};

extern int32_t __kmpc_omp_task_with_deps(void *, int32_t, struct pool_task *, int32_t, struct depend *, int32_t,
                                         struct depend *);
extern void *__kmpc_task_allow_completion_event(void *, int32_t, struct pool_task *);
extern void omp_fulfill_event(uintptr_t);

static int begun, over, x;
static void *event;

static void set(void *flag)
{
    __atomic_store_n((int *)flag, 1, __ATOMIC_RELEASE);
}

/* No task scheduling point in here. */
static void await(const int *flag)
{
    for (int i = 0; i < 3000 && !__atomic_load_n(flag, __ATOMIC_ACQUIRE); i++)
        usleep(1000);
}

static struct pool_task *make(int *flag)
{
    struct pool_task *t = __kmpc_omp_task_alloc(NULL, __kmpc_global_thread_num(NULL), POOL_TIED | POOL_AGENTS, sizeof *t,
                                                0, pool_routine);
    t->fn = set;
    t->arg = flag;
    return t;
}

static void *foreign(void *p)
{
    omp_fulfill_event((uintptr_t)event);
    return p;
}

int main(void)
{
    struct depend on_x = {(uintptr_t)&x, sizeof x, 3};
    int gtid = __kmpc_global_thread_num(NULL);
    struct pool_task *t = make(&begun);
    event = __kmpc_task_allow_completion_event(NULL, gtid, t);
    __kmpc_omp_task_with_deps(NULL, gtid, t, 1, &on_x, 0, NULL);
    __kmpc_omp_task_with_deps(NULL, gtid, make(&over), 1, &on_x, 0, NULL);
    await(&begun);
    usleep(20000); /* the agent finds nothing more and leaves */
    pthread_t thread;
    EXPECT_EQ(pthread_create(&thread, NULL, foreign, NULL), 0);
    EXPECT_EQ(pthread_join(thread, NULL), 0);
    await(&over);
    EXPECT_EQ(over, 1);
#pragma omp taskwait
    EXPECT_EQ(over, 1);
    return expect_result();
}
