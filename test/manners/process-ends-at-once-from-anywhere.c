// exit, quick_exit, _exit, abort and a deadly signal end the process at once, with the right status, and run the
// handlers that they should, whoever calls them while all others compute, wait at barriers, for tasks, for locks, or
// sleep: the initial thread or a worker inside a region, a second root, a task, a nested region; atexit handlers
// may open regions. libomp 19 hangs.
// RUN: %veda-c
// RUN: %veda-c --env OMP_WAIT_POLICY=passive
#include <omp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum end { EXIT, QUICK, UNDER, ABORT, TERM, ENDS };
enum who { INITIAL, WORKER, ROOT, TASK, NESTED, WHOS };

static int tell[2];

static void handler(void)
{
    int n = 0;
#pragma omp parallel num_threads(3) reduction(+ : n)
    n++;
    char text = n == 3 || omp_get_level() > 0 ? 'h' : '?';
    if (write(tell[1], &text, 1) != 1)
        _exit(99);
}

static void quick_handler(void)
{
    if (write(tell[1], "q", 1) != 1)
        _exit(99);
}

static void end(enum end how)
{
    usleep(2000); /* the others are where they are going to be */
    switch (how) {
    case EXIT:
        exit(7);
    case QUICK:
        quick_exit(7);
    case UNDER:
        _exit(7);
    case ABORT:
        abort();
    default:
        kill(getpid(), SIGTERM);
        for (;;)
            pause();
    }
}

static void *second_root(void *how)
{
#pragma omp parallel num_threads(2)
    if (omp_get_thread_num() == 1)
        end((enum end)(long)how);
    return NULL;
}

static void region(enum who who, enum end how)
{
    omp_lock_t lock;
    omp_init_lock(&lock);
    omp_set_lock(&lock);
    pthread_t t;
    if (who == ROOT)
        pthread_create(&t, NULL, second_root, (void *)(long)how);
#pragma omp parallel num_threads(4)
    {
        int tid = omp_get_thread_num(), me = who == INITIAL ? 0 : who == WORKER ? 2 : who == ROOT ? -1 : 3;
        if (tid == me) {
            if (who == TASK) {
#pragma omp task
                end(how);
#pragma omp taskwait
            } else if (who == NESTED) {
#pragma omp parallel num_threads(2)
                if (omp_get_thread_num() == 1)
                    end(how);
            } else {
                end(how);
            }
        }
        if (tid == 1)
            omp_set_lock(&lock); /* for ever */
        if (tid == 2 && me != 2)
            for (;;)
                __atomic_load_n(&tell[0], __ATOMIC_RELAXED);
#pragma omp barrier
    }
}

static void check(enum who who, enum end how)
{
    char text[8] = "";
    if (pipe(tell))
        abort();
    pid_t child = fork();
    if (child == 0) {
        alarm(40);
        atexit(handler);
        at_quick_exit(quick_handler);
        region(who, how);
        _exit(98);
    }
    close(tell[1]);
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT(read(tell[0], text, sizeof text - 1) >= 0);
    close(tell[0]);
    if (how == ABORT || how == TERM)
        EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == (how == ABORT ? SIGABRT : SIGTERM));
    else
        EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    EXPECT_EQ(text[0], how == EXIT ? 'h' : how == QUICK ? 'q' : 0);
    if (expect_failures)
        fprintf(stderr, "who %d, how %d\n", who, how);
}

int main(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    omp_set_max_active_levels(2);
    for (enum who who = 0; who < WHOS; who++)
        for (enum end how = 0; how < ENDS; how++)
            check(who, how);
    return expect_result();
}
