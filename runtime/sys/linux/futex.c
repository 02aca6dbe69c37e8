/* Linux futexes. By syscall(), which is no cancellation point: a root that waits for its team stays until it is there. */
#include "runtime/sys/futex.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void veda_futex_wait(uint32_t *word, uint32_t value, uint64_t timeout_ns)
{
    int saved = errno;
    struct timespec limit = {.tv_sec = (time_t)(timeout_ns / 1000000000u),
                             .tv_nsec = (long)(timeout_ns % 1000000000u)};
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, timeout_ns ? &limit : NULL, NULL, 0);
    errno = saved;
}

int veda_futex_wake(uint32_t *word, int n)
{
    int saved = errno;
    long woke = syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0);
    errno = saved;
    return woke < 0 ? 0 : (int)woke;
}
