// Locks exclude and lose no sleeper, whatever the mix of set and test; a nest lock lets its owner
// in again and counts; both when the lock's memory goes with its last user.
// RUN: %veda-unit
#include <stdlib.h>

#include "runtime/sync/critical.h"
#include "runtime/sync/lock.h"
#include "stress.h"

enum { ROUNDS = 50000, OBJECTS = 2000 };

static struct veda_lock lock;
static struct veda_nest_lock nest;
static long a, b, c, d, e;

static void plain(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    for (int r = 0; r < STRESS_ROUNDS(ROUNDS); r++) {
        if ((r + id) % 8 || !veda_lock_test(&lock))
            veda_lock_set(&lock);
        EXPECT_EQ(a, b);
        a++;
        b++;
        veda_lock_unset(&lock);
        veda_critical_enter(&veda_critical_unnamed);
        e++;
        veda_critical_exit(&veda_critical_unnamed);
    }
}

static void nested(int id, int n, void *shared)
{
    (void)n;
    (void)shared;
    uint32_t owner = (uint32_t)(id + 1) * 2;
    for (int r = 0; r < STRESS_ROUNDS(ROUNDS); r++) {
        unsigned deep = (unsigned)(r + id) % 3;
        uint32_t depth = deep ? veda_nest_lock_test(&nest, owner) : 0;
        if (depth == 0)
            depth = veda_nest_lock_set(&nest, owner);
        EXPECT_EQ(depth, 1);
        for (unsigned i = 0; i < deep; i++)
            EXPECT_EQ(i & 1 ? veda_nest_lock_test(&nest, owner) : veda_nest_lock_set(&nest, owner),
                      i + 2);
        EXPECT_EQ(c, d);
        c++;
        d++;
        for (unsigned i = 0; i <= deep; i++)
            veda_nest_lock_unset(&nest);
    }
}

/* The user that finds itself to be the last frees the lock it has just unset. */
struct object {
    struct veda_lock lock;
    int users;
};
static struct object *object[OBJECTS];

static void last_user_frees(int id, int n, void *shared)
{
    (void)id;
    (void)n;
    (void)shared;
    for (int i = 0; i < OBJECTS; i++) {
        veda_lock_set(&object[i]->lock);
        int left = --object[i]->users;
        veda_lock_unset(&object[i]->lock);
        if (left == 0) {
            veda_lock_destroy(&object[i]->lock);
            free(object[i]);
        }
    }
}

int main(void)
{
    long want = 0;
    for (int n = 2; n <= 16; n *= 2) {
        stress_run(n, plain, NULL);
        stress_run(n, nested, NULL);
        want += (long)n * STRESS_ROUNDS(ROUNDS);
        EXPECT_EQ(a, want);
        EXPECT_EQ(c, want);
        EXPECT_EQ(e, want);
        EXPECT_EQ(nest.depth, 0);

        for (int i = 0; i < OBJECTS; i++) {
            object[i] = malloc(sizeof *object[i]);
            veda_lock_init(&object[i]->lock);
            object[i]->users = n;
        }
        stress_run(n, last_user_frees, NULL);
    }
    return expect_result();
}
