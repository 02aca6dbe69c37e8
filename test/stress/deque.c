// The owner of a deque and its thieves get each item exactly once, complete as it was pushed: with one item or many,
// a full deque, a floor, thieves that turn items down, slots used again and again.
// RUN: %veda-unit
#include <string.h>

#include "runtime/sched/deque.h"
#include "stress.h"

enum { SLOTS = 64, ITEMS = 200000, LEAST = 1000, MOST = 8 };

/* Stands for a task: the deque knows no more than its address. */
struct item {
    uint64_t number, check;
    uint32_t taken;
};

static struct item item[ITEMS];
static struct veda_deferred *slot[SLOTS];
static struct veda_deque deque;
static uint32_t over;
static int made;

static void take(struct veda_deferred *task)
{
    struct item *it = (struct item *)task;
    EXPECT_EQ(it->check, ~it->number);
    EXPECT_EQ(add_rlx(&it->taken, 1), 0);
}

static bool odd_only(struct veda_deferred *task, const void *arg)
{
    (void)arg;
    return ((struct item *)task - item) & 1;
}

static void owner(uint32_t seed)
{
    int n = STRESS_ROUNDS(ITEMS), i = 0;
    while (stress_goes_on(i, LEAST, n)) {
        seed = seed * 1664525u + 1013904223u;
        int burst = 1 + (int)(seed >> 16) % (seed & 1024 ? 4 : SLOTS);
        int64_t floor = seed & 2048 ? ld_rlx(&deque.bottom) : 0;
        for (; burst > 0 && i < n; burst--, i++) {
            item[i].number = (uint64_t)i;
            item[i].check = ~(uint64_t)i;
            if (veda_deque_has_room(&deque))
                veda_deque_push(&deque, (struct veda_deferred *)&item[i]);
            else
                take((struct veda_deferred *)&item[i]);
        }
        for (int pops = (int)(seed >> 8) % 8; pops > 0; pops--) {
            struct veda_deferred *task = veda_deque_pop(&deque, floor);
            if (!task)
                break;
            take(task);
        }
    }
    for (struct veda_deferred *task; (task = veda_deque_pop(&deque, 0));)
        take(task);
    made = i;
    st_rel(&over, 1);
}

static void member(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    if (id == 0) {
        owner(12345);
        return;
    }
    for (bool last = false; !last;) {
        last = ld_acq(&over);
        struct veda_deferred *task = veda_deque_steal(&deque, id % 3 == 2 ? odd_only : NULL, NULL);
        if (task)
            take(task);
        else if (id & 1)
            sched_yield();
    }
}

int main(void)
{
    int part = 0;
    for (int n = 1; n <= MOST; n = n < 4 ? n + 1 : n * 2)
        for (int limit = 1; limit <= SLOTS; limit *= 4) {
            stress_part(part++, 20);
            memset(item, 0, sizeof item);
            deque = (struct veda_deque){0};
            st_rlx(&over, 0);
            veda_deque_init(&deque, slot, SLOTS, limit);
            stress_run(n, member, NULL);
            for (int i = 0; i < made; i++)
                EXPECT_EQ(item[i].taken, 1);
        }
    return expect_result();
}
