// OMP_DISPLAY_AFFINITY=true prints each thread of a region when it starts, the first time and whenever what
// a format can show has changed (5.2, 21.2.3): a second region of the same shape says nothing.
// RUN: %veda-c-check --env OMP_DISPLAY_AFFINITY=true --env "OMP_AFFINITY_FORMAT=team %L.%n of %N"
//      CHECK: team 1.{{[01]}} of 2
// CHECK-NEXT: team 1.{{[01]}} of 2
// CHECK-NEXT: again
// CHECK-NEXT: other size
// CHECK-NEXT: team 1.{{[0-2]}} of 3
// CHECK-NEXT: team 1.{{[0-2]}} of 3
// CHECK-NEXT: team 1.{{[0-2]}} of 3
// CHECK-NEXT: serial
// CHECK-NEXT: team 1.0 of 1
// CHECK-NEXT: end
#include <omp.h>
#include <stdio.h>

static int touched;

static void region(int n)
{
#pragma omp parallel num_threads(n)
#pragma omp atomic
    touched++;
}

static void say(const char *text)
{
    printf("%s\n", text);
    fflush(stdout);
}

int main(void)
{
    region(2);
    say("again");
    region(2);
    say("other size");
    region(3);
    say("serial");
    region(1);
    say("end");
    return touched != 8;
}
