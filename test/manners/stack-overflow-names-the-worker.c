// A worker that runs off its stack is named, with the size of its stack and the variable that sets it, before the
// process dies by SIGSEGV: by recursion that meets the guard page, and by an array that steps over it. Both peers
// die without a word. Who has a handler of his own, whenever he installed it, gets his signal; a fault that is no
// overflow, a signal that somebody sends and an overflow of the initial thread kill in silence, as ever.
// RUN: %veda-c --env OMP_STACKSIZE=300k
// RUN: %veda-c --env OMP_STACKSIZE=300k --env OMP_VEDA_STACK_REPORT=0 --args off
// UNSUPPORTED: sanitizer
#define _GNU_SOURCE
#include <alloca.h>
#include <omp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static volatile int sink;

__attribute__((noinline)) static int recurse(int depth)
{
    volatile char here[256];
    here[0] = (char)depth;
    int below = recurse(depth + 1);
    return below + here[0] + sink;
}

__attribute__((noinline)) static void large_array(size_t bytes)
{
    char *a = alloca(bytes);
    __asm__ volatile("" : : "r"(a) : "memory");
    a[0] = 1;
    sink = a[bytes / 2];
}

static void recursion(int tid)
{
    if (tid == 3)
        sink = recurse(0);
}

static void array(int tid)
{
    if (tid == 3)
        large_array(8 << 20);
}

static void nested(int tid)
{
    if (tid != 3)
        return;
#pragma omp parallel num_threads(2)
    if (omp_get_thread_num() == 0)
        sink = recurse(0);
}

static void all(int tid)
{
    if (tid > 0)
        sink = recurse(0);
}

static void wild(int tid)
{
    if (tid == 3)
        *(volatile int *)16 = 1;
}

static void sent(int tid)
{
    if (tid == 3)
        kill(getpid(), SIGSEGV);
    sleep(10);
}

static void initial(int tid)
{
    if (tid == 0)
        sink = recurse(0);
    sleep(10);
}

static void own_handler(int sig)
{
    (void)sig;
    _exit(9);
}

static void install(void)
{
    sigaction(SIGSEGV, &(struct sigaction){.sa_handler = own_handler, .sa_flags = SA_ONSTACK}, NULL);
}

/* An alternate stack of the program's own takes the place of ours. */
static void own_stack(int tid)
{
    if (tid != 3)
        return;
    install();
    sigaltstack(&(stack_t){.ss_sp = malloc(1 << 16), .ss_size = 1 << 16}, NULL);
    sink = recurse(0);
}

static void nothing(int tid)
{
    (void)tid;
}

static void in_region(void (*body)(int))
{
#pragma omp parallel num_threads(4)
    body(omp_get_thread_num());
}

/* What the child says on stderr, and how it ends. */
static int run(void (*body)(int), int installs, char *said, size_t size)
{
    int ends[2];
    if (pipe(ends))
        abort();
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        if (installs == 1)
            install();
        in_region(nothing);
        if (installs == 2)
            install();
        in_region(body);
        _exit(0);
    }
    close(ends[1]);
    size_t n = 0;
    for (ssize_t got; n + 1 < size && (got = read(ends[0], said + n, size - 1 - n)) > 0;)
        n += (size_t)got;
    said[n] = '\0';
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void expect(const char *name, void (*body)(int), int installs, int ends, int reports)
{
    char said[4096];
    fprintf(stderr, "%s\n", name);
    EXPECT_EQ(run(body, installs, said, sizeof said), ends);
    const char *line = strstr(said, "veda: worker veda-");
    EXPECT_EQ(line != NULL, reports);
    if (line) {
        EXPECT(strstr(line, "stack of 300K; OMP_STACKSIZE sets the size\n") != NULL);
        EXPECT(strchr(said, '\n')[1] == '\0'); /* that one line */
    } else {
        EXPECT_EQ(strlen(said), 0);
    }
}

int main(int argc, char **argv)
{
    int on = argc < 2;
    (void)argv;
    omp_set_max_active_levels(2);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    expect("recursion", recursion, 0, -SIGSEGV, on);
    expect("array", array, 0, -SIGSEGV, on);
    expect("nested", nested, 0, -SIGSEGV, on);
    expect("all", all, 0, -SIGSEGV, on);
    expect("wild", wild, 0, -SIGSEGV, 0);
    expect("sent", sent, 0, -SIGSEGV, 0);
    expect("initial", initial, 0, -SIGSEGV, 0);
    expect("wild, handler before", wild, 1, 9, 0);
    expect("wild, handler after", wild, 2, 9, 0);
    expect("own stack and handler", own_stack, 0, 9, 0);
    in_region(nothing);
    struct sigaction now;
    sigaction(SIGSEGV, NULL, &now);
    EXPECT_EQ(now.sa_handler != SIG_DFL, on);
    return expect_result();
}
