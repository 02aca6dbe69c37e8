/* The small programs that soak.c composes: each takes a seed, does with it one kind of thing that OpenMP programs do,
 * and checks the result against what a sequential program would have. Team sizes are what the runtime gives: a
 * thread limit or dyn-var may make them smaller, so every check counts those that came. */
#ifndef VEDA_TEST_SOAK_PROGRAMS_H
#define VEDA_TEST_SOAK_PROGRAMS_H

#include <omp.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static uint32_t next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)(z >> 32);
}

static int pick(uint64_t *seed, int n)
{
    return (int)(next(seed) % (uint32_t)n);
}

static uint64_t derived(uint64_t seed, int n)
{
    uint64_t s = seed + (uint64_t)n * 0xd1342543de82ef95u;
    next(&s);
    return s;
}

/* Now and then somebody is late. */
static void dawdle(uint64_t *seed)
{
    int how = pick(seed, 40);
    if (how == 0)
        usleep(200);
    for (volatile int i = 0; how < 10 && i < 100 * how; i++) {
    }
}

/* --- worksharing ---------------------------------------------------------------------------------- */

enum { ITERATIONS = 200 };

static void barriers(uint64_t *mine, int *arrived, int phases)
{
    int of = omp_get_num_threads();
    for (int p = 1; p <= phases; p++) {
        dawdle(mine);
#pragma omp atomic
        ++*arrived;
#pragma omp barrier
        EXPECT_EQ(*arrived, p * of);
#pragma omp barrier
    }
}

static void loops(uint64_t *mine, int *hits, int chunk)
{
    int last = -1;
#pragma omp for schedule(dynamic, chunk) nowait
    for (int i = 0; i < ITERATIONS; i++)
        __atomic_fetch_add(&hits[i], 1, __ATOMIC_RELAXED);
#pragma omp for schedule(guided) nowait
    for (int i = 0; i < ITERATIONS; i++)
        __atomic_fetch_add(&hits[i], 1, __ATOMIC_RELAXED);
#pragma omp for schedule(static, chunk) nowait
    for (int i = 0; i < ITERATIONS; i++) {
        EXPECT(i > last);
        last = i;
        __atomic_fetch_add(&hits[i], 1, __ATOMIC_RELAXED);
    }
    dawdle(mine);
#pragma omp for schedule(runtime)
    for (int i = 0; i < ITERATIONS; i++)
        __atomic_fetch_add(&hits[i], 1, __ATOMIC_RELAXED);
}

static void in_turn(int *turn, int *chain)
{
#pragma omp for ordered schedule(dynamic, 2)
    for (int i = 0; i < ITERATIONS / 4; i++)
#pragma omp ordered
    {
        EXPECT_EQ(*turn, i);
        *turn = i + 1;
    }
#pragma omp for ordered(1) schedule(static, 3)
    for (int i = 1; i < ITERATIONS / 4; i++) {
#pragma omp ordered depend(sink : i - 1)
        chain[i] = chain[i - 1] + 1;
#pragma omp ordered depend(source)
    }
}

static void team(uint64_t seed)
{
    int n = 0, of = 0, arrived = 0, want = 1 + pick(&seed, 9), phases = pick(&seed, 4), chunk = 1 + pick(&seed, 7);
    int hits[ITERATIONS] = {0}, turn = 0, chain[ITERATIONS / 4] = {0}, sections = 0, said = 0;
    long sum = 0;
    omp_set_schedule((omp_sched_t)(1 + pick(&seed, 4)), pick(&seed, 5));
#pragma omp parallel num_threads(want) reduction(+ : n)
    {
        uint64_t mine = derived(seed, omp_get_thread_num());
        int given = -1;
        n++;
        barriers(&mine, &arrived, phases);
        loops(&mine, hits, chunk);
        in_turn(&turn, chain);
#pragma omp for schedule(nonmonotonic : dynamic) reduction(+ : sum)
        for (int i = 0; i < ITERATIONS; i++)
            sum += i;
#pragma omp sections nowait
        {
#pragma omp section
            __atomic_fetch_add(&sections, 1, __ATOMIC_RELAXED);
#pragma omp section
            __atomic_fetch_add(&sections, 10, __ATOMIC_RELAXED);
        }
#pragma omp single copyprivate(given)
        {
            of = omp_get_num_threads();
            given = of * 3;
        }
        EXPECT_EQ(given, omp_get_num_threads() * 3);
#pragma omp critical
        said++;
    }
    EXPECT_EQ(n, of);
    EXPECT_EQ(said, of);
    EXPECT_EQ(sum, ITERATIONS * (ITERATIONS - 1L) / 2);
    EXPECT_EQ(sections, 11);
    EXPECT_EQ(turn, ITERATIONS / 4);
    EXPECT_EQ(chain[ITERATIONS / 4 - 1], ITERATIONS / 4 - 1);
    for (int i = 0; i < ITERATIONS; i++)
        EXPECT_EQ(hits[i], 4);
}

static int nest_inside(uint64_t seed, int depth)
{
    int leaves = 0, want = 1 + pick(&seed, 4 - depth);
    if (depth == 3)
        return 1;
#pragma omp parallel num_threads(want) reduction(+ : leaves)
    {
        uint64_t mine = derived(seed, omp_get_thread_num());
        int level = omp_get_level();
        dawdle(&mine);
        int below = nest_inside(mine, depth + 1);
        EXPECT_EQ(omp_get_level(), level);
        EXPECT(below >= 1);
        leaves += below;
    }
    return leaves;
}

static void nest(uint64_t seed)
{
    int leaves = nest_inside(seed, 0);
    EXPECT(leaves >= 1 && leaves <= 4 * 3 * 2);
}

/* --- tasks ---------------------------------------------------------------------------------------- */

enum { CHILDREN = 4 };

static long tree(uint64_t seed, int depth)
{
    long sum = 1;
    int n = depth > 0 ? pick(&seed, CHILDREN + 1) : 0;
    for (int i = 0; i < n; i++) {
        next(&seed); /* the kind of task */
        sum += tree(derived(seed, i), depth - 1);
    }
    return sum;
}

static long task_tree(uint64_t seed, int depth)
{
    long part[CHILDREN] = {0}, sum = 1;
    int n = depth > 0 ? pick(&seed, CHILDREN + 1) : 0;
    for (int i = 0; i < n; i++) {
        int kind = pick(&seed, 8);
        uint64_t s = derived(seed, i);
        switch (kind) {
        case 0:
#pragma omp task untied shared(part)
            part[i] = task_tree(s, depth - 1);
            break;
        case 1:
#pragma omp task if (0) shared(part)
            part[i] = task_tree(s, depth - 1);
            break;
        case 2:
#pragma omp task final(depth < 3) shared(part)
            part[i] = task_tree(s, depth - 1);
            break;
        case 3:
#pragma omp task priority(i) shared(part)
            part[i] = task_tree(s, depth - 1);
            break;
        case 4:
#pragma omp taskgroup
        {
#pragma omp task shared(part)
            part[i] = task_tree(s, depth - 1);
        }
            EXPECT_EQ(part[i], tree(s, depth - 1));
            break;
        case 5:
            part[i] = task_tree(s, depth - 1);
#pragma omp taskyield
            break;
        default:
#pragma omp task shared(part)
            part[i] = task_tree(s, depth - 1);
        }
    }
#pragma omp taskwait
    for (int i = 0; i < n; i++)
        sum += part[i];
    return sum;
}

static void tasks(uint64_t seed)
{
    int want = 1 + pick(&seed, 6), depth = 2 + pick(&seed, 4), all = pick(&seed, 2);
#pragma omp parallel num_threads(want)
    {
        int tid = omp_get_thread_num();
        uint64_t mine = derived(seed, tid);
        if (all)
            EXPECT_EQ(task_tree(mine, depth - 1), tree(mine, depth - 1));
#pragma omp single nowait
        EXPECT_EQ(task_tree(seed, depth), tree(seed, depth));
    }
}

enum { VARIABLES = 6, DEPENDING = 60 };

/* One step of the program that the tasks must agree with. */
static void step(long *v, int a, int b, int c, int k)
{
    v[c] = (v[a] * 3 + v[b] + k) % 100003;
}

static void depend(uint64_t seed)
{
    long v[VARIABLES] = {1, 2, 3, 4, 5, 6}, model[VARIABLES] = {1, 2, 3, 4, 5, 6};
    int want = 1 + pick(&seed, 5);
#pragma omp parallel num_threads(want)
#pragma omp single
    for (int k = 0; k < DEPENDING; k++) {
        int c = pick(&seed, VARIABLES), a = (c + 1 + pick(&seed, VARIABLES - 1)) % VARIABLES;
        int b = (c + 1 + pick(&seed, VARIABLES - 1)) % VARIABLES;
        uint64_t mine = derived(seed, k);
        switch (pick(&seed, 8)) {
        case 0:
#pragma omp task depend(mutexinoutset : v[c]) shared(v) firstprivate(mine)
        {
            dawdle(&mine);
            v[c] += k;
        }
            model[c] += k;
            break;
        case 1:
#pragma omp task depend(in : v[a], v[b]) depend(inout : v[c]) shared(v) if (0)
            step(v, a, b, c, k);
            step(model, a, b, c, k);
            break;
        case 2: {
            long seen = model[c];
#pragma omp taskwait depend(in : v[c])
            EXPECT_EQ(v[c], seen);
            break;
        }
        default:
#pragma omp task depend(in : v[a], v[b]) depend(out : v[c]) shared(v) firstprivate(mine)
        {
            dawdle(&mine);
            step(v, a, b, c, k);
        }
            step(model, a, b, c, k);
        }
    }
    for (int i = 0; i < VARIABLES; i++)
        EXPECT_EQ(v[i], model[i]);
}

static void taskloops(uint64_t seed)
{
    int want = 1 + pick(&seed, 5), grain = 1 + pick(&seed, 20), n = 1 + pick(&seed, 300), hits[300] = {0};
    long sum = 0, grouped = 0;
#pragma omp parallel num_threads(want)
#pragma omp single
    {
#pragma omp taskloop grainsize(grain) reduction(+ : sum) shared(hits)
        for (int i = 0; i < n; i++) {
            hits[i]++;
            sum += i;
        }
#pragma omp taskgroup task_reduction(+ : grouped)
        for (int i = 0; i < n; i += 7) {
#pragma omp task in_reduction(+ : grouped) firstprivate(i)
            grouped += hits[i];
        }
    }
    EXPECT_EQ(sum, n * (n - 1L) / 2);
    EXPECT_EQ(grouped, (n + 6) / 7);
}

static void *fulfil(void *event)
{
    uint64_t seed = (uint64_t)(uintptr_t)event;
    dawdle(&seed);
    omp_fulfill_event((omp_event_handle_t)(uintptr_t)event);
    return NULL;
}

static void detached(uint64_t seed)
{
    int want = 1 + pick(&seed, 4), done = 0, after = 0, x = 0;
    pthread_t friend;
    int made = 0;
#pragma omp parallel num_threads(want)
#pragma omp single
    {
        omp_event_handle_t e;
#pragma omp task detach(e) depend(out : x) shared(done, friend, made)
        {
            done = 1;
            made = pthread_create(&friend, NULL, fulfil, (void *)(uintptr_t)e) == 0;
            if (!made)
                omp_fulfill_event(e);
        }
#pragma omp task depend(in : x) shared(done, after)
        after = done;
    }
    EXPECT_EQ(after, 1);
    if (made)
        pthread_join(friend, NULL);
}

/* --- cancellation, locks --------------------------------------------------------------------------- */

static void cancel(uint64_t seed)
{
    int want = 1 + pick(&seed, 6), at = pick(&seed, ITERATIONS), hits = 0, begun = 0, of = 0, which = pick(&seed, 3);
    if (!omp_get_cancellation())
        return;
#pragma omp parallel num_threads(want)
    {
#pragma omp atomic
        begun++; /* the barrier behind the single may see the cancellation already */
#pragma omp single
        of = omp_get_num_threads();
        if (which == 0) {
#pragma omp for schedule(dynamic)
            for (int i = 0; i < ITERATIONS; i++) {
                __atomic_fetch_add(&hits, 1, __ATOMIC_RELAXED);
#pragma omp cancel for if (i == at)
#pragma omp cancellation point for
            }
        } else if (which == 1) {
#pragma omp cancel parallel if (omp_get_thread_num() == at % omp_get_num_threads())
            for (;;) {
#pragma omp cancellation point parallel
                usleep(10);
            }
        } else {
#pragma omp master
#pragma omp taskgroup
            for (int i = 0; i < ITERATIONS; i++) {
#pragma omp task firstprivate(i) shared(hits)
                {
                    __atomic_fetch_add(&hits, 1, __ATOMIC_RELAXED);
#pragma omp cancel taskgroup if (i == at)
                }
            }
        }
    }
    EXPECT_EQ(begun, of);
    EXPECT(which == 1 ? hits == 0 : hits >= 1 && hits <= ITERATIONS);
}

static void locks(uint64_t seed)
{
    int want = 1 + pick(&seed, 7), rounds = 1 + pick(&seed, 30), plain = 0, nested = 0, tried = 0, of = 0;
    omp_lock_t lock;
    omp_nest_lock_t nest_lock;
    omp_init_lock(&lock);
    omp_init_nest_lock(&nest_lock);
#pragma omp parallel num_threads(want)
    {
        uint64_t mine = derived(seed, omp_get_thread_num());
#pragma omp single
        of = omp_get_num_threads();
        for (int r = 0; r < rounds; r++) {
            omp_set_lock(&lock);
            plain++;
            omp_unset_lock(&lock);
            dawdle(&mine);
            omp_set_nest_lock(&nest_lock);
            omp_set_nest_lock(&nest_lock);
            nested++;
            omp_unset_nest_lock(&nest_lock);
            omp_unset_nest_lock(&nest_lock);
            while (!omp_test_lock(&lock)) {
            }
            tried++;
            omp_unset_lock(&lock);
        }
    }
    EXPECT_EQ(plain, of * rounds);
    EXPECT_EQ(nested, of * rounds);
    EXPECT_EQ(tried, of * rounds);
    omp_destroy_lock(&lock);
    omp_destroy_nest_lock(&nest_lock);
}

#endif
