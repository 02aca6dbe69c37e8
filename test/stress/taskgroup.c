// Taskgroups under load: every member of a team, several roots' teams at a time, opens groups inside groups whose tasks
// spawn further ones on whatever thread they run, with a reduction, cancelled now and then. When a group ends, all of
// its descendants are complete and what they wrote is seen; what is outside of it need not be.
// RUN: %veda-c --env OMP_CANCELLATION=true
#include <omp.h>
#include <string.h>

#include "stress.h"

enum { ROOTS = 2, MEMBERS = 4, DEPTH = 4, WIDTH = 3, ROUNDS = STRESS_ROUNDS(400) };

/* Plain words: nothing but the end of a group orders them with its reader. */
struct tree {
    long visits[1 + WIDTH + WIDTH * WIDTH + WIDTH * WIDTH * WIDTH];
};

static void grow(struct tree *t, int node, int depth)
{
    t->visits[node]++;
    if (depth + 1 == DEPTH)
        return;
    for (int i = 1; i <= WIDTH; i++) {
#pragma omp task firstprivate(t, node, depth, i)
        grow(t, node * WIDTH + i, depth + 1);
    }
}

enum { NODES = sizeof(struct tree) / sizeof(long) };

static void whole_groups(int round)
{
    struct tree outer, inner;
    memset(&outer, 0, sizeof outer);
    memset(&inner, 0, sizeof inner);
#pragma omp taskgroup
    {
#pragma omp task shared(outer)
        grow(&outer, 0, 0);
        if (round % 2) {
#pragma omp taskgroup
            {
#pragma omp task shared(inner)
                grow(&inner, 0, 0);
            }
            for (int i = 0; i < NODES; i++)
                EXPECT_EQ(inner.visits[i], 1); /* whatever the outer ones do */
        }
    }
    for (int i = 0; i < NODES; i++)
        EXPECT_EQ(outer.visits[i], 1);
}

static void reductions(int round)
{
    long sum = round;
#pragma omp taskgroup task_reduction(+ : sum)
    for (int i = 0; i < 10; i++) {
#pragma omp task in_reduction(+ : sum) firstprivate(i)
        {
            sum += i;
#pragma omp task in_reduction(+ : sum)
            sum += 100;
        }
    }
    EXPECT_EQ(sum, round + 45 + 1000);
}

/* Tasks that have started end; of the others none starts after the group's end. */
static void cancelled(int round)
{
    int started = 0, ended = 0;
#pragma omp taskgroup
    for (int i = 0; i < 20; i++) {
#pragma omp task shared(started, ended) firstprivate(i, round)
        {
            __atomic_fetch_add(&started, 1, __ATOMIC_RELAXED);
            if (i == round % 20) {
                __atomic_fetch_add(&ended, 1, __ATOMIC_RELAXED);
#pragma omp cancel taskgroup
            }
            __atomic_fetch_add(&ended, i != round % 20, __ATOMIC_RELAXED);
        }
    }
    EXPECT_EQ(started, ended);
    EXPECT(started >= 1 && started <= 20);
}

static void root(int id, int n, void *shared)
{
    (void)n, (void)shared;
#pragma omp parallel num_threads(MEMBERS)
    for (int r = 0; r < ROUNDS; r++) {
        whole_groups(r + id);
        reductions(r);
        cancelled(r + omp_get_thread_num());
    }
}

int main(void)
{
    stress_run(ROOTS, root, NULL);
    return expect_result();
}
