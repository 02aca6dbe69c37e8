// A child forked while other threads hold locks of wide atomics finds all of them free, also the
// global one, and may leave the atomic region that its own thread forked in.
//
// RUN: %veda-unit
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "runtime/sync/atomic_lock.h"

enum { OPERANDS = 4096 };
static char operands[OPERANDS][16];
static pthread_barrier_t held, done;

/* Holds one stripe. */
static void *hold(void *unused)
{
    (void)unused;
    veda_atomic_lock(operands[0]);
    pthread_barrier_wait(&held);
    pthread_barrier_wait(&done);
    veda_atomic_unlock(operands[0]);
    return NULL;
}

int main(void)
{
    pthread_t holder;
    pthread_barrier_init(&held, NULL, 2);
    pthread_barrier_init(&done, NULL, 2);
    EXPECT(pthread_create(&holder, NULL, hold, NULL) == 0);
    pthread_barrier_wait(&held);
    veda_atomic_lock(NULL);

    pid_t child = fork();
    if (child == 0) {
        alarm(20); /* a lock that is not free hangs */
        veda_atomic_unlock(NULL);
        veda_atomic_lock(NULL);
        for (int i = 0; i < OPERANDS; i++) {
            veda_atomic_lock(operands[i]);
            veda_atomic_unlock(operands[i]);
        }
        veda_atomic_unlock(NULL);
        _exit(0);
    }
    int status = -1;
    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT_EQ(status, 0);

    veda_atomic_unlock(NULL);
    pthread_barrier_wait(&done);
    pthread_join(holder, NULL);
    return expect_result();
}
