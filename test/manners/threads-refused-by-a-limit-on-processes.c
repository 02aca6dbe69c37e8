// A user's limit on processes (RLIMIT_NPROC) leaves fewer threads than a region asks for: the team is smaller, one
// line says so, everything else is right, and when there is room again the next region has it. libgomp ends the
// process with status 1, libomp aborts it. The limit binds no superuser, who becomes somebody else first.
// RUN: %veda-c-check
// CHECK: veda: cannot start thread {{[0-9]+}} ({{.*}}); teams get smaller
// CHECK-NOT: veda:
// CHECK: done
// UNSUPPORTED: sanitizer
#include <sys/resource.h>
#include <unistd.h>

#include "refused.h"

enum { NOBODY = 54321 };

static void limit_user(int most)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NPROC, &limit);
    limit.rlim_cur = (rlim_t)most;
    EXPECT_EQ(setrlimit(RLIMIT_NPROC, &limit), 0);
}

int main(void)
{
    int alone = geteuid() == 0;
    if (alone)
        EXPECT(setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
    limit_user(alone ? MOST : 1); /* a user of the machine has more than one process */
    for (int r = 0; r < 3; r++)
        EXPECT_EQ(region(), alone ? MOST : 1);
    limit_user(alone ? 100 : 4000);
    EXPECT_EQ(region(), WANTED);
    fprintf(stderr, "done\n");
    return expect_result();
}
