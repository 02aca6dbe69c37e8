// What omp_get_proc_bind says (5.2, 18.3.1: the policy for nested regions) below proc_bind clauses: nothing
// changes it where OMP_PROC_BIND is false, a list's own element for a level goes before the clause. Else the clause is
// for its own region (5.2, 10.1.4), and goes down in gcc's code alone, whose own tests ask for it.
// RUN: %veda-c --env OMP_PROC_BIND=false --args 0 0 0
// RUN: %veda-c --only gcc --env OMP_PROC_BIND=true --args 1 3 4
// RUN: %veda-c --only clang --env OMP_PROC_BIND=true --args 1 1 1
// RUN: %veda-c --only clang --env OMP_PROC_BIND=primary --args 2 2 2
// RUN: %veda-c --env OMP_PROC_BIND=spread,primary,close --args 4 2 3
#include "expect.h"
#include <omp.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    EXPECT_EQ(argc, 4);
    EXPECT_EQ(omp_get_proc_bind(), atoi(argv[1]));
#pragma omp parallel num_threads(2) proc_bind(close)
    {
        EXPECT_EQ(omp_get_proc_bind(), atoi(argv[2]));
#pragma omp parallel num_threads(2) proc_bind(spread)
        EXPECT_EQ(omp_get_proc_bind(), atoi(argv[3]));
    }
    EXPECT_EQ(omp_get_proc_bind(), atoi(argv[1]));
    return expect_result();
}
