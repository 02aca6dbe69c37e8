// A process that shares (OMP_VEDA_SHARE=1) has a child by _Fork(), which calls no handlers of pthread_atfork(), and the
// child ends by exit(). It took its parent's slot in the page for its own (share.c, leave) and freed it: the parent
// shared no more, and said so to nobody.
// RUN: %veda-c -D_GNU_SOURCE --env OMP_VEDA_SHARE=1 --env OMP_NUM_THREADS=2
// UNSUPPORTED: sanitizer
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

/* How often the process's number stands in the page that it shares with others of its user. */
static int slots(void)
{
    char pattern[64];
    glob_t found;
    int n = 0;
    snprintf(pattern, sizeof pattern, "/dev/shm/veda-share-1-%u-*", (unsigned)geteuid());
    if (glob(pattern, 0, NULL, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *page = fopen(found.gl_pathv[i], "r");
        for (uint32_t word; page && fread(&word, sizeof word, 1, page) == 1;)
            n += word == (uint32_t)getpid();
        if (page)
            fclose(page);
    }
    globfree(&found);
    return n;
}

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
