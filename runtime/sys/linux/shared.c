/* A file in /dev/shm, named after the user and the namespace of process numbers. Others may write to that folder,
 * so the file counts only if it is a plain one of ours that nobody else may open. */
#include "runtime/sys/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runtime/sys/clock.h"

static bool is_ours(const struct stat *st)
{
    return S_ISREG(st->st_mode) && st->st_uid == geteuid() && !(st->st_mode & 077) && st->st_nlink == 1;
}

/* Gives the file its pages. They would come at the first touch otherwise, with SIGBUS where there are none left; and
 * to grow a file beyond the process's limit is SIGXFSZ. */
static bool make_room(int fd, size_t had, size_t bytes)
{
    struct rlimit most;
    if (getrlimit(RLIMIT_FSIZE, &most) || (had < bytes && most.rlim_cur < bytes))
        return false;
    int err;
    do
        err = fallocate(fd, 0, 0, (off_t)bytes) ? errno : 0; /* posix_fallocate() may write in the place of it */
    while (err == EINTR);
    return !err;
}

/* A program that starts without a standard stream gets the first file that is opened in its place, and what it prints.
 * So the file has a number that programs don't count on. */
static int open_high(const char *path)
{
    enum { LOWEST = 64 };
    int low = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (low < 0)
        return -1;
    int fd = fcntl(low, F_DUPFD_CLOEXEC, LOWEST);
    close(low);
    return fd;
}

static const char *open_it(struct veda_shared *s, const char *name, size_t bytes)
{
    char path[128];
    struct stat numbers = {0};
    if (getauxval(AT_SECURE))
        return "the program has other rights than its user";
    stat("/proc/self/ns/pid", &numbers);
    snprintf(path, sizeof path, "/dev/shm/%s-%u-%llu", name, (unsigned)geteuid(), (unsigned long long)numbers.st_ino);
    int fd = open_high(path);
    if (fd < 0)
        return errno == EMFILE || errno == EINVAL ? "the limit on open files leaves none for it"
                                                  : "there is no /dev/shm that may be written";
    struct stat st;
    void *memory = MAP_FAILED;
    bool ours = fstat(fd, &st) == 0 && is_ours(&st);
    if (ours && make_room(fd, (size_t)st.st_size, bytes))
        memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {
        close(fd);
        return ours ? "there is no memory for it" : "the file for it is somebody else's";
    }
    *s = (struct veda_shared){.memory = memory, .bytes = bytes, .fd = fd, .device = st.st_dev, .file = st.st_ino};
    return NULL;
}

/* open() and close() are cancellation points, an OpenMP call is none. */
const char *veda_shared_open(struct veda_shared *s, const char *name, size_t bytes)
{
    int cancel_state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state);
    const char *why_not = open_it(s, name, bytes);
    pthread_setcancelstate(cancel_state, NULL);
    return why_not;
}

bool veda_shared_is_open(const struct veda_shared *s)
{
    struct stat st;
    int saved = errno;
    bool open = fstat(s->fd, &st) == 0 && st.st_dev == s->device && st.st_ino == s->file;
    errno = saved;
    return open;
}

void veda_shared_forget(struct veda_shared *s)
{
    if (!s->memory)
        return;
    munmap(s->memory, s->bytes);
    if (veda_shared_is_open(s))
        close(s->fd); /* the lock is the parent's as long as the parent has it open */
    *s = (struct veda_shared){0};
}

void veda_shared_wait(uint32_t *word, uint32_t expected, uint64_t timeout_ns)
{
    int saved = errno;
    struct timespec t = {(time_t)(timeout_ns / 1000000000), (long)(timeout_ns % 1000000000)};
    syscall(SYS_futex, word, FUTEX_WAIT, expected, &t, NULL, 0);
    errno = saved;
}

bool veda_shared_lock_try(const struct veda_shared *s)
{
    enum { TRIES = 40, PAUSE_NS = 50000 };
    int saved = errno;
    uint32_t nobody = 0;
    bool locked = false;
    for (int i = 0; i < TRIES && veda_shared_is_open(s) && !(locked = flock(s->fd, LOCK_EX | LOCK_NB) == 0); i++)
        veda_shared_wait(&nobody, 0, PAUSE_NS); /* no cancellation point, as nanosleep() is */
    errno = saved;
    return locked;
}

void veda_shared_unlock(const struct veda_shared *s)
{
    if (veda_shared_is_open(s))
        flock(s->fd, LOCK_UN);
}

void veda_shared_wake(uint32_t *word)
{
    int saved = errno;
    syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    errno = saved;
}

int veda_process_id(void)
{
    return (int)getpid();
}

bool veda_process_is_there(int id)
{
    int saved = errno;
    bool there = kill(id, 0) == 0 || errno != ESRCH;
    errno = saved;
    return there;
}
