// __kmpc_threadprivate*: caches grow under threads with larger numbers than they had room for,
// copies are of the variable as it was when the first thread came, destructors run as threads end,
// and a number that comes again finds no old copy, nor does the child of a fork.
// RUN: %veda-abi
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { MANY = 300 };

int __kmpc_global_thread_num(void *);
void *__kmpc_threadprivate(void *, int, void *, size_t);
void *__kmpc_threadprivate_cached(void *, int, void *, size_t, void ***);
void __kmpc_threadprivate_register(void *, void *, void *(*)(void *), void *(*)(void *, void *),
                                   void (*)(void *));
void __kmpc_threadprivate_register_vec(void *, void *, void *(*)(void *, size_t),
                                       void *(*)(void *, void *, size_t), void (*)(void *, size_t),
                                       size_t);

static int plain[4] = {1, 2, 3, 4};
static void **plain_cache, **plain_cache_elsewhere;
static int made = 10, made_vec[3], copied = 20;
static void **made_cache;
static int nmade, ended, ended_in_order, vec_ended;
static pthread_barrier_t all_here;

static void *make(void *p)
{
    *(int *)p = 77;
    __atomic_fetch_add(&nmade, 1, __ATOMIC_RELAXED);
    return p;
}

/* Older variables are still there when a newer one's destructor runs. */
static void end(void *p)
{
    int *older = __kmpc_threadprivate_cached(NULL, __kmpc_global_thread_num(NULL), plain,
                                             sizeof plain, &plain_cache);
    __atomic_fetch_add(&ended_in_order, older[0] == 1000 + older[1] && *(int *)p == 77,
                       __ATOMIC_RELAXED);
    __atomic_fetch_add(&ended, 1, __ATOMIC_RELAXED);
}

static void *make_vec(void *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((int *)p)[i] = (int)(50 + i);
    return p;
}

static void end_vec(void *p, size_t n)
{
    (void)p;
    __atomic_fetch_add(&vec_ended, (int)n, __ATOMIC_RELAXED);
}

static void *make_from(void *p, void *image)
{
    *(int *)p = *(int *)image + 1;
    return p;
}

static void use(int private_number)
{
    int gtid = __kmpc_global_thread_num(NULL);
    int *p = __kmpc_threadprivate_cached(NULL, gtid, plain, sizeof plain, &plain_cache);
    EXPECT(p != plain);
    EXPECT_EQ(p[0] + 10 * p[1] + 100 * p[2] + 1000 * p[3], 4321);
    EXPECT(p == __kmpc_threadprivate(NULL, gtid, plain, sizeof plain));
    void **cache = __atomic_load_n(&plain_cache, __ATOMIC_ACQUIRE);
    EXPECT(p == __atomic_load_n(&cache[gtid], __ATOMIC_RELAXED)); /* as compiled code may look it up */
    p[1] = private_number;
    p[0] = 1000 + private_number;
    int *q = __kmpc_threadprivate_cached(NULL, gtid, &made, sizeof made, &made_cache);
    EXPECT_EQ(*q, 77);
    int *v = __kmpc_threadprivate(NULL, gtid, made_vec, sizeof made_vec);
    EXPECT_EQ(v[0] + v[1] + v[2], 153);
    int *c = __kmpc_threadprivate(NULL, gtid, &copied, sizeof copied);
    EXPECT_EQ(*c, 22);
    *c = 0;
    EXPECT(p ==
           __kmpc_threadprivate_cached(NULL, gtid, plain, sizeof plain, &plain_cache_elsewhere));
    EXPECT_EQ(p[1], private_number);
}

static void *one_of_many(void *arg)
{
    use((int)(intptr_t)arg);
    pthread_barrier_wait(&all_here); /* so many numbers at once */
    int gtid = __kmpc_global_thread_num(NULL);
    int *p = __kmpc_threadprivate_cached(NULL, gtid, plain, sizeof plain, &plain_cache);
    EXPECT_EQ(p[1], (int)(intptr_t)arg);
    return NULL;
}

static void *alone(void *arg)
{
    use((int)(intptr_t)arg);
    return NULL;
}

static void run(void *(*fn)(void *), int n)
{
    pthread_t thread[MANY];
    for (int i = 0; i < n; i++)
        if (pthread_create(&thread[i], NULL, fn, (void *)(intptr_t)i))
            abort();
    for (int i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
}

int main(void)
{
    int gtid = __kmpc_global_thread_num(NULL);
    __kmpc_threadprivate_register(NULL, &made, make, NULL, end);
    __kmpc_threadprivate_register_vec(NULL, made_vec, make_vec, NULL, end_vec, 3);
    __kmpc_threadprivate_register(NULL, &copied, NULL, make_from, NULL);

    int *mine = __kmpc_threadprivate_cached(NULL, gtid, plain, sizeof plain, &plain_cache);
    EXPECT(mine == plain);
    mine[0] = 9; /* the others get what was there before */
    EXPECT(__kmpc_threadprivate(NULL, gtid, &made, sizeof made) == &made);
    EXPECT_EQ(made, 10);
    EXPECT(__kmpc_threadprivate(NULL, gtid, &copied, sizeof copied) == &copied);

    for (int i = 0; i < 3; i++)
        run(alone, 1);
    pthread_barrier_init(&all_here, NULL, MANY);
    run(one_of_many, MANY);
    EXPECT_EQ(nmade, MANY + 3);
    EXPECT_EQ(ended, MANY + 3);
    EXPECT_EQ(ended_in_order, MANY + 3);
    EXPECT_EQ(vec_ended, 3 * (MANY + 3));
    EXPECT_EQ(plain[0], 9);

    pid_t child = fork();
    if (child == 0) {
        EXPECT(__kmpc_threadprivate_cached(NULL, gtid, plain, sizeof plain, &plain_cache) == plain);
        run(alone, 4);
        _exit(expect_result());
    }
    int status;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    return expect_result();
}
