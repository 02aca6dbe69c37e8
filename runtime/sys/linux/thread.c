/* Native threads on Linux. */
#include "runtime/sys/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/sys/affinity.h"
#include "runtime/sys/quota.h"

void veda_thread_name(const char *name)
{
    pthread_setname_np(pthread_self(), name);
}

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static void set_stack(pthread_attr_t *attr, size_t stack_bytes)
{
    size_t page = page_bytes(), least = (size_t)sysconf(_SC_THREAD_STACK_MIN);
    if (!stack_bytes)
        return;
    if (stack_bytes < least)
        stack_bytes = least;
    if (stack_bytes <= SIZE_MAX - page - VEDA_ALTERNATE_BYTES)
        stack_bytes += VEDA_ALTERNATE_BYTES;
    if (stack_bytes <= SIZE_MAX - page)
        stack_bytes = (stack_bytes + page - 1) / page * page;
    pthread_attr_setstacksize(attr, stack_bytes);
}

int veda_thread_start(void *(*entry)(void *), void *arg, size_t stack_bytes)
{
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    set_stack(&attr, stack_bytes);
    pthread_t thread;
    int err = pthread_create(&thread, &attr, entry, arg);
    pthread_attr_destroy(&attr);
    return err;
}

/* A sigset_t begins with the kernel's set, which has 64 signals. */
uint64_t veda_thread_blocked(void)
{
    uint64_t signals;
    sigset_t set;
    pthread_sigmask(SIG_SETMASK, NULL, &set);
    memcpy(&signals, &set, sizeof signals);
    return signals;
}

void veda_thread_block(uint64_t signals)
{
    sigset_t set;
    sigemptyset(&set);
    memcpy(&set, &signals, sizeof signals);
    pthread_sigmask(SIG_SETMASK, &set, NULL);
}

int veda_cpus_online(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (int)n;
}

static int mask_size(void)
{
    struct veda_cpuset *set = veda_cpuset_new();
    int n = set && !veda_affinity_initial(set) ? veda_cpuset_count(set) : 0;
    free(set);
    return n > 0 ? n : veda_cpus_online();
}

int veda_cpus_available(void)
{
    int mask = mask_size(), quota = veda_quota();
    return mask < quota ? mask : quota;
}

/* /proc/self/stat: the name is in parentheses and may hold any character; the state of the initial thread
 * comes next, the number of threads 17 fields later. An initial thread that is gone is counted: a zombie. */
bool veda_process_has_others(int ours)
{
    char text[1024];
    int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n < 0 ? 0 : n] = '\0';
    const char *field = strrchr(text, ')');
    char state;
    int threads;
    if (!field || sscanf(field + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %d",
                         &state, &threads) != 2)
        return false;
    return threads - (state == 'Z') > ours;
}

int veda_thread_kernel_id(void)
{
    return (int)syscall(SYS_gettid);
}

bool veda_thread_is_there(int kernel_id)
{
    int saved = errno;
    bool there = syscall(SYS_tgkill, getpid(), kernel_id, 0) == 0;
    errno = saved;
    return there;
}

void veda_thread_yield(void)
{
    sched_yield();
}

/* The initial thread's stack grows as it is used, up to the limit; pthread_getattr_np would read a file to tell
 * where it is. */
static uintptr_t middle_of_initial_stack(uintptr_t here)
{
    struct rlimit limit;
    size_t bytes = 8 << 20;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < (rlim_t)1 << 30)
        bytes = (size_t)limit.rlim_cur;
    return here - bytes / 2;
}

uintptr_t veda_thread_stack_middle(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (veda_thread_kernel_id() == getpid())
        return middle_of_initial_stack(here);
    pthread_attr_t attr;
    void *low = NULL;
    size_t bytes = 0;
    if (pthread_getattr_np(pthread_self(), &attr))
        return here - (64 << 10);
    pthread_attr_getstack(&attr, &low, &bytes);
    pthread_attr_destroy(&attr);
    return (uintptr_t)low + bytes / 2;
}

/* glibc keeps a thread's descriptor, where pthread_self() points, on the last page of its stack. To ask
 * pthread_getattr_np would allocate. */
uintptr_t veda_thread_stack_low(size_t stack_bytes)
{
    pthread_attr_t attr;
    size_t bytes = 0, page = page_bytes();
    pthread_attr_init(&attr);
    set_stack(&attr, stack_bytes);
    pthread_attr_getstacksize(&attr, &bytes);
    pthread_attr_destroy(&attr);
    return ((uintptr_t)pthread_self() / page + 1) * page - bytes;
}

void veda_thread_alternate_stack(void *room)
{
    sigaltstack(&(stack_t){.ss_sp = room, .ss_size = VEDA_ALTERNATE_BYTES}, NULL);
}

void veda_thread_alternate_stack_end(const void *room)
{
    stack_t now;
    if (sigaltstack(NULL, &now) == 0 && now.ss_sp == room)
        sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
}
