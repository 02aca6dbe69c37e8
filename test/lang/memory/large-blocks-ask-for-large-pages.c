// A block of several large pages lies in such pages, unless OMP_VEDA_LARGE_PAGES=0: the system has been asked, and where
// it has some it gives them.
// RUN: %veda-c --args asked
// RUN: %veda-c --env OMP_VEDA_LARGE_PAGES=0 --args not-asked
// RUN: %veda-c --env OMP_VEDA_LARGE_PAGES=2 --args any
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"

enum { BYTES = 32 << 20 };

struct seen {
    int asked;      /* by madvise; or it is of reserved ones */
    long large_kib; /* transparent ones */
};

/* What smaps has of the mapping with p. */
static struct seen look(const char *p)
{
    char line[1024];
    struct seen s = {0, 0};
    int inside = 0;
    FILE *f = fopen("/proc/self/smaps", "r");
    while (f && fgets(line, sizeof line, f)) {
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            inside = (unsigned long)p >= from && (unsigned long)p < to;
        else if (inside && !strncmp(line, "VmFlags:", 8))
            s.asked = strstr(line, " hg ") || strstr(line, " ht ");
        else if (inside)
            sscanf(line, "AnonHugePages: %ld", &s.large_kib);
    }
    EXPECT(f != NULL);
    if (f)
        fclose(f);
    return s;
}

/* Whether the system makes large pages up for those who ask. */
static int transparent(void)
{
    char text[128] = "";
    FILE *f = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "r");
    if (f && !fgets(text, sizeof text, f))
        text[0] = 0;
    if (f)
        fclose(f);
    return text[0] && !strstr(text, "[never]");
}

int main(int argc, char **argv)
{
    char *p = omp_alloc(BYTES, omp_default_mem_alloc);
    EXPECT(argc > 1 && p != NULL);
    memset(p, 1, BYTES);
    struct seen s = look(p + BYTES / 2);
    if (!strcmp(argv[1], "asked")) {
        EXPECT(s.asked || !transparent());
        if (transparent() && !s.large_kib)
            fprintf(stderr, "no large page was to be had\n");
    } else if (!strcmp(argv[1], "not-asked")) {
        EXPECT(!s.asked);
    } else {
        EXPECT(s.asked || !transparent());
    }
    omp_free(p, omp_default_mem_alloc);
    return expect_result();
}
