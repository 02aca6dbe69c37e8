// Entry points that stand for no construct, called outside and inside a region; none starts a
// thread by itself.
// RUN: %veda-abi
// RUN: %veda-abi --env OMP_TARGET_OFFLOAD=mandatory -DOFFLOAD=2
#include <stdint.h>

#include "expect.h"
#include "native_threads.h"

#ifndef OFFLOAD
#define OFFLOAD 1
#endif

void __kmpc_begin(void *, int), __kmpc_end(void *);
int __kmpc_ok_to_fork(void *), __kmpc_global_thread_num(void *), __kmpc_global_num_threads(void *);
int __kmpc_bound_thread_num(void *), __kmpc_bound_num_threads(void *), __kmpc_in_parallel(void *);
int __kmpc_pause_resource(int), __kmpc_get_target_offload(void);
void __kmpc_set_thread_limit(void *, int, int);
void __kmpc_fork_call(void *, int, void (*)(int *, int *, ...), ...);
void __kmpc_push_num_threads(void *, int, int);
int omp_get_thread_limit(void), omp_get_thread_num(void), omp_get_num_threads(void);

static struct {
    int reserved_1, flags, reserved_2, reserved_3;
    const char *source;
} loc = {0, 2, 0, 0, ";file.c;main;1;2;;"};

static int visited;

static void region(int *gtid, int *tid, ...)
{
    EXPECT_EQ(*gtid, __kmpc_global_thread_num(&loc));
    EXPECT_EQ(*tid, __kmpc_bound_thread_num(&loc));
    EXPECT_EQ(*tid, omp_get_thread_num());
    EXPECT_EQ(__kmpc_bound_num_threads(&loc), omp_get_num_threads());
    EXPECT_EQ(__kmpc_in_parallel(&loc), omp_get_num_threads() > 1);
    EXPECT(__kmpc_global_num_threads(&loc) >= omp_get_num_threads());
    EXPECT(*gtid < __kmpc_global_num_threads(&loc));
    EXPECT_EQ(__kmpc_pause_resource(1), 1);
    __atomic_fetch_add(&visited, 1, __ATOMIC_RELAXED);
}

int main(void)
{
    int before = native_threads();
    __kmpc_begin(&loc, 0);
    EXPECT_EQ(__kmpc_ok_to_fork(&loc), 1);
    int gtid = __kmpc_global_thread_num(&loc);
    EXPECT_EQ(gtid, 0);
    EXPECT_EQ(__kmpc_global_num_threads(&loc), 1);
    EXPECT_EQ(__kmpc_bound_thread_num(&loc), 0);
    EXPECT_EQ(__kmpc_bound_num_threads(&loc), 1);
    EXPECT_EQ(__kmpc_in_parallel(&loc), 0);
    EXPECT_EQ(__kmpc_get_target_offload(), OFFLOAD);
    EXPECT_EQ(native_threads(), before);

    __kmpc_push_num_threads(&loc, gtid, 3);
    __kmpc_fork_call(&loc, 0, region);
    EXPECT_EQ(visited, 3);
    EXPECT_EQ(__kmpc_pause_resource(1), 0);
    EXPECT_EQ(__kmpc_pause_resource(2), 0);
    EXPECT_EQ(__kmpc_pause_resource(0), 0);
    EXPECT_EQ(__kmpc_pause_resource(7), 1);
    __kmpc_fork_call(&loc, 0, region);

    int limit = omp_get_thread_limit();
    __kmpc_set_thread_limit(&loc, gtid, 0);
    EXPECT_EQ(omp_get_thread_limit(), limit);
    __kmpc_set_thread_limit(&loc, gtid, 5);
    EXPECT_EQ(omp_get_thread_limit(), 5);
    __kmpc_end(&loc);
    return expect_result();
}
