// A process that has had a team and shares (OMP_VEDA_SHARE=1) becomes another program by exec. Its number lives on, so
// nobody takes its old slot for dead (share.c, drop_dead), and the new program joined with a second one: it contended
// with itself for as long as it lived. Now its number stands in the page once.
// RUN: %veda-c --env OMP_VEDA_SHARE=1 --env OMP_NUM_THREADS=2
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
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

int main(int argc, char **argv)
{
#pragma omp parallel num_threads(2)
    {
        __asm__ volatile("");
    }
    EXPECT_EQ(slots(), 1);
    if (argc < 2)
        execl("/proc/self/exe", argv[0], "again", (char *)NULL);
    return expect_result();
}
