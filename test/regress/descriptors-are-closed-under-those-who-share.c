// The page of those who share (OMP_VEDA_SHARE=1) has a lock, which is its file's. A program that closes all its
// descriptors, as daemons do, and opens a lock file of its own got the page's number for it: the library unlocked the
// program's file. And one that starts with its stderr closed had the page for it, and printed into it. Now the page's
// number is a high one, and whether it is the page's still is looked at before each use.
// RUN: %veda-c-check --env OMP_VEDA_SHARE=1
// CHECK: veda: OMP_VEDA_SHARE: the program has closed the file of those who share; going on without
// CHECK-NOT: veda:
// CHECK: the end
// RUN: %veda-c --env OMP_VEDA_SHARE=1 --args quiet
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "expect.h"

static void region(int threads)
{
    int n = 0;
#pragma omp parallel num_threads(threads) reduction(+ : n)
    n++;
    EXPECT_EQ(n, threads);
}

/* The page's descriptor, or -1. */
static int page(void)
{
    for (int fd = 0; fd < 1024; fd++) {
        char link[32], path[128] = "";
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (readlink(link, path, sizeof path - 1) > 0 && strstr(path, "/veda-share-1-"))
            return fd;
    }
    return -1;
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        int err = dup(2);
        close(2);
        region(2);
        EXPECT(page() > 2);
        dup2(err, 2);
        close(err);
        return expect_result();
    }

    region(2);
    int fd = page();
    EXPECT(fd > 2);
    closefrom(3);
    char name[] = "/tmp/veda-test-XXXXXX";
    int own = mkstemp(name);
    if (own != fd)
        own = dup2(own, fd);
    EXPECT_EQ(flock(own, LOCK_EX), 0);
    for (int threads = 3; threads < 6; threads++)
        region(threads);
    int other = open(name, O_RDWR);
    EXPECT(flock(other, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK);
    unlink(name);
    fprintf(stderr, "the end\n");
    return expect_result();
}
