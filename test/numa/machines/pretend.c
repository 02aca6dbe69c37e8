/* Preloaded into a program that uses a peer's runtime: makes it believe in another machine. What it would bind is not
 * bound; what it reads of the machine is what PRETEND_SYS holds in place of /sys and PRETEND_CPUS lists ("0,1,4").
 * libomp reads the machine from KMP_CPUINFO_FILE with KMP_TOPOLOGY_METHOD=cpuinfo; it asks for masks by syscall(). */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int cpus(cpu_set_t *mask)
{
    const char *list = getenv("PRETEND_CPUS");
    int n = 0;
    CPU_ZERO(mask);
    for (char *end; list && *list; n++) {
        CPU_SET((size_t)strtol(list, &end, 10), mask);
        list = *end ? end + 1 : end;
    }
    return n;
}

static int highest(void)
{
    cpu_set_t mask;
    cpus(&mask);
    for (int cpu = CPU_SETSIZE; cpu-- > 0;)
        if (CPU_ISSET(cpu, &mask))
            return cpu;
    return 0;
}

static void give(size_t size, cpu_set_t *mask)
{
    cpu_set_t all;
    cpus(&all);
    memset(mask, 0, size);
    memcpy(mask, &all, size < sizeof all ? size : sizeof all);
}

long syscall(long number, ...)
{
    static long (*real)(long, ...);
    long a[6];
    va_list args;
    va_start(args, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(args, long);
    va_end(args);
    if (number == SYS_sched_getaffinity) {
        give((size_t)a[1], (cpu_set_t *)a[2]);
        return sizeof(cpu_set_t);
    }
    if (number == SYS_sched_setaffinity) {
        errno = EFAULT;
        return a[2] ? 0 : -1;
    }
    if (!real)
        real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *mask)
{
    (void)pid;
    give(size, mask);
    return 0;
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *mask)
{
    (void)pid, (void)size, (void)mask;
    return 0;
}

int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *mask)
{
    (void)thread;
    give(size, mask);
    return 0;
}

int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *mask)
{
    (void)thread, (void)size, (void)mask;
    return 0;
}

int pthread_attr_setaffinity_np(pthread_attr_t *attr, size_t size, const cpu_set_t *mask)
{
    (void)attr, (void)size, (void)mask;
    return 0;
}

long sysconf(int name)
{
    static long (*real)(int);
    cpu_set_t mask;
    if (name == _SC_NPROCESSORS_ONLN)
        return cpus(&mask);
    if (name == _SC_NPROCESSORS_CONF)
        return highest() + 1;
    if (!real)
        real = (long (*)(int))dlsym(RTLD_NEXT, "sysconf");
    return real(name);
}

static FILE *open_instead(const char *symbol, const char *path, const char *mode)
{
    FILE *(*real)(const char *, const char *) = (FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, symbol);
    const char *sys = getenv("PRETEND_SYS");
    char moved[4096];
    if (sys && !strncmp(path, "/sys/devices/system/", 20)) {
        snprintf(moved, sizeof moved, "%s%s", sys, path + 4);
        path = moved;
    }
    return real(path, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    return open_instead("fopen", path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    return open_instead("fopen64", path, mode);
}
