// What a bound thread starts without fork() has its place for a mask: system() and posix_spawn run nothing of ours. With
// KMP_AFFINITY=reset the initial thread is bound in regions alone, and what it starts outside of them has the user's mask,
// whichever variable asks for places.
// RUN: %veda-c --env OMP_PLACES={0},{1} --env KMP_AFFINITY=reset
// RUN: %veda-c --env OMP_PROC_BIND=spread --env KMP_AFFINITY=reset
// RUN: %veda-c --env KMP_AFFINITY=compact,reset
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include <spawn.h>
#include <sys/wait.h>

#include "places.h"

extern char **environ;

static cpu_set_t users;

/* The program itself, which looks at its mask. */
static void spawn_and_look(char *self)
{
    char number[16], *argv[] = {self, number, NULL};
    snprintf(number, sizeof number, "%d", CPU_COUNT(&users));
    pid_t child;
    int status = -1;
    EXPECT_EQ(posix_spawn(&child, "/proc/self/exe", NULL, NULL, argv, environ), 0);
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

static void task(void)
{
    EXPECT(same_mask(own_mask(), users));
}

int main(int argc, char **argv)
{
    users = users_mask();
    if (argc > 1) {
        EXPECT(omp_get_max_threads() > 0); /* under LD_PRELOAD libgomp has narrowed it until now */
        return own_cpus() != atoi(argv[1]);
    }
    for (int i = 0; i < 2; i++) {
        EXPECT_EQ(omp_get_place_num(), -1);
#pragma omp task
        task();
#pragma omp taskwait
        spawn_and_look(argv[0]);
#pragma omp parallel num_threads(2)
        expect_in_place();
        EXPECT(same_mask(own_mask(), users));
    }
    spawn_and_look(argv[0]);
    return expect_result();
}
