// Tasks with threadset(omp_pool) run on threads that are in no team, at once, although their producer neither waits
// nor meets a scheduling point; what they find there; what they make; that limits hold (6.0, 14.8, 14.14, 4.3.10).
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=4
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=2 --env OMP_THREADS_RESERVE=structured(2),free_agent(3) -DRESERVED
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=4 --env OMP_THREAD_LIMIT=3 -DLIMITED
// RUN: %veda-abi -fopenmp --env OMP_NUM_THREADS=1 -DNONE
#include <omp.h>
#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

#include "expect.h"
#include "pool.h"

#if defined NONE
enum { AGENTS = 0 };
#elif defined LIMITED
enum { AGENTS = 2 };
#else
enum { AGENTS = 3 };
#endif

/* No task scheduling point in here. */
static void await(int *n, int want)
{
    for (int i = 0; __atomic_load_n(n, __ATOMIC_ACQUIRE) < want; i++) {
        usleep(i < 100 ? 5 : 1000);
        if (i == 20000) {
            EXPECT(!"the others come");
            return;
        }
    }
}

static int there, done, most_at_once, at_once;

static void meet(void *level)
{
    EXPECT(omp_is_free_agent());
    EXPECT_EQ(omp_get_thread_num(), -2);
    EXPECT_EQ(omp_get_level(), *(int *)level);
    EXPECT(omp_ancestor_is_free_agent(*(int *)level));
    EXPECT(!omp_ancestor_is_free_agent(*(int *)level + 1));
    EXPECT_EQ(omp_get_ancestor_thread_num(*(int *)level), -2);
    __atomic_fetch_add(&there, 1, __ATOMIC_RELEASE);
    await(&there, AGENTS);
}

/* As many tasks as there are agents, all of which must be there before one may go. */
static void all_at_once(int level)
{
    for (int i = 0; i < AGENTS; i++)
        pool_task(meet, &level);
    await(&there, AGENTS);
#pragma omp taskwait
    there = 0;
    EXPECT(!omp_is_free_agent());
}

static void count(void *n)
{
    int now = __atomic_add_fetch(&at_once, omp_is_free_agent(), __ATOMIC_RELAXED);
    for (int was = __atomic_load_n(&most_at_once, __ATOMIC_RELAXED);
         now > was && !__atomic_compare_exchange_n(&most_at_once, &was, now, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);) {
    }
    usleep(100);
    __atomic_fetch_sub(&at_once, omp_is_free_agent(), __ATOMIC_RELAXED);
    __atomic_fetch_add((int *)n, 1, __ATOMIC_RELAXED);
}

static void no_more_than_may(void)
{
    int n = 0;
#pragma omp taskgroup
    for (int i = 0; i < 200; i++)
        pool_task(count, &n);
    EXPECT_EQ(n, 200);
    EXPECT(most_at_once <= AGENTS);
}

struct fib {
    int n, value;
};

static void fib(void *p)
{
    struct fib *f = p, a = {f->n - 1, 0}, b = {f->n - 2, 0};
    if (f->n < 2) {
        f->value = f->n;
        return;
    }
    pool_task(fib, &a);
    pool_task(fib, &b);
#pragma omp taskwait
    f->value = a.value + b.value;
}

static int by_team;

static void of_the_team(void *p)
{
    (void)p;
    EXPECT(!omp_is_free_agent());
    EXPECT(omp_get_thread_num() >= 0);
    __atomic_fetch_add(&by_team, 1, __ATOMIC_RELAXED);
}

/* A task that is not for free agents does not get to one, whoever makes it. */
static void makes_tasks_of_the_team(void *p)
{
    team_task(of_the_team, p);
#pragma omp taskwait
}

static void opens_a_region(void *n)
{
    bool agent = omp_is_free_agent();
    int level = omp_get_level();
#pragma omp parallel num_threads(2)
    {
        EXPECT(!omp_is_free_agent());
        EXPECT_EQ(omp_get_level(), level + 1);
        EXPECT_EQ(omp_ancestor_is_free_agent(level), agent);
        EXPECT(omp_get_thread_num() < 2);
#pragma omp atomic
        *(int *)n += 1;
    }
}

static void add_one(void *n)
{
    __atomic_fetch_add((int *)n, 1, __ATOMIC_RELAXED);
}

static void *root(void *n)
{
    for (int i = 0; i < 100; i++)
        pool_task(add_one, n);
    return NULL; /* complete before the thread has ended */
}

static void mixtures(void)
{
    struct fib f = {18, 0};
    fib(&f);
    EXPECT_EQ(f.value, 2584);

    by_team = 0;
    for (int i = 0; i < 100; i++)
        pool_task(makes_tasks_of_the_team, NULL);
#pragma omp taskwait
    EXPECT_EQ(by_team, 100);

    int n = 0, regions = 0;
#pragma omp taskgroup
    for (int i = 0; i < 20; i++)
        pool_task(opens_a_region, &regions);
    EXPECT(regions >= 20 && regions <= 40);

    for (int i = 0; i < 3; i++) {
        pthread_t t;
        EXPECT_EQ(pthread_create(&t, NULL, root, &n), 0);
        EXPECT_EQ(pthread_join(t, NULL), 0);
    }
    EXPECT_EQ(n, 300);
}

int main(void)
{
    all_at_once(0);
    no_more_than_may();
    mixtures();
#if defined RESERVED
#pragma omp parallel num_threads(2)
    {
        if (omp_get_thread_num() == 0) {
            all_at_once(1);
            __atomic_store_n(&done, 1, __ATOMIC_RELEASE);
        } else {
            await(&done, 1);
        }
    }
#endif
    for (int k = 1; k <= 2; k++) {
#pragma omp parallel num_threads(k)
#pragma omp single
        mixtures();
    }
    int left = 0; /* at the region's end */
#pragma omp parallel num_threads(2)
    pool_task(add_one, &left);
    EXPECT(left == 2 || left == 1);
    all_at_once(0);
    return expect_result();
}
