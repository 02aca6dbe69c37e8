// Where dyn-var is true, teams get smaller while busy processes want the processors, and the decision can be read.
// They are never larger than the default, and num_threads is an upper bound.
// RUN: %veda-c-check --env OMP_DYNAMIC=true --env OMP_NUM_THREADS= --env OMP_VEDA_LOG=team
// CHECK: {{team_width width=[0-9]+ processors=[0-9]+ others_percent=[0-9]+}}
#include <omp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { MOST = 256 };
static pid_t busy[MOST];

static void start_busy(int n)
{
    for (int i = 0; i < n; i++)
        if ((busy[i] = fork()) == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            alarm(60);
            for (;;) {
            }
        }
}

static void end_busy(int n)
{
    for (int i = 0; i < n; i++) {
        kill(busy[i], SIGKILL);
        waitpid(busy[i], NULL, 0);
    }
}

static int team_size(void)
{
    int n = 0;
#pragma omp parallel num_threads(1000)
#pragma omp single
    n = omp_get_num_threads();
    return n;
}

int main(void)
{
    int most = omp_get_max_threads(), others = 2 * most < MOST ? 2 * most : MOST, n = most;
    start_busy(others);
    double end = omp_get_wtime() + 20;
    while (omp_get_wtime() < end && (n = team_size()) == most && most > 1)
        usleep(5000);
    EXPECT(most == 1 || n < most);
    for (int i = 0; most == 1 && i < 100; i++, usleep(5000))
        team_size();
    end_busy(others);
    EXPECT(team_size() <= most);
    return expect_result();
}
