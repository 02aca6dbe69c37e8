// Memory by name is shared by those who open it, the lock keeps others out and goes with its holder, and a file that
// others may write, or that is something else, is refused, as one is that there is no room for: the first touch of a file
// without pages was SIGBUS where /dev/shm was full, and to make it with a limit on the size of files was SIGXFSZ.
// RUN: %veda-unit
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "runtime/sys/shared.h"

static char name[64], path[200];

static void names(const char *which)
{
    struct stat numbers = {0};
    stat("/proc/self/ns/pid", &numbers);
    snprintf(name, sizeof name, "veda-test-%d-%s", (int)getpid(), which);
    snprintf(path, sizeof path, "/dev/shm/%s-%u-%llu", name, (unsigned)geteuid(), (unsigned long long)numbers.st_ino);
}

static void refused(void)
{
    struct veda_shared s = {0};
    EXPECT(veda_shared_open(&s, name, 4096) != NULL);
    EXPECT(s.memory == NULL);
}

static void strange_files(void)
{
    names("open-to-all");
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    fchmod(fd, 0666);
    close(fd);
    refused();
    chmod(path, 0600);

    char other[210];
    snprintf(other, sizeof other, "%s-2", path);
    EXPECT_EQ(link(path, other), 0);
    refused();
    unlink(other);
    struct veda_shared s = {0};
    EXPECT(veda_shared_open(&s, name, 4096) == NULL); // nothing is wrong with it any more
    veda_shared_forget(&s);

    names("link");
    EXPECT_EQ(symlink("/dev/zero", path), 0);
    refused();
    unlink(path);
    names("folder");
    EXPECT_EQ(mkdir(path, 0700), 0);
    refused();
    rmdir(path);
    names("pipe");
    EXPECT_EQ(mkfifo(path, 0600), 0);
    refused();
    unlink(path);
    names("open-to-all");
    unlink(path);
}

static void sharing(void)
{
    struct veda_shared a = {0}, b = {0};
    names("shared");
    EXPECT(veda_shared_open(&a, name, 8192) == NULL);
    EXPECT(veda_shared_open(&b, name, 8192) == NULL);
    struct stat st;
    EXPECT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600 && st.st_size == 8192);
    volatile uint32_t *one = a.memory, *other = b.memory;
    EXPECT_EQ(other[2047], 0);
    one[2047] = 7;
    EXPECT_EQ(other[2047], 7);

    EXPECT(veda_shared_lock_try(&a));
    errno = 0;
    EXPECT(!veda_shared_lock_try(&b));
    EXPECT_EQ(errno, 0); // the program's, who was in the middle of a region
    veda_shared_unlock(&a);
    EXPECT(veda_shared_lock_try(&b));
    veda_shared_unlock(&b);

    pid_t child = fork();
    if (child == 0) {
        struct veda_shared c = {0};
        _exit(veda_shared_open(&c, name, 8192) == NULL && veda_shared_lock_try(&c) ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT(veda_shared_lock_try(&a)); // it died with the lock
    veda_shared_unlock(&a);
    EXPECT(veda_process_is_there((int)getpid()));
    EXPECT(!veda_process_is_there((int)child));
    veda_shared_forget(&a);
    veda_shared_forget(&b);
    unlink(path);
}

/* A /dev/shm of the process's own, full; false: the suite may not make one. */
static bool fill(void)
{
    static const char page[4096];
    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("none", "/dev/shm", "tmpfs", 0, "size=16k"))
        return false;
    int fd = open("/dev/shm/rest", O_WRONLY | O_CREAT, 0600);
    while (write(fd, page, sizeof page) > 0) {
    }
    close(fd);
    return true;
}

static void no_room(void)
{
    struct rlimit was;
    names("limited");
    getrlimit(RLIMIT_FSIZE, &was);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, was.rlim_max});
    refused();
    setrlimit(RLIMIT_FSIZE, &was);
    unlink(path);

    names("full");
    pid_t child = fork();
    if (child == 0) {
        if (fill())
            refused();
        _exit(expect_result());
    }
    int status;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

int main(void)
{
    strange_files();
    sharing();
    no_room();
    return expect_result();
}
