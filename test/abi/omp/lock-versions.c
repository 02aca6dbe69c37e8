// The lock routines under every version node: OMP_3.0 and VERSION are one thing, tasks own nest
// locks; what OMP_1.0 programs bind to takes 4 and 8 bytes aligned to 4, and threads own the nest
// locks.
// RUN: %veda-abi
#include <pthread.h>
#include <string.h>

#include "expect.h"

/* name##_ is Fortran's spelling: the same lock by reference. */
#define VERSIONS(give, name)                                                                       \
    give name##_1(void *), name##_3(void *), name##_v(void *);                                     \
    give name##__1(void *), name##__3(void *), name##__v(void *);                                  \
    __asm__(".symver " #name "_1, " #name "@OMP_1.0\n"                                             \
            ".symver " #name "_3, " #name "@OMP_3.0\n"                                             \
            ".symver " #name "_v, " #name "@VERSION\n"                                             \
            ".symver " #name "__1, " #name "_@OMP_1.0\n"                                           \
            ".symver " #name "__3, " #name "_@OMP_3.0\n"                                           \
            ".symver " #name "__v, " #name "_@VERSION\n");                                         \
    give (*const name[])(void *) = {name##_1, name##__1, name##_3, name##__3, name##_v, name##__v};

VERSIONS(void, omp_init_lock)
VERSIONS(void, omp_destroy_lock)
VERSIONS(void, omp_set_lock)
VERSIONS(void, omp_unset_lock)
VERSIONS(int, omp_test_lock)
VERSIONS(void, omp_init_nest_lock)
VERSIONS(void, omp_destroy_nest_lock)
VERSIONS(void, omp_set_nest_lock)
VERSIONS(void, omp_unset_nest_lock)
VERSIONS(int, omp_test_nest_lock)

void omp_init_lock_with_hint(void *, int), omp_init_nest_lock_with_hint(void *, int);
void omp_init_lock_with_hint_(void *, const int *),
    omp_init_nest_lock_with_hint_(void *, const int *);

/* A region of one thread: an implicit task of its own on the same thread. */
void GOMP_parallel(void (*fn)(void *), void *data, unsigned nthreads, unsigned flags);

enum { VERSIONS_COUNT = 6, OMP_1_0 = 2 };

static struct {
    int before;
    int lock;
    int between;
    int nest[2];
    int after;
} l;

static int version, tested;

static void test_in_region(void *unused)
{
    (void)unused;
    tested = omp_test_nest_lock[version](l.nest);
    if (tested)
        omp_unset_nest_lock[version](l.nest);
}

static void *test_elsewhere(void *unused)
{
    test_in_region(unused);
    return NULL;
}

int main(void)
{
    for (version = 0; version < VERSIONS_COUNT; version++) {
        memset(&l, 0x5a, sizeof l);
        omp_init_lock[version](&l.lock);
        EXPECT_EQ(omp_test_lock[version](&l.lock), 1);
        EXPECT_EQ(omp_test_lock[version](&l.lock), 0);
        omp_unset_lock[version](&l.lock);
        omp_set_lock[version](&l.lock);
        EXPECT_EQ(omp_test_lock[version](&l.lock), 0);
        omp_unset_lock[version](&l.lock);
        omp_destroy_lock[version](&l.lock);

        omp_init_nest_lock[version](l.nest);
        omp_set_nest_lock[version](l.nest);
        omp_set_nest_lock[version](l.nest);
        EXPECT_EQ(omp_test_nest_lock[version](l.nest), 3);
        GOMP_parallel(test_in_region, NULL, 1, 0);
        EXPECT_EQ(tested, version < OMP_1_0 ? 4 : 0);
        pthread_t thread;
        pthread_create(&thread, NULL, test_elsewhere, NULL);
        pthread_join(thread, NULL);
        EXPECT_EQ(tested, 0);
        for (int i = 0; i < 3; i++)
            omp_unset_nest_lock[version](l.nest);
        pthread_create(&thread, NULL, test_elsewhere, NULL);
        pthread_join(thread, NULL);
        EXPECT_EQ(tested, 1);
        omp_destroy_nest_lock[version](l.nest);
        EXPECT_EQ(l.before, 0x5a5a5a5a);
        EXPECT_EQ(l.between, 0x5a5a5a5a);
        EXPECT_EQ(l.after, 0x5a5a5a5a);
    }

    int hint = 2;
    omp_init_lock_with_hint(&l.lock, hint);
    omp_init_nest_lock_with_hint(l.nest, hint);
    EXPECT_EQ(omp_test_lock[2](&l.lock) + omp_test_nest_lock[2](l.nest), 2);
    omp_init_lock_with_hint_(&l.lock, &hint);
    omp_init_nest_lock_with_hint_(l.nest, &hint);
    EXPECT_EQ(omp_test_lock[2](&l.lock) + omp_test_nest_lock[2](l.nest), 2);
    EXPECT_EQ(l.after, 0x5a5a5a5a);
    return expect_result();
}
