// The fields of OMP_AFFINITY_FORMAT (5.2, table 21.2), by short and by long name, with width, zeros and
// alignment, and what comes of unknown ones and of a buffer that is too short.
// RUN: %veda-c
// REQUIRES: threads-4
#define _GNU_SOURCE
#include "expect.h"
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void gives(const char *format, const char *want)
{
    char text[512];
    size_t n = omp_capture_affinity(text, sizeof text, format);
    EXPECT_EQ(n, strlen(want));
    if (strcmp(text, want))
        fprintf(stderr, "%s gave '%s', expected '%s'\n", format, text, want);
    EXPECT(!strcmp(text, want));
}

int main(void)
{
    char want[512], host[256];
    gethostname(host, sizeof host);
    gives("plain", "plain");
    gives("100%%", "100%");
    gives("%n %{thread_num} %N %{num_threads} %L %{nesting_level} %t %T", "0 0 1 1 0 0 0 1");
    gives("%a %{ancestor_tnum}", "-1 -1");
    gives("[%5n]", "[0    ]");
    gives("[%.5n]", "[    0]");
    gives("[%0.5n]", "[00000]");
    gives("[%05n]", "[0    ]");
    gives("[%0.7a]", "[-000001]");
    gives("[%.1{nesting_level}]", "[0]");
    gives("%X %{no_such_field} %{thread_num", "undefined undefined 0");
    gives("ends in %", "ends in ");
    snprintf(want, sizeof want, "%s %d", host, (int)getpid());
    gives("%H %P", want);
    gives("%{host} %{process_id}", want);

    char text[8];
    EXPECT_EQ(omp_capture_affinity(text, 4, "abcdef"), 6);
    EXPECT(!strcmp(text, "abc"));
    EXPECT_EQ(omp_capture_affinity(NULL, 0, "%20n"), 20);
    char processors[256];
    EXPECT(omp_capture_affinity(processors, sizeof processors, "%A") < sizeof processors);
    EXPECT(strspn(processors, "0123456789,-") == strlen(processors) && processors[0]);

    omp_set_max_active_levels(2);
#pragma omp parallel num_threads(3)
    {
        char mine[64], expected[64];
        int outer = omp_get_thread_num();
        omp_capture_affinity(mine, sizeof mine, "%L %n %N %a");
        snprintf(expected, sizeof expected, "1 %d 3 0", outer);
        EXPECT(!strcmp(mine, expected));
#pragma omp parallel num_threads(2) private(mine, expected)
        {
            omp_capture_affinity(mine, sizeof mine, "%L %n %N %a %i");
            snprintf(expected, sizeof expected, "2 %d 2 %d %d", omp_get_thread_num(), outer, (int)gettid());
            EXPECT(!strcmp(mine, expected));
        }
    }
    return expect_result();
}
