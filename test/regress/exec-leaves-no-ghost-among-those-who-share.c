// A process that has had a team and shares (OMP_VEDA_SHARE=1) becomes another program by exec. Its number lives on, so
// nobody takes its old slot for dead (share.c, drop_dead), and the new program joined with a second one: it contended
// with itself for as long as it lived. Now its number stands in the page once.
// RUN: %veda-c --env OMP_VEDA_SHARE=1 --env OMP_NUM_THREADS=2
#include <stdio.h>
#include <unistd.h>

#include "expect.h"
#include "share_page.h"

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
