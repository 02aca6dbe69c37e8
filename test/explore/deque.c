// A deque gives every task to exactly one taker, who sees what its maker wrote, and fills no slot too early.
// RUN: prlimit --cpu=600 %explorers/deque
// REQUIRES: explorers
#include "test/explore/explore.h"

#include "test/explore/arch.h"

#include "runtime/sched/deque.h"

enum { TASKS = 4 };

/* A task here is what its maker wrote into it, and how often it was taken. */
struct veda_deferred {
    int made, taken;
};

static struct veda_deferred task[TASKS];
static struct veda_deferred *slots[4];
static struct veda_deque deque;
static int npushed;

static void fresh(int64_t nslots, int64_t limit)
{
    for (int i = 0; i < TASKS; i++)
        task[i] = (struct veda_deferred){0};
    for (int i = 0; i < 4; i++)
        slots[i] = NULL;
    explore_guard(slots, sizeof slots);
    deque = (struct veda_deque){0};
    npushed = 0;
    if (nslots)
        veda_deque_init(&deque, slots, nslots, limit);
}

static void roomy(void)
{
    fresh(4, 4);
}

static void tight(void)
{
    fresh(1, 1);
}

static void for_two(void)
{
    fresh(2, 2);
}

static void without_slots(void)
{
    fresh(0, 0);
}

static void run(struct veda_deferred *t)
{
    if (!t)
        return;
    EXPLORE_CHECK(t->made == 1);
    t->taken++;
}

static void push(void)
{
    struct veda_deferred *t = &task[npushed++];
    t->made = 1;
    if (veda_deque_has_room(&deque))
        veda_deque_push(&deque, t);
    else
        run(t);
}

static void pop(void)
{
    run(veda_deque_pop(&deque, 0));
}

static void steal(void)
{
    run(veda_deque_steal(&deque, NULL, NULL));
}

static void steal_two(void)
{
    steal();
    steal();
}

static void push_1_pop_1(void)
{
    push();
    pop();
}

static void push_2(void)
{
    push();
    push();
}

static void push_3(void)
{
    push_2();
    push();
}

static void push_2_pop_2(void)
{
    push_2();
    pop();
    pop();
}

/* The second pop finds nothing, or the CAS tells it so, and puts bottom back. */
static void pop_too_much_and_push(void)
{
    push();
    pop();
    pop();
    push();
}

static void pop_between(void)
{
    push_2();
    pop();
    push();
}

static void init_and_push(void)
{
    veda_deque_init(&deque, slots, 2, 2);
    push();
}

/* Tasks below the floor are for others. */
static void pop_above_floor(void)
{
    push_2();
    run(veda_deque_pop(&deque, 1));
    EXPLORE_CHECK(!veda_deque_pop(&deque, 1));
}

static bool first_task_only(struct veda_deferred *t, const void *arg)
{
    return t == arg;
}

static void steal_first(void)
{
    struct veda_deferred *t = veda_deque_steal(&deque, first_task_only, &task[0]);
    EXPLORE_CHECK(!t || t == &task[0]);
    run(t);
}

static void each_once(void)
{
    for (struct veda_deferred *t; (t = veda_deque_pop(&deque, 0));)
        run(t);
    for (int i = 0; i < TASKS; i++)
        EXPLORE_CHECK(task[i].taken == task[i].made && task[i].made == (i < npushed));
}

/* clang-format off */
static const struct explore_scenario scenarios[] = {
    {"one task, one thief", roomy, {push_1_pop_1, steal}, each_once, .spurious = 0},
    {"one task, two thieves", roomy, {push_1_pop_1, steal, steal}, each_once, .spurious = 0},
    {"two tasks, a thief of two", roomy, {push_2_pop_2, steal_two}, each_once, .spurious = 0},
    {"two tasks, two thieves", roomy, {push_2_pop_2, steal, steal}, each_once, .spurious = 0},
    {"two tasks, two thieves of two", roomy, {push_2_pop_2, steal_two, steal_two}, each_once, .deep = true},
    {"an undone pop", roomy, {pop_too_much_and_push, steal_two}, each_once, .spurious = 0},
    {"an undone pop, two thieves", roomy, {pop_too_much_and_push, steal, steal}, each_once, .deep = true},
    {"a pop between pushes", roomy, {pop_between, steal_two}, each_once, .spurious = 0},
    {"a slot used again", tight, {push_2, steal}, each_once, .spurious = 0},
    {"a slot used again, two thieves", tight, {push_2, steal, steal}, each_once, .spurious = 0},
    {"a slot used three times", tight, {push_3, steal_two}, each_once, .spurious = 0},
    {"two slots used again", for_two, {push_3, steal_two}, each_once, .spurious = 0},
    {"a pop between pushes, two slots", for_two, {pop_between, steal_two}, each_once, .spurious = 0},
    {"slots come late", without_slots, {init_and_push, steal}, each_once, .spurious = 0},
    {"a floor", roomy, {pop_above_floor, steal}, each_once, .spurious = 0},
    {"a choosy thief", roomy, {push_2_pop_2, steal_first}, each_once, .spurious = 0},
    {0},
};
/* clang-format on */

static const struct explore_exemption exemptions[] = {
    {"veda_deque_steal:load ACQUIRE>RELAXED", "the fence that follows acquires what it read"},
    {"veda_deque_pop:cas SEQ_CST>RELAXED",
     "the CAS itself has one winner, and what the owner wrote to top he sees; steal's needs more "
     "for other thieves"},
    {0},
};

int main(int argc, char **argv)
{
    return explore_main(argc, argv, scenarios, "runtime/sched/deque.h", exemptions);
}
