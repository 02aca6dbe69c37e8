// What a process starts, by fork and exec, vfork, posix_spawn or exec alone, before its first region, between
// regions, inside one and from a worker, finds the affinity mask, the environment, the signals, the limits and the
// open files that the user gave his program: nothing of the runtime's. But for one thing: where the user has threads
// bound, what a thread starts without fork() runs on that thread's place. A child of fork() has the user's mask, where
// both peers hand on the place that they bound the thread to (libgomp from its constructor on).
// RUN: %veda-c
// RUN: %veda-c --env OMP_PROC_BIND=true
// RUN: %veda-c --env OMP_PROC_BIND=spread --env OMP_PLACES=threads
// UNSUPPORTED: load-preload
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "stress/stress.h"

#if defined(__SANITIZE_THREAD__) || STRESS_HAS(thread_sanitizer)
enum { VFORK_IS_FORK = 1 }; /* in that sanitizer's hands, handlers of pthread_atfork() and all */
#else
enum { VFORK_IS_FORK = 0 };
#endif

extern char **environ;

static char *self[] = {"/proc/self/exe", "look", NULL};

/* What a new program can see, as text of one line. The environment by its sum; the mask of whom: a constructor may
 * have been at our own before main. */
static void describe(pid_t whom, char *out, size_t size)
{
    cpu_set_t mask;
    sigset_t blocked, ignored;
    struct rlimit stack, cores;
    unsigned sum = 0;
    int files = 0, nignored = 0;
    sched_getaffinity(whom, sizeof mask, &mask);
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    sigemptyset(&ignored);
    for (int s = 1; s < 32; s++) {
        struct sigaction a;
        nignored += sigaction(s, NULL, &a) == 0 && a.sa_handler != SIG_DFL;
    }
    getrlimit(RLIMIT_STACK, &stack);
    getrlimit(RLIMIT_CORE, &cores);
    for (char **e = environ; *e; e++)
        for (char *c = *e; *c; c++)
            sum = sum * 31 + (unsigned char)*c;
    for (int fd = 0; fd < 1000; fd++)
        files += fcntl(fd, F_GETFD) >= 0;
    unsigned long word[2] = {0};
    memcpy(word, &mask, sizeof word);
    snprintf(out, size, "cpus %d %lx %lx, signals %lx %d, environment %u, stack %lu, core %lu, files %d\n",
             CPU_COUNT(&mask), word[0], word[1], *(unsigned long *)&blocked, nignored, sum,
             (unsigned long)stack.rlim_cur, (unsigned long)cores.rlim_cur, files);
}

static int wait_for(pid_t child)
{
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

enum how { FORK, VFORK, SPAWN, HOWS };

/* Starts ourselves anew with `look`; what that prints comes back. One pipe at a time: files are counted. */
static void start(enum how how, char *out, size_t size)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        abort();
    pid_t child = -1;
    if (how == SPAWN) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        posix_spawn(&child, self[0], &actions, NULL, self, environ);
        posix_spawn_file_actions_destroy(&actions);
    } else {
        child = how == FORK ? fork() : vfork();
        if (child == 0) {
            dup2(ends[1], 1);
            execve(self[0], self, environ);
            _exit(127);
        }
    }
    close(ends[1]);
    ssize_t n = read(ends[0], out, size - 1);
    out[n < 0 ? 0 : n] = '\0';
    close(ends[0]);
    EXPECT_EQ(wait_for(child), 0);
}

static char wanted[300];

/* A line of describe()'s with the mask of the calling thread: the user's, unless threads are bound. */
static void on_own_place(char *line, size_t size)
{
    char rest[300];
    cpu_set_t mask, users;
    snprintf(rest, sizeof rest, "%s", strchr(line, ','));
    sched_getaffinity(0, sizeof mask, &mask);
    sched_getaffinity(getppid(), sizeof users, &users);
    EXPECT(getenv("OMP_PROC_BIND") || CPU_EQUAL(&mask, &users));
    unsigned long word[2] = {0};
    memcpy(word, &mask, sizeof word);
    snprintf(line, size, "cpus %d %lx %lx%s", CPU_COUNT(&mask), word[0], word[1], rest);
}

static void all_ways(const char *where)
{
    for (enum how how = 0; how < HOWS; how++) {
        char got[300], want[300];
        start(how, got, sizeof got);
        memcpy(want, wanted, sizeof want);
        if (how != FORK && !(how == VFORK && VFORK_IS_FORK))
            on_own_place(want, sizeof want);
        if (strcmp(got, want))
            fprintf(stderr, "%s, way %d: %swanted: %s", where, how, got, want);
        EXPECT(!strcmp(got, want));
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "look")) {
        describe(0, wanted, sizeof wanted);
        return write(1, wanted, strlen(wanted)) < 0;
    }
    if (argc > 1) { /* we have been started by ourselves, from a thread of a process that had regions */
        describe(0, wanted, sizeof wanted);
        EXPECT(!strcmp(wanted, argv[1]));
        return expect_result();
    }
    describe(getppid(), wanted, sizeof wanted);
    all_ways("before");
    for (int r = 0; r < 2; r++) {
#pragma omp parallel num_threads(4)
        {
#pragma omp barrier
#pragma omp master
            all_ways("initial thread, inside");
#pragma omp barrier
#pragma omp single
            all_ways("some thread, inside");
        }
        all_ways("between");
    }
    pid_t child = fork();
    if (child == 0) {
#pragma omp parallel num_threads(3)
        {
#pragma omp barrier
#pragma omp master
            {
                on_own_place(wanted, sizeof wanted);
                execl("/proc/self/exe", "exec", wanted, NULL); /* the other threads go with the old program */
            }
        }
        _exit(127);
    }
    EXPECT_EQ(wait_for(child), 0);
    return expect_result();
}
