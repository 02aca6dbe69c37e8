// A worker blocks the signals that its team's primary thread blocked when it took it, as a thread that the primary
// had made would, whomever it served before. Workers that one root made with all signals blocked would else run
// another root's regions so: raise() in a region runs no handler, and a profiler's timer does not count them: so it
// is with libomp. (libgomp's workers never change roots.) What is directed at the process goes where the kernel says:
// to the initial thread as long as that one does not block it.
// RUN: %veda-c
#define _GNU_SOURCE
#include <omp.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "expect.h"

enum { N = 4 };

static __thread volatile int handled;
static pthread_t initial;
static int strangers, arrived;

static void on_raise(int sig)
{
    (void)sig;
    handled++;
}

static void on_alarm(int sig)
{
    (void)sig;
    arrived++;
    strangers += !pthread_equal(pthread_self(), initial);
}

static int blocks(int sig)
{
    sigset_t set;
    pthread_sigmask(SIG_SETMASK, NULL, &set);
    return sigismember(&set, sig);
}

static void region(int wanted)
{
    int n = 0, ran = 0;
#pragma omp parallel num_threads(N) reduction(+ : n, ran)
    {
        n++;
        EXPECT_EQ(blocks(SIGUSR1), wanted);
        EXPECT_EQ(blocks(SIGSEGV), 0);
        if (!wanted) {
            int before = handled;
            raise(SIGUSR1);
            ran += handled - before;
        }
    }
    EXPECT_EQ(n, N);
    EXPECT_EQ(ran, wanted ? 0 : N);
}

static void *root(void *unused)
{
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigaddset(&some, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &some, NULL);
    region(1);
    return unused;
}

static void other_root(void *(*entry)(void *))
{
    pthread_t t;
    pthread_create(&t, NULL, entry, NULL);
    pthread_join(t, NULL);
}

int main(void)
{
    initial = pthread_self();
    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = on_raise}, NULL);
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, NULL);
    for (int round = 0; round < 5; round++) {
        other_root(root); /* its workers are ours next */
        region(0);
        omp_pause_resource_all(omp_pause_soft); /* and ours are its */
    }
#pragma omp parallel num_threads(N)
    {
#pragma omp barrier /* a worker that is just setting its mask would take what is under way to the initial thread */
#pragma omp master
        for (int i = 0; i < 20; i++) {
            kill(getpid(), SIGALRM);
            while (arrived <= i)
                usleep(100);
        }
    }
    EXPECT_EQ(arrived, 20);
    EXPECT_EQ(strangers, 0);
    return expect_result();
}
