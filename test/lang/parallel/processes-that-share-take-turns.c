// Two processes whose teams want more processors than there are take turns when both have OMP_VEDA_SHARE=1; one that
// is killed in its turn, one that is stopped, and one that forks hold nobody up.
// RUN: %veda-c-check --env OMP_VEDA_SHARE=1 --env OMP_VEDA_LOG=share --env OMP_NUM_THREADS=
// CHECK: share_width threads={{[0-9]+}} processors={{[0-9]+}} contended=1
// CHECK: share_turn waited_us={{[0-9]+}} threads={{[0-9]+}}
// REQUIRES: threads-2
// UNSUPPORTED: tsan
#include <omp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

/* Full teams from barrier to barrier, for so long. */
static int step(double seconds)
{
    int threads = omp_get_num_procs() + 1;
    double end = omp_get_wtime() + seconds;
    long steps = 0;
    do {
#pragma omp parallel num_threads(threads)
        for (int i = 0; i < 20; i++) {
#pragma omp barrier
        }
        steps++;
    } while (omp_get_wtime() < end);
    return steps > 0 ? 0 : 1;
}

static pid_t start(const char *what)
{
    pid_t pid = fork();
    if (pid == 0) {
        execl("/proc/self/exe", "step", what, NULL);
        _exit(127);
    }
    return pid;
}

static int status_of(pid_t pid)
{
    int status = -1;
    waitpid(pid, &status, 0);
    return status;
}

/* As another one: a child of a fork joins for itself, inside and outside of its parent's turn. */
static int fork_and_step(void)
{
    step(0.1);
    pid_t child = fork();
    if (child == 0)
        exit(step(0.2));
    int mine = step(0.2);
    return status_of(child) == 0 ? mine : 1;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return !strcmp(argv[1], "fork") ? fork_and_step() : step(atof(argv[1]));

    pid_t a = start("0.4"), b = start("0.4");
    EXPECT_EQ(status_of(a), 0);
    EXPECT_EQ(status_of(b), 0);

    a = start("100"), b = start("1.0");
    usleep(300000);
    kill(a, SIGKILL);
    EXPECT(WIFSIGNALED(status_of(a)));
    EXPECT_EQ(status_of(b), 0);

    a = start("100"), b = start("1.0");
    usleep(300000);
    kill(a, SIGSTOP);
    EXPECT_EQ(status_of(b), 0);
    kill(a, SIGKILL);
    status_of(a);

    a = start("fork"), b = start("0.4");
    EXPECT_EQ(status_of(a), 0);
    EXPECT_EQ(status_of(b), 0);
    return expect_result();
}
