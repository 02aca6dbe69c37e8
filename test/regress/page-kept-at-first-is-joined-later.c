// A process that shares (OMP_VEDA_SHARE=1) finds the page's lock kept by another one, which is stopped or has lost its
// processor, when its first team is made. It said that too many processes shared, and never tried again: now it
// says what it found, and joins when a team changes.
// RUN: %veda-c-check --env OMP_VEDA_SHARE=1
// CHECK: veda: OMP_VEDA_SHARE: another process keeps the page; trying again when teams change
// CHECK-NOT: veda:
// CHECK: the end
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "share_page.h"

static void region(int threads)
{
    int n = 0;
#pragma omp parallel num_threads(threads) reduction(+ : n)
    n++;
    EXPECT_EQ(n, threads);
}

/* Somebody else may keep the page for a moment once more. */
static void join(void)
{
    for (int threads = 3; threads < 8 && !slots(); threads++)
        region(threads);
    EXPECT_EQ(slots(), 1);
}

/* The child of a fork between the two has none of the page. */
static void fork_and_join(void)
{
    pid_t child = fork();
    if (child == 0) {
        join();
        _exit(expect_result());
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

int main(void)
{
    struct stat numbers;
    char path[128];
    EXPECT_EQ(stat("/proc/self/ns/pid", &numbers), 0);
    snprintf(path, sizeof path, "/dev/shm/veda-share-1-%u-%llu", (unsigned)geteuid(),
             (unsigned long long)numbers.st_ino);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    EXPECT(fd >= 0);
    EXPECT_EQ(flock(fd, LOCK_EX), 0);
    region(2);
    EXPECT_EQ(slots(), 0);
    EXPECT_EQ(flock(fd, LOCK_UN), 0);
    fork_and_join();
    join();
    fprintf(stderr, "the end\n");
    return expect_result();
}
