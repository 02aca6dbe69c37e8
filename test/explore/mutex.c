// A mutex lets one thread in at a time, shows it what the one before wrote, and wakes its sleepers.
// RUN: prlimit --cpu=600 %explorers/mutex
// REQUIRES: explorers
#include "test/explore/explore.h"

#include <stdlib.h>

#include "test/explore/wait.h"

#include "runtime/sync/mutex.c"

static struct veda_mutex mutex, *lent;
static int counter, threads;

static void fresh(void)
{
    mutex = (struct veda_mutex){0};
    counter = threads = 0;
    numbers.last = 100;
    numbers.ancestral = numbers.survivor = 0;
    veda_mutex_self = 0;
    explore_local(&veda_mutex_self, sizeof veda_mutex_self);
    explore_waits(0);
}

static void count(void)
{
    veda_mutex_lock(&mutex);
    counter++;
    veda_mutex_unlock(&mutex);
}

static void count_twice(void)
{
    count();
    count();
}

static void count_as_owner(void)
{
    veda_mutex_lock_as(&mutex, 4);
    EXPLORE_CHECK(veda_mutex_is_held_by(&mutex, 4));
    counter++;
    veda_mutex_unlock(&mutex);
}

static void try_to_count(void)
{
    if (veda_mutex_lock_as_try(&mutex, 4)) {
        counter++;
        veda_mutex_unlock(&mutex);
    }
}

/* Locked by one thread, unlocked by another, as plain OpenMP locks may be. */
static void locked(void)
{
    fresh();
    mutex.word = 4;
}

static void hand_over(void)
{
    counter++;
    veda_mutex_unlock(&mutex);
}

static void two(void)
{
    EXPLORE_CHECK(counter == 2);
    EXPLORE_CHECK(mutex.word == 0);
}

static void three(void)
{
    EXPLORE_CHECK(counter == 3);
    EXPLORE_CHECK(mutex.word == 0);
}

/* Held by a thread that is not in this process: the first to come takes it from him. */
static void inherited(void)
{
    fresh();
    mutex.word = 10 | VEDA_MUTEX_SLEEPERS;
    numbers.ancestral = 20;
    numbers.survivor = 4;
}

static void free_again(void)
{
    EXPLORE_CHECK(mutex.word == 0);
}

/* Whoever gets the mutex last may free it. */
static void lend(void)
{
    fresh();
    lent = malloc(sizeof *lent);
    *lent = (struct veda_mutex){0};
    threads = 2;
}

static void leave_lent(void)
{
    veda_mutex_lock(lent);
    bool last = --threads == 0;
    veda_mutex_unlock(lent);
    if (last)
        free(lent);
}

static void none_left(void)
{
    EXPLORE_CHECK(explore_blocks() == 0);
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"two threads", fresh, {count, count}, two, .spurious = 1},
    {"two threads, one of them twice", fresh, {count, count_twice}, three, .spurious = 0},
    {"three threads", fresh, {count, count, count}, three, .deep = true},
    {"two owners", fresh, {count_as_owner, count}, two, .spurious = 0},
    {"one tries", fresh, {count, try_to_count}, free_again, .spurious = 0},
    {"unlocked by another thread", locked, {hand_over, count}, two, .spurious = 1},
    {"unlocked by another thread, for two", locked, {hand_over, count, count}, three, .spurious = 0},
    {"from a thread of the parent", inherited, {count, count}, two, .spurious = 0},
    {"the last one frees it", lend, {leave_lent, leave_lent}, none_left, .spurious = 0},
    {0},
};
/* clang-format on */

static const struct explore_exemption exemptions[] = {
    {"inherit:cas ACQUIRE>RELAXED",
     "the holder was gone before the process began: all it did is there"},
    {0},
};

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "runtime/sync/mutex.h runtime/sync/mutex.c",
                        exemptions);
}
