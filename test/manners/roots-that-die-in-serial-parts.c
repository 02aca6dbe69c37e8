// Roots that end between their regions by pthread_exit() or by cancellation leave their workers to others and nothing
// broken: 40 of each, while another root goes on. No call of ours is a cancellation point: a line of the log used to
// be one, and the root's team stayed half way in its region. The peers pass.
// RUN: %veda-c
// RUN: %veda-c --env OMP_VEDA_LOG=team,thread,region
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include "expect.h"

enum { TIMES = 40, N = 4 };

static int stop, cleaned;

static void count_region(void)
{
    int n = 0, f = 0;
#pragma omp parallel num_threads(N) reduction(+ : n)
    {
        n++;
#pragma omp task shared(f)
        {
#pragma omp atomic
            f++;
        }
    }
    EXPECT_EQ(n, N);
    EXPECT_EQ(f, N);
}

static void clean(void *unused)
{
    (void)unused;
    cleaned++;
    count_region(); /* on the way out a thread is still a root */
}

__attribute__((noinline)) static void leave(void)
{
    pthread_exit(NULL);
}

static void *exits(void *unused)
{
    count_region();
    leave();
    return unused;
}

static void *is_cancelled(void *how)
{
    count_region();
    pthread_cleanup_push(clean, NULL);
    if (how)
        pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    for (;;)
        pthread_testcancel(); /* pause() would do, but ThreadSanitizer never sees its end then */
    pthread_cleanup_pop(0);
    return NULL;
}

static void *goes_on(void *unused)
{
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
        count_region();
    return unused;
}

int main(void)
{
    pthread_t t, other;
    pthread_create(&other, NULL, goes_on, NULL);
    for (int i = 0; i < TIMES; i++) {
        pthread_create(&t, NULL, exits, NULL);
        pthread_join(t, NULL);
        for (long how = 0; how < 2; how++) {
            void *result;
            pthread_create(&t, NULL, is_cancelled, (void *)how);
            usleep(2000); /* it may be inside its region still: cancellation waits for the loop */
            pthread_cancel(t);
            pthread_join(t, &result);
            EXPECT(result == PTHREAD_CANCELED);
        }
        count_region();
    }
    EXPECT_EQ(cleaned, 2 * TIMES);
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    pthread_join(other, NULL);
    return expect_result();
}
