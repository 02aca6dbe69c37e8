// A root with a cancellation pending starts a region while another process keeps the lock of the shared page for longer
// than a moment. It naps between two tries (sys/linux/shared.c, veda_shared_lock_try), by nanosleep(), a cancellation
// point: the thread ended in there with the pool's lock and the page's, and its own end waited for the pool's. Neither
// it nor anybody else ever opened a region again.
// RUN: %veda-c --env OMP_VEDA_SHARE=1
// REQUIRES: !tsan
#include <fcntl.h>
#include <omp.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "expect.h"

static void region(void)
{
    int n = 0;
#pragma omp parallel num_threads(2) reduction(+ : n)
    n++;
    EXPECT_EQ(n, 2);
}

static void *root(void *arg)
{
    int state;
    pthread_cancel(pthread_self());
    region();
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    return arg;
}

int main(void)
{
    struct stat numbers;
    char path[128], mark;
    void *result;
    pthread_t t;
    EXPECT_EQ(stat("/proc/self/ns/pid", &numbers), 0);
    snprintf(path, sizeof path, "/dev/shm/veda-share-1-%u-%llu", (unsigned)geteuid(),
             (unsigned long long)numbers.st_ino);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    EXPECT(fd >= 0);
    EXPECT_EQ(flock(fd, LOCK_EX), 0);
    EXPECT_EQ(pthread_create(&t, NULL, root, &mark), 0);
    EXPECT_EQ(pthread_join(t, &result), 0);
    EXPECT(result == &mark); /* not PTHREAD_CANCELED */
    EXPECT_EQ(flock(fd, LOCK_UN), 0);
    region();
    return expect_result();
}
