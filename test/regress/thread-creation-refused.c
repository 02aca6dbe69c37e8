// Threads that the system refuses make the team smaller, with one line on stderr: libgomp exits, libomp
// aborts.
// RUN: %veda-c-check
// CHECK: cannot start thread
// CHECK-NOT: cannot start thread
// CHECK: done
// UNSUPPORTED: sanitizer
#include <omp.h>
#include <stdio.h>
#include <sys/resource.h>

#include "expect.h"

int main(void)
{
    struct rlimit limit = {200u << 20, 200u << 20};
    setrlimit(RLIMIT_AS, &limit);
    for (int r = 0; r < 3; r++) {
        int n = 0, of = 0;
#pragma omp parallel num_threads(64) reduction(+ : n)
        {
            n++;
#pragma omp single
            of = omp_get_num_threads();
        }
        EXPECT_EQ(n, of);
        EXPECT(of < 64);
    }
    fprintf(stderr, "done\n");
    return expect_result();
}
