// A random mixture of everything that tasks can do, on teams of changing sizes: who waits sees all that it waited
// for, and its results; nothing runs twice or is lost; nobody who holds a lock gets a stranger on top of it.
// RUN: %veda-c
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// RUN: %veda-c --env OMP_VEDA_SPIN_US=0 --env OMP_VEDA_TASK_LIMIT=2
// RUN: %veda-c --env OMP_MAX_TASK_PRIORITY=3 --env OMP_VEDA_TASK_LIMIT=40
#include <omp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "events.h"
#include "stress.h"

enum { LOCKS = 3, MOST = 6, BUDGET = 300 };

/* Tasks that are under way inside, descendants included. */
struct within {
    struct within *outer;
    int live;
};

static omp_lock_t lock[LOCKS];
static int spawned, ran;

/* For whoever hunts a failure: the program's arguments are a seed, and which kinds of task and which operations
 * there are, as bits. */
static uint32_t kinds = ~0u, operations = ~0u;

static void count_in(struct within *w)
{
    __atomic_fetch_add(&spawned, 1, __ATOMIC_RELAXED);
    for (; w; w = w->outer)
        __atomic_fetch_add(&w->live, 1, __ATOMIC_RELAXED);
}

static void count_out(struct within *w)
{
    __atomic_fetch_add(&ran, 1, __ATOMIC_RELAXED);
    for (; w; w = w->outer)
        __atomic_fetch_sub(&w->live, 1, __ATOMIC_RELAXED);
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 12;
}

/* What a task is given: how many tasks its descendants may be, where its result goes. */
struct job {
    uint32_t seed;
    int budget;
    struct within *within;
    uint32_t *result; /* NULL: nobody waits for it */
};

static void work(uint32_t seed, int budget, struct within *within);

static void run(struct job j)
{
    if (j.budget > 0)
        work(j.seed, j.budget, j.within);
    if (j.result)
        *j.result = j.seed;
    count_out(j.within);
}

/* Any kind of task. An untied one may be suspended in favour of strangers, so it takes no locks: it is small. */
static void spawn(uint32_t kind, struct job j)
{
    count_in(j.within);
    switch (kinds >> kind % 12 & 1 ? kind % 12 : 11) {
    case 0:
        j.budget = 0;
#pragma omp task untied firstprivate(j)
        {
#pragma omp taskyield
            run(j);
        }
        break;
    case 1: {
#pragma omp task if (0) firstprivate(j)
        run(j);
        break;
    }
    case 2:
#pragma omp task final(j.budget < 20) mergeable firstprivate(j)
        run(j);
        break;
    case 3:
    case 4:
#pragma omp task priority(kind / 16 % 4) firstprivate(j)
        run(j);
        break;
    case 5: {
        uint32_t ballast[80];
        ballast[79] = j.seed;
#pragma omp task firstprivate(j, ballast)
        {
            EXPECT_EQ(ballast[79], j.seed);
            run(j);
        }
        break;
    }
    case 6: {
        omp_event_handle_t e;
#pragma omp task detach(e) firstprivate(j)
        {
            run(j);
            events_give(e);
        }
        break;
    }
    default:
#pragma omp task firstprivate(j)
        run(j);
    }
}

static int share(uint32_t *seed, int budget)
{
    return budget > 0 ? (int)(next(seed) % (uint32_t)budget) : 0;
}

static int children(uint32_t *seed, int budget, struct within *within, uint32_t *result)
{
    int n = 1 + (int)(next(seed) % MOST);
    for (int i = 0; i < n; i++) {
        int part = share(seed, budget);
        budget -= part;
        uint32_t s = next(seed);
        if (result)
            result[i] = 0;
        spawn(next(seed), (struct job){s | 1, part, within, result ? &result[i] : NULL});
    }
    return n;
}

static void all_there(const uint32_t *result, int n)
{
    for (int i = 0; i < n; i++)
        EXPECT(result[i] & 1);
}

static void wait_for_children(uint32_t *seed, int budget, struct within *within)
{
    uint32_t result[MOST];
    int n = children(seed, budget, within, result);
#pragma omp taskwait
    all_there(result, n);
}

static void wait_for_group(uint32_t *seed, int budget, struct within *within)
{
    struct within inside = {within, 0};
    uint32_t result[MOST];
    int n;
#pragma omp taskgroup
    n = children(seed, budget, &inside, result);
    all_there(result, n);
    EXPECT_EQ(__atomic_load_n(&inside.live, __ATOMIC_RELAXED), 0);
}

/* In a task that has no other children: strangers that want the lock are about, and on top of this one they would
 * wait for ever. */
static void hold_lock(uint32_t *seed, struct within *within)
{
    uint32_t how = next(seed), result[MOST];
    omp_lock_t *mine = &lock[how % LOCKS];
    omp_set_lock(mine);
    int n = 0;
    if (how & 64) {
#pragma omp taskgroup
        n = children(seed, 0, within, result);
    } else {
        n = children(seed, 0, within, result);
#pragma omp taskyield
#pragma omp taskwait
    }
    all_there(result, n);
    omp_unset_lock(mine);
}

static void wait_with_lock(uint32_t *seed, struct within *within)
{
    uint32_t mine = next(seed);
    count_in(within);
#pragma omp task if (mine & 1024) firstprivate(mine)
    {
        hold_lock(&mine, within);
        count_out(within);
    }
}

static void dependences(uint32_t *seed, struct within *within)
{
    int a = 0, b = 0, n = 4 + (int)(next(seed) % 20), wa = 0, wb = 0;
    for (int i = 0; i < n; i++) {
        count_in(within);
        switch (next(seed) % 6) {
        case 0:
#pragma omp task depend(out : a) shared(a) firstprivate(wa)
            {
                EXPECT_EQ(a, wa);
                a++;
                count_out(within);
            }
            wa++;
            break;
        case 1:
#pragma omp task depend(in : a) depend(inout : b) shared(a, b) firstprivate(wa, wb)
            {
                EXPECT_EQ(a, wa);
                EXPECT_EQ(b, wb);
                b++;
                count_out(within);
            }
            wb++;
            break;
        case 2:
#pragma omp task depend(in : a, b) shared(a, b) firstprivate(wa, wb)
            {
                EXPECT_EQ(a, wa);
#pragma omp task
                {
                }
                EXPECT_EQ(b, wb);
                count_out(within);
            }
            break;
        case 3: {
            omp_event_handle_t e;
#pragma omp task depend(inout : a) shared(a) firstprivate(wa) detach(e)
            {
                EXPECT_EQ(a, wa);
                a++;
                events_give(e);
                count_out(within);
            }
            wa++;
            break;
        }
        case 4:
#pragma omp task depend(inout : b) shared(b) firstprivate(wb) if (0)
            {
                EXPECT_EQ(b, wb);
                b++;
                count_out(within);
            }
            wb++;
            break;
        default:
            count_out(within);
#pragma omp taskwait depend(in : b)
            EXPECT_EQ(b, wb);
        }
    }
#pragma omp taskwait
    EXPECT_EQ(a, wa);
    EXPECT_EQ(b, wb);
}

static void loop_and_reduction(uint32_t *seed)
{
    int n = 1 + (int)(next(seed) % 50), once[50] = {0};
    long sum = 0;
#pragma omp taskloop grainsize(3) shared(once)
    for (int i = 0; i < n; i++)
        once[i]++;
#pragma omp taskgroup task_reduction(+ : sum)
    for (int i = 0; i < n; i++) {
#pragma omp task in_reduction(+ : sum) firstprivate(i)
        sum += i + once[i];
    }
    EXPECT_EQ(sum, n * (n - 1L) / 2 + n);
}

static void region_inside(uint32_t *seed, int budget, struct within *within)
{
    uint32_t mine = next(seed);
    struct within inside = {within, 0};
#pragma omp parallel num_threads(1 + mine % 3) firstprivate(mine)
    {
        mine += (uint32_t)omp_get_thread_num() * 12345;
        work(mine, budget / 4, &inside);
#pragma omp barrier
        EXPECT_EQ(__atomic_load_n(&inside.live, __ATOMIC_RELAXED), 0);
    }
}

static void work(uint32_t seed, int budget, struct within *within)
{
    int rounds = 1 + (int)(next(&seed) % 3);
    for (int r = 0; r < rounds; r++) {
        int part = share(&seed, budget);
        budget -= part;
        uint32_t what = next(&seed) % 10;
        switch (operations >> what & 1 ? what : 9) {
        case 0:
        case 1:
            wait_for_children(&seed, part, within);
            break;
        case 2:
        case 3:
            wait_for_group(&seed, part, within);
            break;
        case 4:
            wait_with_lock(&seed, within);
            break;
        case 5:
            dependences(&seed, within);
            break;
        case 6:
            loop_and_reduction(&seed);
            break;
        case 7:
            if (omp_get_active_level() < 2 && part > 40)
                region_inside(&seed, part, within);
            events_take();
            break;
        case 8: {
#pragma omp taskyield
        }
            /* fall through */
        default:
            children(&seed, part, within, NULL);
        }
    }
}

static void region(uint32_t seed)
{
    struct within phase[3] = {{0}};
#pragma omp parallel num_threads(1 + seed % 7) firstprivate(seed)
    {
        uint32_t mine = seed + (uint32_t)omp_get_thread_num() * 7919;
        work(mine, BUDGET / omp_get_num_threads(), &phase[0]);
#pragma omp barrier
        EXPECT_EQ(__atomic_load_n(&phase[0].live, __ATOMIC_RELAXED), 0);
#pragma omp single nowait
        work(mine, BUDGET, &phase[1]);
#pragma omp for schedule(dynamic) nowait
        for (int i = 0; i < 10; i++)
            spawn(mine + (uint32_t)i, (struct job){mine * 3 + (uint32_t)i * 2, 10, &phase[1], NULL});
#pragma omp sections
        {
#pragma omp section
            work(mine + 1, BUDGET / 2, &phase[1]);
#pragma omp section
            work(mine + 2, BUDGET / 2, &phase[1]);
        }
        EXPECT_EQ(__atomic_load_n(&phase[1].live, __ATOMIC_RELAXED), 0);
        work(mine + 3, 20, &phase[2]);
    }
    EXPECT_EQ(phase[2].live, 0);
}

int main(int argc, char **argv)
{
    uint32_t first = argc > 1 ? (uint32_t)atoi(argv[1]) : 1;
    if (argc > 3) {
        kinds = (uint32_t)strtoul(argv[2], NULL, 0);
        operations = (uint32_t)strtoul(argv[3], NULL, 0);
    }
    omp_set_max_active_levels(3);
    for (int i = 0; i < LOCKS; i++)
        omp_init_lock(&lock[i]);
    events_open();
    for (int round = 0; stress_goes_on(round, 2, STRESS_ROUNDS(300)); round++) {
        region(first + (uint32_t)round * 2654435761u);
        EXPECT_EQ(ran, spawned);
    }
    events_close();
    for (int i = 0; i < LOCKS; i++)
        omp_destroy_lock(&lock[i]);
    return expect_result();
}
