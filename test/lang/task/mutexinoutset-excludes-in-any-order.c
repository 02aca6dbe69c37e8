// Tasks with mutexinoutset on one address exclude each other and are not put in an order: one that can't run yet lets
// the next one run, one that has begun keeps the others out until it is complete, its event included. Undeferred ones
// too. In a team of one, in a team, and past the limit.
// RUN: %veda-c
// RUN: %veda-c --env OMP_VEDA_TASK_LIMIT=2
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
#include <omp.h>
#include <stdbool.h>

#include "expect.h"

enum { TASKS = 400, ADDRESSES = 5 };

static bool is_set(const int *flag)
{
    return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}

static void set(int *flag)
{
    __atomic_store_n(flag, 1, __ATOMIC_RELEASE);
}

/* Until somebody, who may be this thread, has run what sets the flag. */
static void wait_for(const int *flag)
{
    while (!is_set(flag)) {
#pragma omp taskyield
    }
}

struct guarded {
    long sum; /* plain: who is alone with it needs no more */
    int inside;
};

static void enter(struct guarded *g)
{
    EXPECT_EQ(__atomic_fetch_add(&g->inside, 1, __ATOMIC_RELAXED), 0);
    g->sum++;
}

static void leave(struct guarded *g)
{
    EXPECT_EQ(__atomic_fetch_sub(&g->inside, 1, __ATOMIC_RELAXED), 1);
}

static void dawdle(int n)
{
    for (volatile int i = 0; i < n; i++)
        ;
}

static void one_at_a_time(void)
{
    struct guarded g = {0};
    for (int i = 0; i < TASKS; i++) {
#pragma omp task depend(mutexinoutset : g) shared(g)
        {
            enter(&g);
            dawdle(i % 50);
            leave(&g);
        }
    }
#pragma omp task depend(in : g) shared(g)
    EXPECT_EQ(g.sum, TASKS);
#pragma omp taskwait
    EXPECT_EQ(g.sum, TASKS);
}

/* Also a task that waits in its body has its addresses, whatever its thread runs meanwhile. */
static void one_that_waits(void)
{
    struct guarded g = {0};
    for (int i = 0; i < TASKS / 4; i++) {
#pragma omp task depend(mutexinoutset : g) shared(g)
        {
            enter(&g);
            for (int j = 0; j < 3; j++) {
#pragma omp task
                dawdle(30);
            }
#pragma omp taskwait
            leave(&g);
        }
    }
#pragma omp taskwait
    EXPECT_EQ(g.sum, TASKS / 4);
}

/* Some pairs in one order, some in the other, some of the same address, some with a third one. */
static void several_addresses(void)
{
    struct guarded g[ADDRESSES] = {{0}};
    long want[ADDRESSES] = {0};
    for (int i = 0; i < TASKS; i++) {
        int a = i % ADDRESSES, b = i * 7 / 3 % ADDRESSES, c = (a + 2) % ADDRESSES;
        want[a]++;
        if (b != a)
            want[b]++;
        if (i % 3) {
#pragma omp task depend(mutexinoutset : g[a], g[b]) shared(g)
            {
                enter(&g[a]);
                if (b != a)
                    enter(&g[b]);
                dawdle(i % 50);
                if (b != a)
                    leave(&g[b]);
                leave(&g[a]);
            }
        } else {
            want[c] += c != b;
#pragma omp task depend(mutexinoutset : g[b], g[c], g[a]) shared(g)
            {
                enter(&g[a]);
                if (b != a)
                    enter(&g[b]);
                if (c != b)
                    enter(&g[c]);
                if (c != b)
                    leave(&g[c]);
                if (b != a)
                    leave(&g[b]);
                leave(&g[a]);
            }
        }
    }
#pragma omp taskwait
    for (int i = 0; i < ADDRESSES; i++)
        EXPECT_EQ(g[i].sum, want[i]);
}

/* The first of the set waits for what happens after the second has run. */
static void held_up_by_another_dependence(void)
{
    int x = 0, y = 0, second = 0, first = 0;
    omp_event_handle_t event;
#pragma omp task detach(event) depend(out : y)
    {
    }
#pragma omp task depend(in : y) depend(mutexinoutset : x) shared(first)
    set(&first);
#pragma omp task depend(mutexinoutset : x) shared(second)
    set(&second);
    wait_for(&second);
    EXPECT(!is_set(&first));
    omp_fulfill_event(event);
#pragma omp taskwait
    EXPECT(is_set(&first));
}

/* A task that can't have both its addresses keeps neither from others. */
static void held_up_by_another_address(void)
{
    int x = 0, y = 0, both = 0, mine = 0;
    omp_event_handle_t event;
#pragma omp task detach(event) depend(mutexinoutset : y)
    {
    }
#pragma omp task depend(mutexinoutset : x, y) shared(both)
    set(&both);
#pragma omp task depend(mutexinoutset : x) shared(mine)
    set(&mine);
    wait_for(&mine);
    EXPECT(!is_set(&both));
    omp_fulfill_event(event);
#pragma omp taskwait
    EXPECT(is_set(&both));
}

/* An undeferred task passes those that can't run yet, and nobody else. */
static void undeferred_passes_those_held_up(void)
{
    int x = 0, y = 0, first = 0, both = 0, undeferred = 0;
    omp_event_handle_t event;
#pragma omp task detach(event) depend(out : y)
    {
    }
#pragma omp task depend(in : y) depend(mutexinoutset : x) shared(first)
    set(&first);
#pragma omp task depend(mutexinoutset : x, y) shared(both)
    set(&both);
#pragma omp task depend(mutexinoutset : x) if (0) shared(undeferred)
    set(&undeferred);
    EXPECT(is_set(&undeferred));
    EXPECT(!is_set(&first));
    EXPECT(!is_set(&both));
    omp_fulfill_event(event);
#pragma omp taskwait
    EXPECT(is_set(&first) && is_set(&both));
}

/* It waits for its turn, and for what all of the set wait for; it has its addresses while it runs. */
static void undeferred_takes_turns(void)
{
    struct guarded g = {0}, h = {0};
    int before = 0, n = 0;
    for (int i = 0; i < TASKS; i++) {
        if (i % 20 == 0) {
#pragma omp task depend(out : g) shared(before)
            {
                dawdle(200);
                before++;
            }
            n++;
        }
#pragma omp task depend(mutexinoutset : g) shared(g)
        {
            enter(&g);
            dawdle(i % 50);
            leave(&g);
        }
        if (i % 3 == 0) {
#pragma omp task depend(mutexinoutset : h) shared(h)
            {
                enter(&h);
                dawdle(i % 70);
                leave(&h);
            }
        }
        if (i % 4 == 0) {
#pragma omp task depend(mutexinoutset : g, h) if (0) shared(g, h, before)
            {
                enter(&g);
                enter(&h);
                EXPECT_EQ(before, n);
#pragma omp task
                dawdle(50);
#pragma omp taskwait
                leave(&h);
                leave(&g);
            }
        }
    }
#pragma omp taskwait
    EXPECT_EQ(g.sum, TASKS + TASKS / 4);
    EXPECT_EQ(h.sum, (TASKS + 2) / 3 + TASKS / 4);
}

static void detached_until_fulfilled(void)
{
    int x = 0, y = 0, began = 0, other = 0, next = 0, last = 0;
    omp_event_handle_t event;
#pragma omp task detach(event) depend(mutexinoutset : x) shared(began)
    set(&began);
#pragma omp task depend(mutexinoutset : x) shared(next)
    set(&next);
#pragma omp task depend(inout : x) shared(last, next)
    {
        EXPECT(is_set(&next));
        set(&last);
    }
#pragma omp task depend(mutexinoutset : y) shared(other)
    set(&other);
    wait_for(&began);
    wait_for(&other);
    dawdle(1000);
    EXPECT(!is_set(&next));
    omp_fulfill_event(event);
#pragma omp taskwait
    EXPECT(is_set(&last));
}

/* Those that don't wait in a queue must find the others gone. */
static void included(void)
{
    struct guarded g = {0};
    for (int i = 0; i < TASKS / 4; i++) {
#pragma omp task depend(mutexinoutset : g) shared(g)
        {
            enter(&g);
            dawdle(100);
            leave(&g);
        }
#pragma omp task depend(mutexinoutset : g) if (i % 4 != 0) final(i % 4 == 1) shared(g)
        {
            enter(&g);
            leave(&g);
        }
#pragma omp taskwait depend(in : g)
        EXPECT_EQ(__atomic_load_n(&g.inside, __ATOMIC_RELAXED), 0);
    }
#pragma omp taskwait
    EXPECT_EQ(g.sum, TASKS / 4 * 2);
}

/* Sets on the same address: in, out and inoutset tasks stand between them, everything else is ordered. */
static void set_after_set(void)
{
    struct guarded g = {0};
    for (int i = 0; i < TASKS; i++) {
        if (i % 10 == 0) {
#pragma omp task depend(in : g) shared(g)
            EXPECT_EQ(g.sum, i);
        }
        if (i % 10 == 5) {
#pragma omp task depend(inout : g) shared(g)
            {
                EXPECT_EQ(g.sum, i);
                g.sum++;
            }
        } else {
#pragma omp task depend(mutexinoutset : g) shared(g)
            {
                enter(&g);
                leave(&g);
            }
        }
    }
#pragma omp taskwait
    EXPECT_EQ(g.sum, TASKS);
}

/* Its parent ends before the set does, and its table goes. */
static void parent_ends_first(void)
{
    static struct guarded g;
    g = (struct guarded){0};
#pragma omp taskgroup
    {
#pragma omp task
        for (int i = 0; i < TASKS; i++) {
#pragma omp task depend(mutexinoutset : g)
            {
                enter(&g);
                dawdle(i % 50);
                leave(&g);
            }
        }
    }
    EXPECT_EQ(g.sum, TASKS);
}

static void all(void)
{
    one_at_a_time();
    one_that_waits();
    several_addresses();
    held_up_by_another_dependence();
    held_up_by_another_address();
    undeferred_passes_those_held_up();
    undeferred_takes_turns();
    detached_until_fulfilled();
    included();
    set_after_set();
    parent_ends_first();
}

int main(void)
{
    all();
    for (int n = 1; n <= 6; n++) {
#pragma omp parallel num_threads(n)
#pragma omp single
        all();
    }
    return expect_result();
}
