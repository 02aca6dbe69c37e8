// The child of a fork, which the parent's bound thread makes between regions or inside one, has the affinity mask that
// the process was started with, and no place until a region of its own gives it one. Its places are the parent's, all
// within that mask. A mask that the program has set itself is left alone.
// RUN: %veda-c --env OMP_PLACES={0},{1}
// RUN: %veda-c --env OMP_PROC_BIND=spread
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include <sys/wait.h>
#include <unistd.h>

#include "places.h"

static cpu_set_t users;

static void fork_and_look(cpu_set_t wanted)
{
    int places = omp_get_num_places();
    pid_t child = fork();
    if (child == 0) {
        EXPECT(same_mask(own_mask(), wanted));
        EXPECT_EQ(omp_get_num_places(), places);
        for (int i = 0; i < places; i++) {
            cpu_set_t place = place_mask(i), both;
            CPU_AND(&both, &place, &users);
            EXPECT(CPU_COUNT(&place) > 0 && same_mask(both, place));
        }
#pragma omp parallel num_threads(3)
        expect_in_place();
        EXPECT_EQ(omp_get_num_procs(), CPU_COUNT(&users));
        _exit(expect_result());
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

int main(void)
{
    users = users_mask();
    EXPECT(omp_get_max_threads() > 0); /* the mask is the user's from here on */
    fork_and_look(users);
#pragma omp parallel num_threads(2)
    expect_in_place();
    fork_and_look(users);
    EXPECT_EQ(own_cpus(), 1);
#pragma omp parallel num_threads(4)
    {
#pragma omp single
        {
            pid_t child = fork();
            if (child == 0) {
                EXPECT(same_mask(own_mask(), users));
                _exit(expect_result());
            }
            int status = -1;
            waitpid(child, &status, 0);
            EXPECT_EQ(status, 0);
        }
        expect_in_place();
    }
    cpu_set_t second = place_mask(1);
    sched_setaffinity(0, sizeof second, &second);
    fork_and_look(second);
    return expect_result();
}
