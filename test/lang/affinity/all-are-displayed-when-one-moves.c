// OMP_DISPLAY_AFFINITY: when the place of one thread changes, all threads of the team are shown (5.2, 21.2.3), also those
// that stay where they are.
// RUN: %veda-c-check --env OMP_DISPLAY_AFFINITY=true --env OMP_PLACES={0},{1} --env "OMP_AFFINITY_FORMAT=thread %n on %A"
// REQUIRES: cpus-2
//  CHECK-DAG: thread 0 on 0
//  CHECK-DAG: thread 1 on 1
//      CHECK: again
// CHECK-NEXT: other policy
//  CHECK-DAG: thread 0 on 0
//  CHECK-DAG: thread 1 on 0
//      CHECK: end
// CHECK-NOT: thread
#include <omp.h>
#include <stdio.h>

static int touched;

static void say(const char *text)
{
    printf("%s\n", text);
    fflush(stdout);
}

static void close_by(void)
{
#pragma omp parallel num_threads(2) proc_bind(close)
#pragma omp atomic
    touched++;
}

static void with_the_primary(void)
{
#pragma omp parallel num_threads(2) proc_bind(master)
#pragma omp atomic
    touched++;
}

int main(void)
{
    close_by();
    say("again");
    close_by();
    say("other policy");
    with_the_primary();
    say("end");
    with_the_primary();
    return touched != 8;
}
