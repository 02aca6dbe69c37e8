// Where a worker's stack ends, as found without asking the system, is where it does end: for the default size, for
// sizes that are rounded, and for the smallest.
// RUN: %veda-unit
// UNSUPPORTED: sanitizer
#include <pthread.h>
#include <semaphore.h>

#include "expect.h"
#include "runtime/icv.h"
#include "runtime/sys/thread.h"

static sem_t done;

/* The system may take a stack of its cache that is larger, not by more than what is asked for here. */
static void *look(void *arg)
{
    pthread_attr_t attr;
    void *low;
    size_t bytes, asked = (size_t)arg;
    pthread_getattr_np(pthread_self(), &attr);
    pthread_attr_getstack(&attr, &low, &bytes);
    pthread_attr_destroy(&attr);
    uintptr_t got = veda_thread_stack_low(asked);
    EXPECT(got >= (uintptr_t)low);
    EXPECT(got < (uintptr_t)low + bytes);
    EXPECT(bytes > asked + VEDA_ALTERNATE_BYTES + (1 << 16) || got == (uintptr_t)low);
    sem_post(&done);
    return NULL;
}

int main(void)
{
    static const size_t sizes[] = {16 << 20, 0, 1 << 20, 300001, 1};
    sem_init(&done, 0, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t bytes = sizes[i] ? sizes[i] : veda_icv_stack_bytes();
        EXPECT_EQ(veda_thread_start(look, (void *)bytes, bytes), 0);
        sem_wait(&done);
    }
    return expect_result();
}
