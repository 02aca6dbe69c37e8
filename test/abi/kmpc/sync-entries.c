// __kmpc_critical, locks, ordered outside of a loop, and flush, called by hand from threads of the
// program's own.
// RUN: %veda-abi
#include <pthread.h>
#include <stdint.h>

#include "expect.h"

int __kmpc_global_thread_num(void *);
void __kmpc_critical(void *, int, void *), __kmpc_end_critical(void *, int, void *);
void __kmpc_critical_with_hint(void *, int, void *, uint32_t);
void __kmpc_init_lock(void *, int, void **), __kmpc_destroy_lock(void *, int, void **);
void __kmpc_init_lock_with_hint(void *, int, void **, uintptr_t);
void __kmpc_set_lock(void *, int, void **), __kmpc_unset_lock(void *, int, void **);
int __kmpc_test_lock(void *, int, void **);
void __kmpc_init_nest_lock(void *, int, void **), __kmpc_destroy_nest_lock(void *, int, void **);
void __kmpc_init_nest_lock_with_hint(void *, int, void **, uintptr_t);
void __kmpc_set_nest_lock(void *, int, void **), __kmpc_unset_nest_lock(void *, int, void **);
int __kmpc_test_nest_lock(void *, int, void **);
void __kmpc_ordered(void *, int), __kmpc_end_ordered(void *, int), __kmpc_flush(void *);

enum { THREADS = 4, ROUNDS = 3000 };

static int32_t critical[8];
static void *lock, *nest;
static long in_critical, in_lock, in_nest;

static void *work(void *unused)
{
    (void)unused;
    int gtid = __kmpc_global_thread_num(NULL);
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 2)
            __kmpc_critical(NULL, gtid, critical);
        else
            __kmpc_critical_with_hint(NULL, gtid, critical, 2);
        in_critical++;
        __kmpc_end_critical(NULL, gtid, critical);

        if (!__kmpc_test_lock(NULL, gtid, &lock))
            __kmpc_set_lock(NULL, gtid, &lock);
        in_lock++;
        __kmpc_unset_lock(NULL, gtid, &lock);

        __kmpc_set_nest_lock(NULL, gtid, &nest);
        EXPECT_EQ(__kmpc_test_nest_lock(NULL, gtid, &nest), 2);
        in_nest++;
        __kmpc_unset_nest_lock(NULL, gtid, &nest);
        __kmpc_unset_nest_lock(NULL, gtid, &nest);

        __kmpc_ordered(NULL, gtid);
        __kmpc_flush(NULL);
        __kmpc_end_ordered(NULL, gtid);
    }
    return NULL;
}

int main(void)
{
    int gtid = __kmpc_global_thread_num(NULL);
    for (int round = 0; round < 2; round++) {
        if (round) {
            __kmpc_init_lock(NULL, gtid, &lock);
            __kmpc_init_nest_lock(NULL, gtid, &nest);
        } else {
            __kmpc_init_lock_with_hint(NULL, gtid, &lock, 1);
            __kmpc_init_nest_lock_with_hint(NULL, gtid, &nest, 1);
        }
        pthread_t thread[THREADS];
        for (int i = 0; i < THREADS; i++)
            pthread_create(&thread[i], NULL, work, NULL);
        for (int i = 0; i < THREADS; i++)
            pthread_join(thread[i], NULL);
        EXPECT_EQ(in_critical, (long)(round + 1) * THREADS * ROUNDS);
        EXPECT_EQ(in_lock, in_critical);
        EXPECT_EQ(in_nest, in_critical);
        __kmpc_destroy_lock(NULL, gtid, &lock);
        __kmpc_destroy_nest_lock(NULL, gtid, &nest);
    }
    return expect_result();
}
