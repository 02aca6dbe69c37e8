// A process forks while another of its threads looks at the machine for the width of teams: the child, which has not
// that thread, looks for itself. The thread's claim was copied with everything else, and the child's teams stayed as
// wide as they were for as long as it lived.
// RUN: %veda-unit
// UNSUPPORTED: sanitizer
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "runtime/pool.h"
#include "runtime/width.h"

static sem_t looks, go_on;
static int held, looked;

/* The library's objects call this one. The first look stops here. */
int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int mode = flags & O_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    if (!strcmp(path, "/proc/stat")) {
        looked++;
        if (held) {
            held = 0;
            sem_post(&looks);
            sem_wait(&go_on);
        }
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static void *look(void *unused)
{
    veda_width(4);
    return unused;
}

static int looks_again(void)
{
    looked = 0;
    for (int i = 0; i < 200 && !looked; i++) {
        usleep(10000);
        veda_width(4);
    }
    EXPECT(looked);
    return expect_result();
}

int main(void)
{
    pthread_t t;
    sem_init(&looks, 0, 0);
    sem_init(&go_on, 0, 0);
    EXPECT(veda_me() != NULL); // forks are looked after from now on
    held = 1;
    EXPECT_EQ(pthread_create(&t, NULL, look, NULL), 0);
    sem_wait(&looks);
    pid_t child = fork();
    if (child == 0)
        _exit(looks_again());
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    sem_post(&go_on);
    pthread_join(t, NULL);
    return looks_again();
}
