// A region asks for a hundred million threads and gets those that the system gives, with one line on stderr.
// The table of its members alone did not fit into memory: the region ran with one thread, and nothing was
// said.
// RUN: %veda-c-check
// CHECK: teams get smaller
// CHECK-NOT: teams get smaller
// CHECK: done
// UNSUPPORTED: sanitizer
#include <stdio.h>
#include <sys/resource.h>

#include "expect.h"

int main(void)
{
    struct rlimit limit = {200u << 20, 200u << 20};
    setrlimit(RLIMIT_AS, &limit);
    for (int r = 0; r < 3; r++) {
        int n = 0;
#pragma omp parallel num_threads(100000000) reduction(+ : n)
        n++;
        EXPECT(n > 4 && n < 64);
    }
    fprintf(stderr, "done\n");
    return expect_result();
}
