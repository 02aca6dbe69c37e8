// Handlers installed without SA_RESTART, on an alternate stack, interrupt every thread in the middle of every kind
// of wait, sleeping ones above all: no wait ends early, none for ever, and the handlers ran where they should.
// RUN: %veda-c
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
// RUN: %veda-c --env OMP_VEDA_SPIN_US=0 --env OMP_CANCELLATION=true
#define _GNU_SOURCE
#include <omp.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "stress/stress.h"

enum { N = 4, ROUNDS = 30, STACK = 1 << 16 };

static __thread char *alternate;
static int handled, elsewhere, stop;
static pthread_t thread[N];

static void on_signal(int sig)
{
    (void)sig;
    char *here = __builtin_frame_address(0);
    __atomic_fetch_add(&handled, 1, __ATOMIC_RELAXED);
    if (alternate && (here < alternate || here > alternate + STACK))
        __atomic_fetch_add(&elsewhere, 1, __ATOMIC_RELAXED);
}

static void *pester(void *unused)
{
    for (unsigned i = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); i++) {
        pthread_kill(thread[i % N], SIGUSR1);
        usleep(50);
    }
    return unused;
}

static void waits(int *shared, omp_lock_t *lock)
{
    int tid = omp_get_thread_num();
#pragma omp barrier
    if (tid == 0)
        usleep(300); /* the others sleep at a barrier */
#pragma omp barrier
    omp_set_lock(lock);
    shared[0]++;
    usleep(100);
    omp_unset_lock(lock);
#pragma omp critical
    {
        shared[1]++;
        usleep(100);
    }
#pragma omp barrier
    EXPECT(shared[0] == N && shared[1] == N);
    const int *given = NULL;
#pragma omp single copyprivate(given)
    {
        usleep(300);
        given = shared;
    }
    EXPECT(given == shared);
    int next = 0;
#pragma omp for ordered schedule(static, 1)
    for (int i = 0; i < 2 * N; i++)
#pragma omp ordered
    {
        usleep(100);
        next = i;
    }
    EXPECT_EQ(next, N + tid);
#pragma omp for ordered(1) schedule(static, 1)
    for (int i = 0; i < 2 * N; i++) {
#pragma omp ordered depend(sink : i - 1)
        usleep(100);
#pragma omp ordered depend(source)
    }
    int done = 0;
#pragma omp taskgroup
    {
#pragma omp task shared(done)
        {
            usleep(200);
            done = 1;
        }
    }
    EXPECT_EQ(done, 1);
#pragma omp task shared(done)
    {
        usleep(200);
        done = 2;
    }
#pragma omp taskwait
    EXPECT_EQ(done, 2);
    if (tid == N - 1)
        usleep(300); /* the join */
}

int main(void)
{
    omp_lock_t lock;
    pthread_t pest;
    omp_init_lock(&lock);
    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = on_signal, .sa_flags = SA_ONSTACK}, NULL);
#pragma omp parallel num_threads(N)
    {
        alternate = malloc(STACK);
        sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = STACK}, NULL);
        thread[omp_get_thread_num()] = pthread_self();
    }
    pthread_create(&pest, NULL, pester, NULL);
    for (int r = 0; r < ROUNDS; r++) {
        int shared[2] = {0}, n = 0;
#pragma omp parallel num_threads(N) reduction(+ : n)
        {
            waits(shared, &lock);
            n++;
        }
        EXPECT_EQ(n, N);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    pthread_join(pest, NULL);
    EXPECT(__atomic_load_n(&handled, __ATOMIC_RELAXED) > 0); /* workers may get late ones yet */
#if !defined(__SANITIZE_THREAD__) && !STRESS_HAS(thread_sanitizer) /* which calls handlers itself, a little later */
    EXPECT_EQ(__atomic_load_n(&elsewhere, __ATOMIC_RELAXED), 0);
#endif
#pragma omp parallel num_threads(N)
    {
        sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
        free(alternate);
        alternate = NULL;
    }
    omp_destroy_lock(&lock);
    return expect_result();
}
