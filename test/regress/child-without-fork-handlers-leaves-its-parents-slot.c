// A process that shares (OMP_VEDA_SHARE=1) has a child by _Fork(), which calls no handlers of pthread_atfork(), and the
// child ends by exit(). It took its parent's slot in the page for its own (share.c, leave) and freed it: the parent
// shared no more, and said so to nobody.
// RUN: %veda-c -D_GNU_SOURCE --env OMP_VEDA_SHARE=1 --env OMP_NUM_THREADS=2
// The sanitizers' own handlers of forks are not called either.
// UNSUPPORTED: sanitizer
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "share_page.h"

int main(void)
{
#pragma omp parallel num_threads(2)
    {
        __asm__ volatile("");
    }
    EXPECT_EQ(slots(), 1);
    pid_t child = _Fork();
    if (child == 0)
        exit(0);
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(slots(), 1);
    return expect_result();
}
